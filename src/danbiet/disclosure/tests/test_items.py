"""Acts on items: each works, is refused, and is nobody else's."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from danbiet.common import clock, files, formats
from danbiet.common.actor import SYSTEM, FileProblems, NotAllowed, NotYours
from danbiet.common.extracting import texts
from danbiet.common.files import house
from danbiet.disclosure.models import Item, Sight, Version
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.lists import ListRefused
from danbiet.disclosure.selectors import gates
from danbiet.disclosure.selectors import items as selectors
from danbiet.disclosure.services import items as services
from danbiet.disclosure.services.reading import KindRefused, TitlePersonal, sheets
from danbiet.disclosure.tests.papers import (
    AT_MAY,
    HOUSEHOLDS,
    MAY,
    SETTLEMENT,
    board,
    draft,
    households,
    obligation,
    paper,
    publish,
    published,
    settlement,
    workbook,
)
from danbiet.ledger import selectors as ledger
from danbiet.ledger.models import Event, Opening
from danbiet.ledger.services import sign_head
from danbiet.places.models import Circumstances, Successor
from tests.people import END_OF_DISTRICTS, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
LIST = {"kind": ItemKind.PERSONAL_LIST.value, "title": "Danh sách hộ nghèo năm 2024", "name": "ho-ngheo.xlsx"}
BUDGET = {"kind": ItemKind.BUDGET.value, "title": "Quyết toán năm 2024", "name": "qt.xlsx", "period": "2024"}
NEXT = AT_MAY + timedelta(days=1)


def path(version: Version):
    return files.path_of(version.sha256)


def acts() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("act", flat=True))


# drafting


def test_a_draft_is_cleaned_kept_and_seen_by_officers_alone(country: Country, cast: Cast) -> None:
    words = {"name": "../../Kế hoạch.docx.exe", "summary": "Nêu việc của năm."}
    item = draft(country.dong_ngac.unit, cast, data=paper(form="docx"), **words)
    version = item.versions.get()
    assert (item.state, version.number, version.kind) == ("draft", 1, "docx")
    assert (version.published_at, version.event) == (None, None)
    assert "/" not in version.name
    assert version.name.endswith(".docx")
    assert path(version).exists()
    assert item.folded == "ke hoach kinh te - xa hoi nam 2024 neu viec cua nam."
    for name, sees in {"ward": True, "wardchair": True, "planner": True, "ward2": False, "resident": False}.items():
        if sees:
            assert gates.item_for(cast.actor(name, MAY), item.pk, on=MAY) == item
        else:
            with pytest.raises(NotYours):
                gates.item_for(cast.actor(name, MAY), item.pk, on=MAY)


@pytest.mark.parametrize("who", ["ward2", "planner", "grouphead", "resident", "inspector", "admin", "stranger"])
def test_only_keepers_of_the_place_draft(country: Country, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        draft(country.dong_ngac.unit, cast, who=who)
    assert (Item.objects.count(), list((house().data_dir / "files").rglob("*"))) == (0, [])


@pytest.mark.parametrize("wrong", [
    {"title": " "}, {"kind": "x"}, {"period": "năm nay"}, {"data": b"MZ not a paper"},
])  # fmt: skip
def test_a_draft_that_cannot_stand_is_refused(country: Country, cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises((services.ItemRefused, formats.FileRefused)):
        draft(country.dong_ngac.unit, cast, **wrong)
    assert Item.objects.count() == 0


def test_numbers_of_people_do_not_reach_the_record(country: Country, cast: Cast) -> None:
    for words in ({"title": "Liên hệ 0912 345 678"}, {"summary": "CCCD 001185012345"}, {"name": "sdt 0912345678.docx"}):
        with pytest.raises(TitlePersonal):
            draft(country.dong_ngac.unit, cast, **words)


def test_an_obligation_of_another_place_is_refused(country: Country, cast: Cast) -> None:
    other = obligation(country.xuan_dinh.unit, "DIS22-01")
    with pytest.raises(services.ItemRefused):
        draft(country.dong_ngac.unit, cast, obligation=other)


# publishing


def test_publishing_is_one_event_whose_payload_is_that_of_the_receipt(country: Country, cast: Cast) -> None:
    board(country.dong_ngac.unit)
    due = obligation(country.dong_ngac.unit, "DIS22-01", due_on=date(2024, 5, 13))
    item = published(country.dong_ngac.unit, cast, obligation=due)
    version = item.versions.get()
    assert acts() == ["disclosure.draft", "disclosure.publish"]
    kept = Opening.objects.get(event_id=version.event, part="payload").value
    assert kept == {
        "item": f"disclosure.item/{item.pk}", "version": 1, "title": item.title, "place": "00601@2014-04-01",
        "file": {"name": version.name, "bytes": version.bytes, "sha256": version.sha256},
        "published_at": "2024-05-06T09:00:00+07:00",
    }  # fmt: skip
    due.refresh_from_db()
    assert (due.state, due.published_on) == ("published", MAY)
    page = selectors.item_page(cast.actor("resident", MAY), item.pk, on=MAY)
    assert (item.state, page.take_down_on) == ("published", None)


def test_the_receipt_of_a_publication(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    version = item.versions.get()
    assert selectors.proof_day(version) is None
    sign_head(day=MAY, at=NEXT, house=house())
    assert selectors.proof_day(version) == MAY
    found = ledger.receipt(version.event, house=house())
    assert found["payload"]["file"]["sha256"] == version.sha256
    assert json.dumps(found)


def test_personal_numbers_need_a_reason(country: Country, cast: Cast) -> None:
    item = draft(country.dong_ngac.unit, cast, data=paper("Liên hệ ông A, điện thoại 0912 345 678."))
    version = item.versions.get()
    assert [one["kind"] for one in version.findings] == ["phone"]
    assert "0912 345 678" not in json.dumps(version.findings)
    with pytest.raises(services.ItemRefused):
        publish(item, cast)
    publish(item, cast, reason="Số đường dây nóng của phường, điều 5 quy chế")
    version.refresh_from_db()
    assert version.accepted_reason.startswith("Số đường dây nóng")


def test_two_officers_publish_once(country: Country, cast: Cast) -> None:
    item = draft(country.dong_ngac.unit, cast)
    seen = Version.objects.select_related("item__place").get(item=item)
    publish(item, cast)
    with pytest.raises(services.ItemChanged):
        services.publish(seen, by=cast.actor("wardchair", MAY), at=AT_MAY)
    assert acts().count("disclosure.publish") == 1


@pytest.mark.parametrize("who", ["ward2", "planner", "grouphead", "resident"])
def test_only_keepers_publish(country: Country, cast: Cast, who: str) -> None:
    item = draft(country.dong_ngac.unit, cast)
    with pytest.raises(NotAllowed):
        publish(item, cast, who=who)


def test_the_successor_keeps_what_the_old_ward_published(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    Successor.objects.create(
        old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, on=END_OF_DISTRICTS, share="1", basis="assumed"
    )
    at = clock.moment(IN_2026)
    with pytest.raises(NotAllowed):
        services.withdraw(item, reason="Sai", by=cast.actor("ward2", IN_2026), at=at)
    assert services.withdraw(item, reason="Sai số liệu", by=cast.actor("ward", IN_2026), at=at).state == "withdrawn"


# corrections


def change_to(text: str, *, reason: str = "Ghi rõ dòng chi sửa nhà văn hóa") -> services.Change:
    return services.Change(reason, services.Upload("moi.xlsx", paper(text)))


def corrected(item: Item, cast: Cast, *, text: str = "Bản đã sửa.", **more) -> Version:
    return services.correct(item, change=change_to(text, **more), by=cast.actor("ward", MAY), at=NEXT)


def test_a_correction_is_the_next_version_and_changes_nothing_before_it_is_public(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    first = item.versions.get()
    before = {field.name: getattr(first, field.name) for field in Version._meta.concrete_fields}
    second = corrected(item, cast)
    page = selectors.item_page(cast.actor("resident", MAY), item.pk, on=clock.day(NEXT))
    assert (page.current.number, page.draft) == (1, None)
    publish(item, cast, at=NEXT)
    page = selectors.item_page(cast.actor("resident", MAY), item.pk, on=clock.day(NEXT))
    assert [one.number for one in page.versions] == [2, 1]
    first.refresh_from_db()
    assert before == {field.name: getattr(first, field.name) for field in Version._meta.concrete_fields}
    assert path(first).exists()
    assert path(second).exists()
    status = selectors.status_items(day=clock.day(NEXT))[item.target]
    assert status == {"version": 2, "state": "current", "since": "2024-05-07", "reason": second.reason}
    assert selectors.status_items(day=MAY)[item.target]["version"] == 1, "as it stood on that day"


def test_a_correction_is_refused_without_reason_without_change_and_twice(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    with pytest.raises(services.ItemRefused):
        corrected(item, cast, reason=" ")
    with pytest.raises(services.ItemRefused):
        corrected(item, cast, text="Kế hoạch năm 2024 của phường.")
    corrected(item, cast)
    with pytest.raises(services.ItemChanged):
        corrected(item, cast, text="Bản khác")
    with pytest.raises(NotAllowed):
        services.correct(item, change=change_to("x"), by=cast.actor("ward2", MAY), at=NEXT)


def test_a_draft_thrown_away_leaves_no_file(country: Country, cast: Cast, django_capture_on_commit_callbacks) -> None:
    item = draft(country.dong_ngac.unit, cast)
    version = item.versions.select_related("item__place").get()
    with pytest.raises(NotAllowed):
        services.drop_draft(version, by=cast.actor("ward2", MAY), at=AT_MAY)
    with django_capture_on_commit_callbacks(execute=True):
        services.drop_draft(version, by=cast.actor("ward", MAY), at=AT_MAY)
    assert (Item.objects.count(), path(version).exists()) == (0, False)
    public = published(country.dong_ngac.unit, cast).versions.select_related("item__place").get()
    with pytest.raises(services.ItemChanged):
        services.drop_draft(public, by=cast.actor("ward", MAY), at=AT_MAY)


# ending


def test_withdrawing_keeps_the_page_and_says_why(country: Country, cast: Cast) -> None:
    due = obligation(country.dong_ngac.unit, "DIS22-01")
    item = published(country.dong_ngac.unit, cast, obligation=due)
    version = item.versions.get()
    with pytest.raises(services.ItemRefused):
        services.withdraw(item, reason=" ", by=cast.actor("ward", MAY), at=NEXT)
    with pytest.raises(NotAllowed):
        services.withdraw(item, reason="Sai", by=cast.actor("ward2", MAY), at=NEXT)
    services.withdraw(item, reason="Nhầm kỳ", by=cast.actor("ward", MAY), at=NEXT)
    on = clock.day(NEXT)
    page = selectors.item_page(cast.actor("resident", MAY), item.pk, on=on)
    assert (page.item.state, page.item.ended_reason, page.is_up) == ("withdrawn", "Nhầm kỳ", False)
    with pytest.raises(gates.FileGone, match="Nhầm kỳ"):
        gates.file_for(cast.actor("resident", MAY), item.pk, 1, on=on)
    assert path(version).exists()
    due.refresh_from_db()
    assert (due.state, due.published_on) == ("open", None), "what was withdrawn meets no duty"
    assert selectors.status_items(day=on)[item.target] == {
        "version": 1, "state": "withdrawn", "since": "2024-05-07", "reason": "Nhầm kỳ",
    }  # fmt: skip
    assert selectors.status_items(day=MAY)[item.target]["state"] == "current"
    with pytest.raises(services.ItemChanged):
        services.withdraw(item, reason="Lần nữa", by=cast.actor("ward", MAY), at=NEXT)


def test_withdrawing_may_erase_the_file(country: Country, cast: Cast, django_capture_on_commit_callbacks) -> None:
    item = published(country.dong_ngac.unit, cast)
    version = item.versions.get()
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(item, reason="Lộ số của người dân", erases=True, by=cast.actor("ward", MAY), at=NEXT)
    version.refresh_from_db()
    assert (path(version).exists(), version.erased_on, len(version.sha256)) == (False, clock.day(NEXT), 64)


def test_an_officer_takes_down_after_the_least_period_alone(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    by = cast.actor("ward", MAY)
    with pytest.raises(services.TooEarly, match="05/06/2024"):
        services.take_down(item, by=by, at=clock.moment(date(2024, 6, 5)))
    with pytest.raises(NotAllowed):
        services.take_down(item, by=cast.actor("ward2", MAY), at=clock.moment(date(2024, 6, 6)))
    ended = services.take_down(item, by=by, at=clock.moment(date(2024, 6, 6)))
    assert (ended.state, ended.ended_on, ended.ended_reason) == ("taken_down", date(2024, 6, 6), services.OVER)
    assert path(item.versions.get()).exists(), "only lists of people are erased"


def test_what_is_permanent_is_confirmed_and_never_taken_down(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, kind=ItemKind.REGULATION.value, title="Quy chế tổ dân phố")
    at = clock.moment(date(2024, 12, 1))
    with pytest.raises(services.TooEarly):
        services.take_down(item, by=cast.actor("ward", MAY), at=at)
    with pytest.raises(NotAllowed):
        services.confirm_permanent(item, by=cast.actor("ward2", MAY), at=at)
    assert services.confirm_permanent(item, by=cast.actor("ward", MAY), at=at).confirmed_on == date(2024, 12, 1)
    with pytest.raises(services.ItemRefused):
        services.confirm_permanent(published(country.dong_ngac.unit, cast), by=cast.actor("ward", MAY), at=at)


# lists of people


def test_a_list_is_cut_before_anything_is_kept(country: Country, cast: Cast) -> None:
    item = draft(country.dong_ngac.unit, cast, data=households(), **LIST)
    version = item.versions.get()
    kept = list((house().data_dir / "files").rglob("*"))
    assert [one for one in kept if one.is_file()] == [path(version)], "the file as sent is not kept"
    words = "\n".join(text.text for text in texts(path(version).read_bytes(), kind="xlsx"))
    assert "Nguyễn T. T. Hoa" in words
    for gone in ("Thu Hoa\n", "001185012345", "0912", "ngõ 12", "0987654321"):
        assert gone not in words
    assert version.findings == []
    said = [one["sentence"].format(**one["values"]) for one in version.removed]
    assert "Cắt cột C “Số CCCD”: 2 ô." in said
    assert "Viết tắt họ tên của 2 người." in said


def test_a_list_as_csv_becomes_a_workbook(country: Country, cast: Cast) -> None:
    text = "\ufeff" + "\n".join(";".join(map(str, row)) for row in HOUSEHOLDS[1:])
    item = draft(country.dong_ngac.unit, cast, data=text.encode(), **{**LIST, "name": "ho ngheo.csv"})
    version = item.versions.get()
    assert (version.kind, version.name) == ("xlsx", "ho ngheo.xlsx")
    with pytest.raises(KindRefused):
        draft(country.dong_ngac.unit, cast, data=text.encode("utf-16"), **{**LIST, "name": "x.csv"})


def test_the_published_list_is_the_base_of_its_correction(country: Country, cast: Cast) -> None:
    """The file as sent is not kept, so that an officer has no other copy than the public one."""
    item = published(country.dong_ngac.unit, cast, data=households(), **LIST)
    first = item.versions.get()
    by = {"by": cast.actor("ward", MAY), "at": NEXT}
    change = services.Change("Thêm một hộ", services.Upload(first.name, path(first).read_bytes()))
    with pytest.raises(services.ItemRefused, match="giống hệt"):
        services.correct(item, change=change, **by)
    rows = [list(map(str, row)) for row in sheets(path(first).read_bytes(), name=first.name)[0].rows]
    more = workbook({"Danh sách": [*rows, ["3", "Lê Văn Chín", "Tổ 4", "Hộ nghèo"]]})
    version = services.correct(item, change=services.Change("Thêm một hộ", services.Upload("x.xlsx", more)), **by)
    words = " ".join(text.text for text in texts(path(version).read_bytes(), kind="xlsx"))
    for name in ("Nguyễn T. T. Hoa", "Trần V. Bình", "Lê V. Chín", "Hộ cận nghèo", "Tổ dân phố số 7"):
        assert name in words


def test_a_list_that_cannot_be_cut_is_refused(country: Country, cast: Cast) -> None:
    with pytest.raises(KindRefused):
        draft(country.dong_ngac.unit, cast, data=paper(form="docx"), **{**LIST, "name": "x.docx"})
    with pytest.raises(ListRefused):
        draft(country.dong_ngac.unit, cast, data=workbook({"a": [["b", "c"]]}), **LIST)
    assert not [one for one in (house().data_dir / "files").rglob("*") if one.is_file()]


def test_the_clock_takes_a_list_down_on_its_day_and_the_proof_stays(
    country: Country, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    due = obligation(country.dong_ngac.unit, "POV-02", certainty="memory")
    item = published(country.dong_ngac.unit, cast, data=households(), obligation=due, **LIST)
    version = item.versions.get()
    page = selectors.item_page(cast.actor("resident", MAY), item.pk, on=MAY)
    assert page.take_down_on == date(2024, 5, 10), "three working days, from memory: 9 May is the last"
    assert (page.window.until, page.window.is_certain) == (date(2024, 5, 9), False)
    for on, taken in ((date(2024, 5, 9), 0), (date(2024, 5, 10), 1), (date(2024, 5, 11), 0)):
        with django_capture_on_commit_callbacks(execute=True):
            assert services.take_down_due(on=on, by=SYSTEM, at=clock.moment(on)) == taken
    version.refresh_from_db()
    assert (path(version).exists(), version.erased_on) == (False, date(2024, 5, 10))
    sign_head(day=MAY, at=NEXT, house=house())
    assert ledger.receipt(version.event, house=house())["payload"]["file"]["sha256"] == version.sha256
    status = selectors.status_items(day=date(2024, 5, 10))[item.target]
    assert (status["state"], status["reason"]) == ("superseded", services.OVER)


def test_a_file_that_another_item_names_is_not_erased(
    country: Country, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    one = published(country.dong_ngac.unit, cast)
    two = published(country.dong_ngac.unit, cast, title="Cùng một tệp")
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(one, reason="Trùng", erases=True, by=cast.actor("ward", MAY), at=NEXT)
    assert path(two.versions.get()).exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(two, reason="Trùng", erases=True, by=cast.actor("ward", MAY), at=NEXT)
    assert not path(two.versions.get()).exists()


# budgets


def test_a_budget_is_read_and_told(country: Country, cast: Cast) -> None:
    place = country.dong_ngac.unit
    item = published(place, cast, data=settlement(), **BUDGET)
    page = selectors.item_page(cast.actor("resident", MAY), item.pk, on=MAY)
    assert page.card.sentences[0] == "Thu được 12,3 tỷ đồng, bằng 123% số dự kiến (10 tỷ đồng)."
    assert any("Chưa có số dân" in word for word in page.card.unknown)
    Circumstances.objects.create(unit=place, from_day=date(2024, 1, 1), residents=20_000, source="UBND phường")
    page = selectors.item_page(cast.actor("resident", MAY), item.pk, on=MAY)
    assert "Tính ra mỗi người dân 550 nghìn đồng (20.000 người)." in page.card.sentences
    assert page.card.faults == ()


def test_the_card_compares_with_the_year_before(country: Country, cast: Cast) -> None:
    rows = [list(row) for row in SETTLEMENT]
    rows[7][3], rows[9][3], rows[10][3] = 10500, 6000, 600
    published(country.dong_ngac.unit, cast, data=settlement(rows), **{**BUDGET, "period": "2023"})
    item = published(country.dong_ngac.unit, cast, data=settlement(), **BUDGET)
    card = selectors.item_page(cast.actor("resident", MAY), item.pk, on=MAY).card
    assert "Chi nhiều hơn năm trước 500 triệu đồng (năm trước 10,5 tỷ đồng)." in card.sentences
    assert card.changes == ("Giáo dục: tăng từ 600 triệu đồng lên 1,1 tỷ đồng.",)


def test_a_budget_with_a_bad_cell_is_refused_with_its_place(country: Country, cast: Cast) -> None:
    rows = [list(row) for row in SETTLEMENT]
    rows[5][2] = "nhiều"
    with pytest.raises(FileProblems) as refused:
        draft(country.dong_ngac.unit, cast, data=settlement(rows), **BUDGET)
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("Quyết toán", 6, "C")


def test_a_budget_as_pdf_is_kept_without_a_card(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, data=paper(form="pdf"), **{**BUDGET, "name": "qt.pdf"})
    assert selectors.item_page(cast.actor("resident", MAY), item.pk, on=MAY).card is None


def test_contributions_with_and_without_the_budget(country: Country, cast: Cast) -> None:
    place = country.dong_ngac.unit
    budget = published(place, cast, data=settlement(), **BUDGET)
    given = published(
        place, cast, at=NEXT, kind=ItemKind.CONTRIBUTION.value, title="Đóng góp năm 2024", period="2024",
    )  # fmt: skip
    page = selectors.item_page(cast.actor("resident", MAY), given.pk, on=clock.day(NEXT))
    assert (page.together.verdict.together, page.together.verdict.days, page.together.other) == ("apart", 1, budget)
    earlier = selectors.item_page(cast.actor("resident", MAY), budget.pk, on=MAY)
    assert earlier.together.verdict.together == "no_contribution"
    both = selectors.joints_of(place, year="2024", on=clock.day(NEXT))
    assert [(item, one.verdict.together.value, one.other) for item, one in both] == [
        (budget, "apart", given), (given, "apart", budget),
    ]  # fmt: skip
    shown = render_to_string("disclosure/_joints.html", {"joints": both})
    assert shown.count("luật không đòi") == 2


# views


def test_sights_are_counted_without_anybody(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast)
    for _ in range(3):
        services.count_sight(item, on=MAY)
    services.count_sight(item, on=clock.day(NEXT))
    assert sorted(Sight.objects.values_list("on", "count")) == [(MAY, 3), (clock.day(NEXT), 1)]
    assert {field.name for field in Sight._meta.concrete_fields} == {"id", "item", "on", "count"}
    assert selectors.views_of(item) == 4


def test_search_without_marks_finds_what_everybody_may_see(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, summary="Nêu các công trình trong năm")
    draft(country.dong_ngac.unit, cast, title="Kế hoạch còn là dự thảo")
    assert selectors.items_matching(["ke", "hoach"], cast.actor("ward", MAY), on=MAY) == [item]
    assert selectors.items_matching(["cong", "trinh"], cast.actor("resident", MAY), on=MAY) == [item]
    assert selectors.items_matching(["ke", "hoach"], cast.actor("ward", MAY), on=MAY - timedelta(days=1)) == []


def test_a_published_version_is_bound_to_the_record(country: Country, cast: Cast) -> None:
    version = published(country.dong_ngac.unit, cast).versions.get()
    version.event = None
    with pytest.raises(ValidationError):
        version.validate_constraints()
