"""Gates, the desk, search without marks, and figures that add up."""

from datetime import date, time, timedelta

import pytest
from django.db import connection

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, NotYours
from danbiet.law.calendar import official
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Sorting, Step
from danbiet.voices.rules import Channel, Kind, Outcome, Refused, State, Subject
from danbiet.voices.rules.receiving import Receiver, Result
from danbiet.voices.rules.rights import Look
from danbiet.voices.selectors.desk import cursor
from danbiet.voices.selectors.figures import month_of, total
from danbiet.voices.services import intake
from danbiet.voices.tests.factories import ANSWERED, PEPPER, answered, case, local_term, received
from tests.people import IN_2021, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
SEPTEMBER = {"from_day": date(2021, 9, 1), "until_day": date(2021, 10, 1)}
EVERYBODY = ["city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin"]
EVERYBODY += ["resident", "stranger"]
# who sees which kind at phường Đông Ngạc in 2021, by hand
SEES = {
    Kind.REPORT: {"city", "planner", "chair", "ward", "wardchair", "inspector"},
    Kind.COMPLAINT_FIRST: {"chair", "ward", "wardchair", "inspector"},
    Kind.INFORMATION_REQUEST: {"ward", "wardchair"},
    Kind.CRIME_REPORT: {"ward", "wardchair"},
}


@pytest.mark.parametrize("kind", list(SEES))
@pytest.mark.parametrize("name", EVERYBODY)
def test_every_way_to_a_case_agrees_with_the_table(country: Country, cast: Cast, name: str, kind: Kind) -> None:
    found, actor = case(country.dong_ngac.unit, at=AT, kind=kind), cast.actor(name)
    sees = name in SEES[kind]
    assert selectors.cases_visible_to(actor, on=IN_2021).exists() is sees
    assert (Look.CASE in selectors.rights_over(actor, found, on=IN_2021)) is sees
    assert bool(selectors.desk_page(actor, on=IN_2021).cases) is sees
    assert bool(selectors.search(actor, "nap cong", on=IN_2021).cases) is sees
    assert bool(selectors.search(actor, found.number, on=IN_2021).cases) is sees
    if sees:
        assert selectors.case_for(actor, found.number, on=IN_2021) == found
        return
    with pytest.raises(NotYours):
        selectors.case_for(actor, found.number, on=IN_2021)
    with pytest.raises(NotYours):
        selectors.case_for(ANONYMOUS, found.number, on=IN_2021)


def test_a_code_opens_its_own_case_alone(country: Country) -> None:
    one, two = received(country.dong_ngac.unit, at=AT), received(country.dong_ngac.unit, at=AT)
    assert selectors.case_by_code(one.code, pepper=PEPPER) == one.case
    for typed in ("", "x", one.case.number, one.code[:-1], two.code[::-1], "0" * 13):
        with pytest.raises(NotYours):
            selectors.case_by_code(typed, pepper=PEPPER)
    with pytest.raises(NotYours):
        selectors.case_by_code(one.code, pepper=b"another secret")


def test_search_keeps_up_with_what_changes(country: Country, cast: Cast) -> None:
    ward = cast.actor("ward")
    found = case(country.dong_ngac.unit, at=AT, text="Đèn đường ngõ Hàng Chài tắt ba đêm")

    def hits(typed: str, who=ward) -> list[Case]:
        return list(selectors.search(who, typed, on=IN_2021).cases)

    assert hits("den duong hang chai") == hits("ĐÈN hàng cha") == [found]
    assert hits("den xa") == hits("a") == hits('" OR 1') == []
    services.transfer(found, to=country.xuan_dinh.unit, reason="Đường Xuân Đỉnh", by=ward, at=AT)
    assert hits("hang chai") == []
    assert hits("hang chai", cast.actor("ward2")) == [found]
    Step.objects.filter(case=found).delete()
    found.notices.all().delete()
    found.forwardings.all().delete()
    found.sender.delete()
    Case.objects.filter(pk=found.pk).delete()
    assert hits("hang chai", cast.actor("ward2")) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as open_cursor:
            open_cursor.execute("INSERT INTO voices_case_words(voices_case_words) VALUES ('integrity-check')")


