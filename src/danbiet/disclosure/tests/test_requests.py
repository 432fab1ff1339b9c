"""Each act on an information request: works, refused, not yours, in the record; what is private stays so."""

from datetime import date, timedelta

import pytest
from django.test import Client

from danbiet.accounts.models import Holding, User
from danbiet.common import clock, files, formats
from danbiet.common.actor import Conflict, NotYours
from danbiet.common.docx import docx
from danbiet.disclosure.models import Request
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.requests import (
    Complexity,
    Delivery,
    Ground,
    GroundNotInForce,
    MoveNotAllowed,
    NoLongerExtended,
    Outcome,
)
from danbiet.disclosure.selectors import desk_talk, papers
from danbiet.disclosure.selectors import requests as selectors
from danbiet.disclosure.selectors.keeping import NotKept, NotServed
from danbiet.disclosure.selectors.talk import UnknownCode
from danbiet.disclosure.services import amendments
from danbiet.disclosure.services import requests as services
from danbiet.disclosure.tests.talking import CODE, accepted, asked
from danbiet.ledger.models import Event, Opening
from danbiet.ledger.selectors import checking
from danbiet.plans.tests.factories import picture
from tests.people import IN_2021, IN_2026, Cast, Country, mistyped

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
GIVEN = services.Given("Gửi bảng dự toán", name="du-toan.jpg", data=picture(seed=3))


def acts_of(row: Request) -> list[str]:
    found = Event.objects.filter(target=row.target).order_by("seq")
    return [event.act.removeprefix("disclosure.") for event in found]


def test_a_request_is_numbered_registered_and_opened_by_its_code_alone(country: Country, cast: Cast) -> None:
    first, second = asked(country.dong_ngac.unit, IN_2021), asked(country.xuan_dinh.unit, IN_2021, mark="hai")
    assert (first.number, second.number) == ("CC-2021-000001", "CC-2021-000002")
    assert asked(country.dong_ngac.unit, date(2022, 1, 4), mark="ba").number == "CC-2022-000001"
    assert (first.state, first.valid_on, first.due_on) == ("received", None, None)
    assert selectors.request_by_code(CODE.lower()) == first
    messages = set()
    for wrong in ("", "ABC", "0000-0000-0000-0", mistyped(CODE), "Ỷ" * 40):
        with pytest.raises(UnknownCode) as error:
            selectors.request_by_code(wrong)
        messages.add(error.value.sentence)
    assert len(messages) == 1


@pytest.mark.parametrize("field", ["text", "name", "contact"])
def test_what_the_law_asks_of_a_requester_must_be_there(country: Country, field: str) -> None:
    wish = {"text": "Xem dự toán", "name": "Bình", "contact": "12 ngõ 3", field: "  "}
    with pytest.raises(services.RequestRefused):
        services.receive(
            asked=services.Asked(country.dong_ngac.unit, Delivery.POST, **wish), code="x", by=services.ANONYMOUS, at=AT
        )


def test_nothing_is_asked_where_nobody_would_read_it(country: Country, client: Client, in_2021: None) -> None:
    """Until somebody of the very place holds a role that opens requests; those above read none."""
    wish = services.Asked(country.dong_ngac.unit, Delivery.POST, "Xem dự toán", "Bình", "12 ngõ 3")
    how = {"asked": wish, "code": "x", "by": services.ANONYMOUS, "at": AT}
    with pytest.raises(NotServed):
        services.receive(**how)
    page = client.get("/disclosure/requests/new/?place=00601").content.decode()
    assert "Phường Đông Ngạc chưa dùng hệ thống này" in page
    assert "Bạn cần thông tin gì" not in page
    for place, role in ((country.district, "plan_officer"), (country.dong_ngac, "leader")):
        assert not Request.objects.exists()
        person = User.objects.create(username=role)
        Holding.objects.create(user=person, role=role, place=place.unit, from_day=IN_2021)
        if role == "plan_officer":
            with pytest.raises(NotServed):
                services.receive(**how)
    assert services.receive(**how).number


def test_handed_over_from_another_part_it_keeps_its_origin(country: Country, cast: Cast) -> None:
    wish = services.Asked(country.dong_ngac.unit, Delivery.OFFICE, "Xem dự toán", "Bình", "12 ngõ 3")
    row = services.receive(
        asked=wish, code="y", by=cast.actor("ward"), at=AT, origin_kind="case", origin_number="PA-2021-000007"
    )
    assert (row.origin_kind, row.origin_number) == ("case", "PA-2021-000007")


def test_the_clock_runs_from_the_day_of_receipt_however_late_the_form_was_looked_at(
    country: Country, cast: Cast
) -> None:
    row = asked(country.dong_ngac.unit, IN_2021)
    late = clock.moment(IN_2021 + timedelta(days=9))
    row = services.accept(row, complexity=Complexity.COMPLEX, subject="Dự toán", by=cast.actor("ward"), at=late)
    assert (row.valid_on, row.due_on, row.notice_due_on) == (IN_2021, date(2021, 10, 12), date(2021, 9, 24))


def test_an_unclear_form_is_completed_and_the_clock_begins_then(country: Country, cast: Cast) -> None:
    by, row = cast.actor("ward"), asked(country.dong_ngac.unit, IN_2021)
    row = services.ask_completion(row, words="Dự toán năm nào?", by=by, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.accept(row, complexity=Complexity.SIMPLE, subject="Dự toán", by=by, at=AT)
    later = clock.moment(date(2021, 9, 27))
    row = services.complete_by_sender(row, text="Dự toán năm 2021", by=services.ANONYMOUS, at=later)
    row = services.accept(row, complexity=Complexity.SIMPLE, subject="Dự toán 2021", by=by, at=later)
    assert (row.valid_on, row.due_on, row.duty) == (date(2021, 9, 27), date(2021, 9, 30), "ATI-03")
    assert acts_of(row) == ["receive_request", "ask_completion_request", "complete_request", "accept_request"]


def test_it_is_extended_once_within_the_limit(country: Country, cast: Cast) -> None:
    by, row = cast.actor("ward"), accepted(country.dong_ngac.unit, IN_2021, cast.actor("ward"))
    row = services.notify(row, by=by, at=AT)
    with pytest.raises(services.RequestChanged):
        services.notify(row, by=by, at=AT)
    with pytest.raises(NoLongerExtended):
        services.extend(row, reason="Hồ sơ lưu trữ", by=by, at=clock.moment(date(2021, 10, 13)))
    row = services.extend(row, reason="Hồ sơ lưu trữ", by=by, at=clock.moment(date(2021, 10, 12)))
    assert (row.first_due_on, row.due_on) == (date(2021, 10, 12), date(2021, 10, 27))
    with pytest.raises(NoLongerExtended):
        services.extend(row, reason="Nữa", by=by, at=clock.moment(date(2021, 10, 20)))


def test_a_partial_answer_says_what_is_withheld_and_its_file_is_kept_clean(country: Country, cast: Cast) -> None:
    by, row = cast.actor("ward"), accepted(country.dong_ngac.unit, IN_2021, cast.actor("ward"))
    row = services.note_cost(row, amount=15_000, note="In 30 trang", by=by, at=AT)
    given = services.Given("Gửi phần được xem", "Tên hộ nhận trợ cấp: thông tin riêng", GIVEN.name, GIVEN.data)
    row = services.answer(row, given=given, by=by, at=AT)
    assert (row.state, row.withheld, row.closed_on, row.cost) == ("answered", given.withheld, IN_2021, 15_000)
    assert formats.kind_of(files.read(row.file)) == "jpeg"
    with pytest.raises(MoveNotAllowed):
        services.refuse(row, ground=Ground.BARRED, reason="Mật", by=by, at=AT)


def test_a_refusal_needs_one_of_six_grounds_and_its_reasons(country: Country, cast: Cast) -> None:
    by, row = cast.actor("ward"), accepted(country.dong_ngac.unit, IN_2021, cast.actor("ward"))
    with pytest.raises(services.RequestRefused):
        services.refuse(row, ground=Ground.BARRED, reason=" ", by=by, at=AT)
    with pytest.raises(GroundNotInForce):
        services.refuse(row, ground=Ground.NEW_LAW, reason="Điều 5", by=by, at=AT)
    row = services.refuse(row, ground=Ground.GIVEN_TWICE, reason="Đã gửi ngày 2/3 và 5/6", by=by, at=AT)
    assert (row.state, row.ground) == ("refused", "given_twice")


def test_what_is_not_ours_is_shown_to_its_place(country: Country, cast: Cast) -> None:
    row = services.redirect(asked(country.dong_ngac.unit, IN_2021), to="Sở Tài chính", by=cast.actor("ward"), at=AT)
    assert (row.state, row.redirected_to, row.valid_on) == ("redirected", "Sở Tài chính", None)


def test_trap_2_under_the_unknown_law_a_request_is_filed_and_never_late(country: Country, cast: Cast) -> None:
    by, place = cast.actor("ward", IN_2026), country.new_dong_ngac.unit
    row = accepted(place, date(2026, 9, 1), by)
    assert (row.due_on, row.notice_due_on, row.duty) == (None, None, "ATI26-00")
    case = selectors.case(by, row.pk, on=IN_2026)
    assert (case.timing.value, case.leaf.due_on) == ("unknown", None)
    assert "chưa có văn bản" in case.leaf.words
    desk = desk_talk.desk_items(by, on=IN_2026)
    assert [(one.status, one.due_on) for one in desk] == [("none", None)]
    numbers = selectors.figures([place.pk], from_day=date(2026, 1, 1), until_day=date(2027, 1, 1), on=IN_2026)
    assert (numbers.unknown, numbers.late, numbers.late_open, numbers.closed_with_clock) == (1, 0, 0, 0)
    row = services.refuse(
        row, ground=Ground.NEW_LAW, reason="Điều khoản nêu trong văn bản", by=by, at=clock.moment(IN_2026)
    )
    assert row.state == "refused"


def test_a_request_of_before_keeps_the_law_of_its_day(country: Country, cast: Cast) -> None:
    by = cast.actor("ward", IN_2026)
    row = accepted(country.new_dong_ngac.unit, date(2026, 8, 28), by)
    assert (row.duty, row.due_on) == ("ATI-05", date(2026, 9, 23))
    row = services.extend(row, reason="Hồ sơ lưu trữ", by=by, at=clock.moment(date(2026, 9, 15)))
    assert row.due_on == date(2026, 10, 8)
    assert selectors.case(by, row.pk, on=IN_2026).timing.value == "late"


# role × act, by hand: who may do what with a request of phường Đông Ngạc in 2021
KEEPERS = {"ward", "wardchair"}
EVERYBODY = ["city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin",
             "resident", "stranger"]  # fmt: skip
ACTS = {
    "ask_completion": lambda row, **how: services.ask_completion(row, words="Năm nào?", **how),
    "accept": lambda row, **how: services.accept(row, complexity=Complexity.SIMPLE, subject="Dự toán", **how),
    "redirect": lambda row, **how: services.redirect(row, to="Sở", **how),
    "notify": lambda row, **how: services.notify(row, **how),
    "extend": lambda row, **how: services.extend(row, reason="Lưu trữ", **how),
    "note_cost": lambda row, **how: services.note_cost(row, amount=1, note="In", **how),
    "answer": lambda row, **how: services.answer(row, given=services.Given("Đây"), **how),
    "refuse": lambda row, **how: services.refuse(row, ground=Ground.BARRED, reason="Mật", **how),
    "find_wrong": lambda row, **how: amendments.find_wrong(row, text="Sai số", **how),
}
BEFORE = {"ask_completion": "received", "accept": "received", "redirect": "received", "find_wrong": "answered"}


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("act", ACTS)
def test_only_the_officers_of_the_very_place_move_or_see_a_request(
    country: Country, cast: Cast, name: str, act: str
) -> None:
    place, keeper, by = country.dong_ngac.unit, cast.actor("ward"), cast.actor(name)
    stage = BEFORE.get(act, "accepted")
    row = asked(place, IN_2021) if stage == "received" else accepted(place, IN_2021, keeper)
    row = services.answer(row, given=services.Given("Đây"), by=keeper, at=AT) if stage == "answered" else row
    if name in KEEPERS:
        ACTS[act](row, by=by, at=AT)
        assert Event.objects.filter(target=row.target).count() > 1
        assert selectors.request_for(by, row.pk, on=IN_2021).pk == row.pk
    else:
        with pytest.raises(NotKept):
            ACTS[act](row, by=by, at=AT)
        with pytest.raises(NotYours):
            selectors.request_for(by, row.pk, on=IN_2021)


def test_two_officers_at_once_are_told(country: Country, cast: Cast) -> None:
    by, row = cast.actor("ward"), accepted(country.dong_ngac.unit, IN_2021, cast.actor("ward"))
    seen = Request.objects.select_related("place").get(pk=row.pk)
    services.note_cost(row, amount=1, note="In", by=by, at=AT)
    with pytest.raises(Conflict):
        services.answer(seen, given=services.Given("Đây"), by=by, at=AT)


# ------------------------------------------------------------------ corrections (art. 32)


def answered(country: Country, cast: Cast) -> Request:
    by, row = cast.actor("ward"), accepted(country.dong_ngac.unit, IN_2021, cast.actor("ward"))
    return services.answer(row, given=GIVEN, by=by, at=AT)


def test_wrong_information_found_claimed_verified_and_corrected(country: Country, cast: Cast) -> None:
    by, row = cast.actor("ward"), answered(country, cast)
    found = amendments.claim_wrong(row, text="Tổng sai", at=AT)
    assert (found.duty, found.due_on, found.verify_due_on) == ("ATI-13", date(2021, 10, 6), date(2021, 9, 28))
    with pytest.raises(amendments.AmendmentChanged):
        amendments.find_wrong(row, text="Tổng sai", by=by, at=AT)
    asked_at = clock.moment(date(2021, 9, 27))
    found = amendments.ask_creator(found, agency="Phòng Tài chính quận", by=by, at=asked_at)
    assert (found.duty, found.due_on) == ("ATI-15", date(2021, 10, 12))
    with pytest.raises(MoveNotAllowed):
        amendments.close(found, outcome=Outcome.CORRECTED, text="x", by=by, at=asked_at)
    found = amendments.note_reply(found, text="Đúng là sai", by=by, at=clock.moment(date(2021, 10, 8)))
    assert (found.duty, found.due_on) == ("ATI-16", date(2021, 10, 13))
    found = amendments.close(
        found, outcome=Outcome.CORRECTED, text="Tổng là 5 tỷ", by=by, at=clock.moment(date(2021, 10, 11))
    )
    assert found.step == "closed"
    again = amendments.find_wrong(row, text="Sai tên", by=by, at=AT)
    assert (again.duty, again.due_on) == ("ATI-12", date(2021, 9, 28))
    with pytest.raises(NotKept):
        amendments.close(again, outcome=Outcome.WAS_RIGHT, text="Đúng", by=cast.actor("ward2"), at=AT)


# ------------------------------------------------------------------ publication, letters, forgetting


def test_the_published_answer_is_an_item_without_the_requester(country: Country, cast: Cast) -> None:
    by, row = cast.actor("ward"), answered(country, cast)
    made = docx(papers.public_answer(row, "Dự toán năm 2021: bảng kèm.", on=IN_2021))
    words = services.Publication("Dự toán 2021", "Dự toán năm 2021: bảng kèm.", "tra-loi.docx", made)
    with pytest.raises(NotKept):
        services.publish_answer(row, publication=words, by=cast.actor("ward2"), at=AT)
    item = services.publish_answer(row, publication=words, by=by, at=AT)
    row.refresh_from_db()
    assert (item.kind, item.state, row.published_as) == (ItemKind.ANSWER, "published", item)
    with pytest.raises(services.RequestChanged):
        services.publish_answer(row, publication=words, by=by, at=AT)
    assert list(selectors.published_answers(["du", "toan"])) == [item]
    assert list(selectors.published_answers(["khong", "co"])) == []
    event = Event.objects.get(seq=item.versions.get().event)
    assert "Bình" not in str(Opening.objects.get(event=event, part="payload").value)


@pytest.mark.parametrize("kind", list(papers.PAPERS))
def test_every_letter_the_law_owes_is_drafted_and_names_its_rule(country: Country, cast: Cast, kind: str) -> None:
    from danbiet.common.documents import laid_out, plain

    by, row = cast.actor("ward"), accepted(country.dong_ngac.unit, IN_2021, cast.actor("ward"))
    fill = {"completion": "Năm nào", "extension_reason": "Lưu trữ", "ground": "barred", "reason": "Mật",
            "redirected_to": "Sở Tài chính", "answer": "Đây", "withheld": "Tên hộ", "cost": 1500,
            "cost_note": "In"}  # fmt: skip
    for name, value in fill.items():
        setattr(row, name, value)
    text = plain(laid_out(papers.paper(row, kind, on=IN_2021)))
    assert "CC-2021-000001" in text
    assert "104/2016/QH13" in text
    assert "Trần Thị Bình" in text
    expected = {
        "completion": "Năm nào", "notice": "ngày 12 tháng 10 năm 2021", "extension": "Lưu trữ",
        "refusal": "điều 28", "redirect": "Sở Tài chính", "answer": "1.500 đồng",
    }  # fmt: skip
    assert expected[kind] in text
    assert by.name not in text


def test_the_requester_is_forgotten_after_the_time_of_keeping_and_the_chain_still_holds(
    country: Country, cast: Cast
) -> None:
    row = answered(country, cast)
    amendments.claim_wrong(row, text="Tổng sai", at=AT)
    assert services.forget_requesters(before=IN_2021, at=AT) == 0
    later = clock.moment(date(2023, 9, 22))
    assert services.forget_requesters(before=date(2023, 9, 22), at=later) == 1
    assert services.forget_requesters(before=date(2023, 9, 22), at=later) == 0
    row.refresh_from_db()
    assert (row.name, row.contact, row.text, row.forgotten_on) == ("", "", "", date(2023, 9, 22))
    assert row.subject == "Dự toán năm 2021"
    assert not any("Bình" in str(one.value) for one in Opening.objects.all())
    assert checking.verify(house=files.house()).problems == ()


def test_figures_have_their_bases(country: Country, cast: Cast) -> None:
    place, by = country.dong_ngac.unit, cast.actor("ward")
    on_time = accepted(place, IN_2021, by)
    services.answer(on_time, given=services.Given("Đây"), by=by, at=AT)
    late = accepted(place, IN_2021, by, mark="b", complexity=Complexity.SIMPLE)
    services.refuse(late, ground=Ground.BARRED, reason="Mật", by=by, at=clock.moment(date(2021, 9, 27)))
    accepted(place, IN_2021, by, mark="c", complexity=Complexity.SIMPLE)
    services.redirect(asked(place, IN_2021, mark="d"), to="Sở", by=by, at=AT)
    asked(place, IN_2021, mark="e")
    found = selectors.figures([place.pk], from_day=date(2021, 1, 1), until_day=date(2022, 1, 1), on=date(2021, 9, 30))
    assert (found.received, found.answered, found.refused, found.redirected, found.open) == (5, 1, 1, 1, 2)
    assert (found.on_time, found.late, found.closed_with_clock, found.late_open, found.unknown) == (1, 1, 2, 1, 0)
    assert [(one.count, one.label[:9]) for one in found.grounds] == [(1, "Thông tin")]


def test_requests_stand_on_the_desk_with_their_article(country: Country, cast: Cast) -> None:
    by, place = cast.actor("ward"), country.dong_ngac.unit
    row = accepted(place, IN_2021, by)
    asked(place, IN_2021, mark="b")
    rows = desk_talk.desk_items(by, on=date(2021, 10, 13))
    assert [(one.status, one.due_on) for one in rows] == [("late", row.due_on), ("now", None)]
    assert "30(4)" in rows[0].source
    assert desk_talk.desk_items(cast.actor("ward2"), on=IN_2021) == []