@pytest.mark.parametrize("most_listed", [1, 2, 3, 4, 5000])
def test_the_newest_are_found_however_many_begin_with_the_word(
    country: Country, cast: Cast, monkeypatch, most_listed: int
) -> None:
    monkeypatch.setattr("danbiet.voices.selectors.searching.MOST_LISTED", most_listed)
    texts = ("Nắp cống vỡ", "Cống tắc", "Công viên tối", "Đèn tắt", "Cống tắc")
    found = [case(country.dong_ngac.unit, at=AT, text=text) for text in texts]
    for typed, most, of in (
        ("con", 3, (4, 2, 1)),
        ("cong", 2, (4, 2)),
        ("cong t", 3, (4, 2, 1)),
        ("con", 9, (4, 2, 1, 0)),
    ):
        assert selectors.search(cast.actor("ward"), typed, on=IN_2021, most=most).cases == tuple(found[n] for n in of)


def test_a_published_copy_is_found_by_its_own_words_alone(country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT, text="Ông hàng xóm Trần Văn Bảy xả rác")
    services.redact(found, copy=services.Copy("Xả rác ở ngõ", "Đã dọn"), by=cast.actor("ward"), at=AT)
    assert selectors.search_published("xa rac").cases == ()
    services.publish(found, by=cast.actor("wardchair"), at=AT)
    assert selectors.search_published("xa rac").cases == (found,)
    assert selectors.search_published(found.number).cases == (found,)
    assert selectors.search_published("tran van bay").cases == ()
    services.withdraw(found, reason="x", by=cast.actor("ward"), at=AT)
    assert selectors.search_published("xa rac").cases == ()


def test_the_desk_is_in_order_and_pages_do_not_overlap(country: Country, cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr("danbiet.voices.selectors.desk.SIZE", 3)
    local_term(country.dong_ngac.unit)
    dated = [case(country.dong_ngac.unit, at=AT + timedelta(days=n % 3)) for n in range(5)]
    undated = [case(country.dong_ngac.unit, at=AT, kind=Kind.PETITION) for _ in range(3)]
    ward, seen, after = cast.actor("ward"), [], ""
    while True:
        page = selectors.desk_page(ward, on=IN_2021, after=after)
        seen += page.cases
        after = page.following
        if not after:
            break
    assert seen == [*sorted(dated, key=lambda one: (one.due_on, one.pk)), *undated]
    assert (page.tally.total, page.tally.undated, page.tally.unassigned) == (8, 3, 8)
    late = selectors.desk_page(ward, on=date(2021, 10, 6), show="late")
    assert [one.due_on for one in late.cases] == [date(2021, 10, 5)] * 2
    assert late.tally.late == 2


def test_whoever_sees_many_places_gets_the_same_cases(country: Country, cast: Cast, monkeypatch) -> None:
    local_term(country.district.unit)
    found = [case(country.dong_ngac.unit, at=AT), case(country.xuan_dinh.unit, at=AT + timedelta(days=1))]
    few = selectors.desk_page(cast.actor("chair"), on=date(2021, 10, 6))
    for module in ("gates", "desk"):
        monkeypatch.setattr(f"danbiet.voices.selectors.{module}.FEW", 1)
    many = selectors.desk_page(cast.actor("chair"), on=date(2021, 10, 6))
    assert many.cases == few.cases == tuple(found)
    assert (many.tally.total, many.tally.late, many.tally.soon, many.tally.is_bounded) == (2, 1, 1, True)


@pytest.mark.parametrize("text", ["", "x", "2021-13-01.5", ".", "5", "2021-01-01.", ".9999999999999999999999"])
def test_no_cursor_is_the_beginning(text: str) -> None:
    assert cursor(text) is None


def test_the_one_list_shows_what_waits(country: Country, cast: Cast) -> None:
    local_term(country.dong_ngac.unit)
    found = case(country.dong_ngac.unit, at=AT)
    case(country.dong_ngac.unit, at=AT, kind=Kind.CRIME_REPORT)
    case(country.dong_ngac.unit, at=AT, kind=Kind.PETITION)
    items = selectors.desk_items(cast.actor("ward"), on=date(2021, 10, 6))
    assert [(item.status, item.due_on) for item in items if found.number in item.detail] == [
        ("late", date(2021, 10, 5)), ("late", date(2021, 10, 5)),
    ]  # fmt: skip
    crime = next(item for item in items if "Tố giác" in item.title)
    assert (crime.status, crime.due_on) == ("none", None)
    assert any(item.due_on is None and "Kiến nghị" in item.title for item in items)
    assert any("Niêm yết lịch tiếp công dân" in item.title for item in items)
    for name in ("ward2", "analyst", "resident", "stranger", "grouphead"):
        rows = selectors.desk_items(cast.actor(name), on=date(2021, 10, 6))
        assert not any(found.number in item.detail for item in rows)


def test_the_one_list_asks_few_questions(country: Country, cast: Cast, django_assert_max_num_queries) -> None:
    for _ in range(5):
        case(country.dong_ngac.unit, at=AT)
    ward = cast.actor("ward")
    with django_assert_max_num_queries(8):
        selectors.desk_items(ward, on=IN_2021)


def test_a_kind_to_confirm_is_on_the_list_of_its_officers_alone(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    waiting = Sorting.objects.create(case=found, place=found.place, proposed="", words=[], at=AT)

    def asked(name: str) -> list[str]:
        rows = selectors.desk_items(cast.actor(name), on=IN_2021)
        return [row.detail for row in rows if row.title.startswith("Xác nhận loại đơn")]

    assert asked("ward") == [found.number]
    assert not [name for name in ("ward2", "analyst", "resident", "stranger", "grouphead") if asked(name)]
    intake.confirm_kind(waiting, by=cast.actor("ward"), at=AT)
    assert asked("ward") == []


def test_a_month_adds_up(country: Country, cast: Cast) -> None:
    local_term(country.district.unit)
    here, ward = country.dong_ngac.unit, cast.actor("ward")
    old = case(here, at=AT - timedelta(days=40))
    agreed, silent = answered(country, cast, at=AT), answered(country, cast, at=AT)
    contested, late = answered(country, cast, at=AT), case(here, at=AT - timedelta(days=18))
    services.agree(agreed, at=AT)
    services.contest(contested, reason="Chưa xong", pepper=PEPPER, at=AT)
    refusing = services.Refusing(Refused.NOT_OUR_POWER, "Cột điện của điện lực", "19001288")
    services.refuse(case(here, at=AT), refusing=refusing, by=ward, at=AT)
    services.merge(case(here, at=AT), into=old, by=ward, at=AT)
    services.transfer(case(here, at=AT), to=country.district.unit, reason="Đường quận", by=ward, at=AT)
    services.hand_over(case(here, at=AT, kind=Kind.CRIME_REPORT), to="Công an", by=ward, at=AT)
    found = selectors.counts([here.pk], **SEPTEMBER, on=IN_2021)
    assert (found.received, found.accepted, found.refused, found.merged, found.waiting) == (6, 3, 1, 1, 1)
    assert found.adds_up
    assert (found.answered, found.rated, found.agreed, found.contested, found.silent) == (3, 2, 1, 1, 1)
    assert [count for _, count, _ in found.series] == [6, 3, 3, 2, 1]
    assert (found.due, found.on_time) == (1, 0)  # `late`: its day passed unanswered; the others' have not come
    assert late.answer_due_on == date(2021, 9, 17)
    assert silent.verdict == ""
    stock = selectors.stock([here.pk], **SEPTEMBER, on=IN_2021)
    assert (stock.opening, stock.closing, stock.open_now, stock.gap) == (1, 3, 3, 0)
    assert stock.opening + sum(n for _, n in stock.came) - sum(n for _, n in stock.went) == stock.closing
    Case.objects.filter(pk=old.pk).update(is_open=False, closed_on=IN_2021)
    assert selectors.stock([here.pk], **SEPTEMBER, on=IN_2021).gap == -1


def test_what_senders_said_adds_up_to_what_was_answered(country: Country, cast: Cast) -> None:
    """Who contested and agreed later agrees; who gave points alone said neither."""
    turned, contested, graded, _ = (answered(country, cast, at=AT) for _ in range(4))
    for one in (turned, contested):
        services.contest(one, reason="Chưa xong", at=AT, pepper=PEPPER)
    Case.objects.filter(pk=turned.pk).update(verdict="agreed")
    services.rate(graded, rating=4, at=AT)
    found = selectors.counts([country.dong_ngac.unit.pk], **SEPTEMBER, on=IN_2021)
    assert (found.answered, found.agreed, found.contested, found.graded, found.silent) == (4, 1, 1, 1, 1)


def test_a_day_from_memory_counts_for_nobody(country: Country, cast: Cast) -> None:
    here = country.dong_ngac.unit
    found = case(here, at=AT - timedelta(days=10))
    Case.objects.filter(pk=found.pk).update(answer_due_on=date(2021, 9, 15), answer_certainty="memory")
    assert selectors.counts([here.pk], **SEPTEMBER, on=IN_2021).due == 0


def test_parts_are_in_name_order_and_small_numbers_withheld(country: Country, cast: Cast) -> None:
    answered(country, cast, at=AT)
    here = [country.district.unit.pk, country.dong_ngac.unit.pk, country.xuan_dinh.unit.pk]
    found = selectors.counts_by_place(here, **SEPTEMBER, on=IN_2021)
    assert total(found.values()) == selectors.counts(here, **SEPTEMBER, on=IN_2021)
    parts = selectors.parts_of(country.district.unit, found, on=IN_2021)
    (whole,) = selectors.parts_of(country.city.unit, found, on=IN_2021)
    assert (whole.unit, whole.counts.received) == (country.district.unit, 1)  # with the wards below it
    assert [(part.unit.code, part.counts.received) for part in parts] == [("00610", 0), ("00601", 1)]  # by sort key
    assert all(part.against == "" for part in parts)


@pytest.mark.parametrize(
    ("code", "first"),
    [("2021-08", date(2021, 8, 1)), ("x", date(2021, 9, 1)), ("2099-01", date(2021, 9, 1)), ("", date(2021, 9, 1))],
)
def test_months_named_in_an_address(code: str, first: date) -> None:
    found = month_of(code, on=IN_2021)
    assert (found.from_day, (found.until_day - found.from_day).days >= 28) == (first, True)


def test_who_receives_by_count_and_what_was_kept(country: Country, cast: Cast) -> None:
    here, ward, chair = country.dong_ngac.unit, cast.actor("ward"), cast.actor("wardchair")

    def session(on: date) -> services.Session:
        return services.Session(on, Receiver.CHAIR, time(8), time(11), "Trụ sở")

    before = clock.moment(date(2021, 8, 30))
    days = [services.post_day(here, session=session(date(2021, 9, d)), by=ward, at=before) for d in (7, 14, 21)]
    services.keep_day(days[0], by=chair, at=AT)
    services.miss_day(days[1], reason="Họp đột xuất", by=ward, at=AT)
    visit = services.Visit(2, Subject.LAND, "Hỏi sổ đỏ", Result.ANSWERED)
    services.add_visit(days[0], visit=visit, by=ward, at=AT)
    kept = selectors.kept_in(here, **SEPTEMBER, on=IN_2021, calendar=official())
    assert (kept.kept, kept.over) == (1, 2)
    later = selectors.kept_in(here, **SEPTEMBER, on=date(2021, 9, 30), calendar=official())
    assert (later.kept, later.over) == (1, 3)
    page = selectors.reception_page(ANONYMOUS, "00601", on=date(2021, 9, 30))
    assert [(row.visits, row.people, row.is_unsettled) for row in page.past] == [
        (0, 0, True),
        (0, 0, False),
        (1, 2, False),
    ]
    assert page.past[0].in_time
    assert selectors.kept_in(country.xuan_dinh.unit, **SEPTEMBER, on=IN_2021, calendar=official()).over == 0


def test_a_backup_carries_cases_and_their_words(country: Country, cast: Cast) -> None:
    """Rows written one by one, as a restore writes them, are found: the index is kept by the database itself."""
    found = case(country.dong_ngac.unit, at=AT, text="Chợ cóc trước cổng trường")
    values = {field.attname: getattr(found, field.attname) for field in Case._meta.concrete_fields}
    values |= {"id": 900, "number": "PA-2021-000900", "code_hash": "f" * 64}
    Case.objects.bulk_create([Case(**values)])
    assert len(selectors.search(cast.actor("ward"), "cho coc", on=IN_2021).cases) == 2


def test_an_answer_in_time_is_known_by_the_day_it_was_expected(country: Country, cast: Cast) -> None:
    local_term(country.dong_ngac.unit)
    found = case(country.dong_ngac.unit, at=AT)
    services.accept(found, by=cast.actor("ward"), at=AT)
    given = services.Answer(Outcome.SOLVED, ANSWERED)
    services.answer(found, given=given, by=cast.actor("ward"), at=AT + timedelta(days=20))
    counted = selectors.counts(
        [country.dong_ngac.unit.pk], from_day=date(2021, 10, 1), until_day=date(2021, 11, 1), on=IN_2026
    )
    assert (counted.due, counted.on_time) == (1, 0)
    assert (found.state, found.answer_due_on) == (State.ANSWERED, date(2021, 10, 5))
    assert found.channel == Channel.WEB
