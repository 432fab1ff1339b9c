"""Each act: works, refused, not yours; the timeline, the letters, the clock and the event that it leaves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import TestCase

from danbiet.common import clock, files
from danbiet.common.actor import ANONYMOUS, Conflict, Damaged, NotAllowed, NotYours
from danbiet.ledger.models import Event, Opening
from danbiet.plans.models import Plan, Task
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Link, Message, Notice, Photo, Sender, Sorting, Step
from danbiet.voices.rules import Channel, Kind, Outcome, Refused, State, Subject, Tie
from danbiet.voices.rules.dialogues import NoDialogue
from danbiet.voices.rules.stages import MoveNotAllowed
from danbiet.voices.rules.terms import Term, What
from danbiet.voices.services.answering import LetterSent
from danbiet.voices.services.cases import Contact, NothingSaid
from danbiet.voices.services.handling import NotHere
from danbiet.voices.services.hearing import TooLate
from danbiet.voices.services.joining import CannotJoin
from danbiet.voices.services.keeping import KindNotConfirmed
from danbiet.voices.services.publishing import PersonalFound, SameEyes
from danbiet.voices.tests.factories import ANSWERED, LID, PEPPER, answered, case, local_term, received
from tests.people import IN_2021, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
NOW = clock.moment(IN_2026)
GIVEN = services.Answer(Outcome.SOLVED, ANSWERED)


def acts() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("act", flat=True))


def later(days: int, at=AT):
    return at + timedelta(days=days)


# receiving


def test_a_case_has_a_number_and_a_code_of_which_only_the_hash_is_kept(country: Country) -> None:
    found = received(country.dong_ngac.unit, at=AT)
    assert found.case.number == "PA-2021-000001"
    assert len(found.code) == 13
    assert found.code not in str(Case.objects.filter(pk=found.case.pk).values())
    assert selectors.case_by_code(found.code.lower(), pepper=PEPPER) == found.case
    assert received(country.dong_ngac.unit, at=AT).case.number == "PA-2021-000002"
    assert received(country.new_dong_ngac.unit, at=NOW).case.number == "PA-2026-000001"


def test_what_is_received_is_on_the_desk_and_in_the_record(country: Country) -> None:
    local_term(country.district.unit)
    found = case(country.dong_ngac.unit, at=AT)
    assert (found.stage, found.due_on, found.due_certainty) == ("answer", date(2021, 10, 5), "local")
    assert found.answer_due_on == date(2021, 10, 5)
    (step,) = Step.objects.all()
    assert (step.act, step.moves, step.place_id) == ("receive", 1, country.dong_ngac.unit.pk)
    notice = Notice.objects.get()
    assert (notice.letter, notice.recipient, notice.duty, notice.due_on) == (
        "handling", "sender", "REC-06", date(2021, 10, 5),
    )  # fmt: skip
    event = Event.objects.get()
    assert (event.act, event.target) == ("voices.receive", "voices.case/PA-2021-000001")
    kept = str(list(event.openings.values_list("value", flat=True)))
    assert "Hoa" not in kept
    assert "0912345678" not in kept
    assert "cống" not in kept


def test_without_a_term_of_the_place_a_report_has_no_day(country: Country) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    assert (found.due_on, found.due_means, found.answer_due_on) == (None, "none", None)


def test_the_same_form_sent_eight_times_is_one_case_with_one_code(country: Country) -> None:
    sent = [received(country.dong_ngac.unit, at=AT, token="form-1") for _ in range(8)]
    assert len({one.code for one in sent}) == Case.objects.count() == 1
    assert [one.is_new for one in sent] == [True] + [False] * 7
    with pytest.raises(Conflict, match="lời khác"):
        received(country.dong_ngac.unit, at=AT, token="form-1", text="Việc khác hẳn")
    assert received(country.dong_ngac.unit, at=AT, token="form-2").code != sent[0].code


def test_another_way_to_reach_the_sender_is_not_dropped_in_silence(country: Country) -> None:
    """The contact is in no hash: the record is public, and a telephone number is soon guessed from one."""
    place = country.dong_ngac.unit
    first = received(place, at=AT, token="form-1", sender=Contact(name="Hoa"))
    assert received(place, at=AT, token="form-1", sender=Contact(name=" Hoa ")).code == first.code
    for other in (Contact(name="Hoa", phone="0912345678"), None):
        with pytest.raises(Conflict, match="chưa được ghi"):
            received(place, at=AT, token="form-1", sender=other)
    Sender.objects.update(name="", erased_on=date(2026, 1, 1))
    assert received(place, at=AT, token="form-1", sender=Contact(name="Hoa")).code == first.code
    assert Case.objects.count() == 1


@pytest.mark.parametrize("changes", [{"text": "  "}, {"text": "x" * 20_001}])
def test_a_case_needs_words(country: Country, changes) -> None:
    with pytest.raises(NothingSaid):
        case(country.dong_ngac.unit, at=AT, **changes)
    assert Case.objects.count() == Event.objects.count() == 0


def test_an_ended_unit_receives_nothing(country: Country) -> None:
    with pytest.raises(Damaged, match="không còn nhận"):
        case(country.dong_ngac.unit, at=NOW)


@pytest.mark.parametrize("name", ["ward", "wardchair", "grouphead", "ward2", "resident", "stranger", "chair"])
def test_who_enters_a_report_for_somebody(country: Country, cast: Cast, name: str) -> None:
    may = name in {"ward", "wardchair", "grouphead"}
    if may:
        assert case(country.dong_ngac.unit, at=AT, channel=Channel.NOTEBOOK, by=cast.actor(name)).pk
        return
    with pytest.raises(NotAllowed):
        case(country.dong_ngac.unit, at=AT, channel=Channel.NOTEBOOK, by=cast.actor(name))


def test_a_group_head_enters_no_complaint(country: Country, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        case(
            country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST, channel=Channel.NOTEBOOK,
            by=cast.actor("grouphead"),
        )  # fmt: skip


def test_pictures_lose_their_metadata(country: Country) -> None:
    from danbiet.plans.tests.factories import picture

    data = picture(taken="2021:09:20 08:00:00")
    found = case(country.dong_ngac.unit, at=AT, photos=(services.Picture("anh.jpg", data),))
    photo = Photo.objects.get(case=found)
    assert not photo.is_public
    assert b"2021:09:20" in data
    assert b"2021:09:20" not in files.read(photo.sha256)


# accepting, refusing, sending on


def test_accepting_a_complaint_drafts_letters_and_starts_the_clock(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    assert (found.stage, found.due_on, found.due_duty) == ("acceptance", date(2021, 10, 1), "CPL-02")
    chair = cast.actor("wardchair")
    services.accept(found, by=chair, at=later(2))
    assert (found.state, found.stage, found.due_duty, found.due_on) == (
        State.ACCEPTED, "settlement", "CPL-05", date(2021, 10, 25),
    )  # fmt: skip
    assert set(found.notices.values_list("recipient", "duty")) == {("sender", "CPL-02"), ("inspectorate", "CPL-02")}
    assert acts()[-1] == "voices.accept"


def test_a_ward_officer_does_not_accept_a_complaint(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    with pytest.raises(NotAllowed):
        services.accept(found, by=cast.actor("ward"), at=AT)
    for name in ("ward2", "resident", "stranger", "analyst", "admin"):
        with pytest.raises(NotYours):
            services.accept(found, by=cast.actor(name), at=AT)
    with pytest.raises(NotYours):
        services.accept(found, by=ANONYMOUS, at=AT)
    assert acts() == ["voices.receive"]


def test_two_people_at_once_are_told(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    stale = Case.objects.select_related("place").get(pk=found.pk)
    services.accept(found, by=cast.actor("ward"), at=AT)
    with pytest.raises(services.CaseChanged):
        services.refuse(
            stale, refusing=services.Refusing(Refused.NOT_OUR_POWER, "điện lực", "EVN"), by=cast.actor("ward"), at=AT
        )


def test_a_refusal_says_why_and_where_to_go(country: Country, cast: Cast) -> None:
    found, officer = case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    for refusing in (
        services.Refusing(Refused.NOT_OUR_POWER, "", "Điện lực"),
        services.Refusing(Refused.NOT_OUR_POWER, "Cột điện", ""),
    ):
        with pytest.raises(Damaged):
            services.refuse(found, refusing=refusing, by=officer, at=AT)
    refusing = services.Refusing(Refused.NOT_OUR_POWER, "Cột điện do điện lực giữ", "Điện lực Bắc Từ Liêm, 19001288")
    services.refuse(found, refusing=refusing, by=officer, at=AT)
    assert (found.state, found.outcome, found.is_open, found.refused_as) == (
        State.ANSWERED, Outcome.NOT_OUR_POWER, False, "not_our_power",
    )  # fmt: skip
    assert sum(Step.objects.values_list("moves", flat=True)) == 0


def test_a_denunciation_by_the_wrong_channel_leaves_nothing_behind(country: Country, cast: Cast) -> None:
    from danbiet.plans.tests.factories import picture

    text = "Tôi là Hoa, tố cáo ông trưởng phòng đòi tiền ở ngõ 63"
    found = case(country.dong_ngac.unit, at=AT, text=text, photos=(services.Picture("anh.jpg", picture()),))
    Sorting.objects.create(case=found, place=found.place, proposed="denunciation", words=["tố cáo"], at=AT)
    (sha256,) = Photo.objects.values_list("sha256", flat=True)
    refusing = services.Refusing(Refused.DENUNCIATION, "Tố cáo nộp bằng giấy.", "Thanh tra quận")
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.refuse(found, refusing=refusing, by=cast.actor("ward"), at=AT)
    assert not Photo.objects.exists()
    assert not files.path_of(sha256).exists()
    for model in (Case, Sender, Step, Message, Notice, Sorting, Event, Opening):
        kept = str(list(model.objects.values()))
        assert not any(word in kept for word in ("trưởng phòng", "truong phong", "Hoa", "0912345678", "ngõ 63"))
    assert (found.outcome, found.is_open, Sorting.objects.get().settled_at) == (Outcome.REFUSED, False, AT)
    assert not selectors.search(cast.actor("ward"), "truong phong", on=IN_2021).cases


def test_a_report_that_may_be_graver_waits_for_a_person(country: Country, cast: Cast) -> None:
    found, officer = case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    Sorting.objects.create(case=found, place=found.place, proposed="complaint", words=["khiếu nại"], at=AT)
    with pytest.raises(KindNotConfirmed):
        services.accept(found, by=officer, at=AT)
    services.reclassify(found, kind=Kind.COMPLAINT_FIRST, reason="Không đồng ý quyết định", by=officer, at=AT)
    assert Sorting.objects.get().settled_at == AT
    services.accept(found, by=cast.actor("wardchair"), at=AT)


def test_a_transfer_moves_the_case_and_its_stock(country: Country, cast: Cast) -> None:
    local_term(country.district.unit)
    found = case(country.dong_ngac.unit, at=AT)
    services.transfer(found, to=country.district.unit, reason="Đường do quận quản lý", by=cast.actor("ward"), at=AT)
    assert found.place == country.district.unit
    moves = Step.objects.values_list("place", "moves")
    stock = {place: sum(m for p, m in moves if p == place) for place, _ in moves}
    assert stock == {country.dong_ngac.unit.pk: 0, country.district.unit.pk: 1}
    assert found.answer_due_on == date(2021, 10, 5)
    with pytest.raises(NotYours):
        services.accept(found, by=cast.actor("ward"), at=AT)
    services.accept(found, by=cast.actor("planner"), at=AT)


def test_a_transfer_needs_a_reason_and_a_living_unit(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    for to, reason in ((country.district, " "), (country.dong_ngac, "x"), (country.new_dong_ngac, "x")):
        with pytest.raises(Damaged):
            services.transfer(found, to=to.unit, reason=reason, by=cast.actor("ward"), at=AT)


def test_a_complaint_sent_on_counts_from_its_new_receipt(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    services.transfer(
        found, to=country.district.unit, reason="Thẩm quyền quận", by=cast.actor("wardchair"), at=later(3)
    )
    assert found.due_on == date(2021, 10, 4)


def test_assigning_one_and_many(country: Country, cast: Cast) -> None:
    cases = [case(country.dong_ngac.unit, at=AT) for _ in range(3)]
    given = services.Given(agency=country.dong_ngac.committee, officer=cast.users["ward"])
    assert services.assign_many(cases, given=given, by=cast.actor("wardchair"), at=AT) == 3
    assert Case.objects.filter(officer=cast.users["ward"]).count() == 3
    with pytest.raises(Damaged):
        services.assign(cases[0], given=services.Given(officer=cast.users["ward2"]), by=cast.actor("ward"), at=AT)
    with pytest.raises(Damaged):
        services.assign(cases[0], given=services.Given(country.xuan_dinh.committee), by=cast.actor("ward"), at=AT)
    with pytest.raises(Damaged):
        services.assign_many(cases, given=services.Given(), by=cast.actor("ward"), at=AT)


def test_a_complaint_that_came_as_a_report_is_called_by_its_kind(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    services.reclassify(
        found, kind=Kind.COMPLAINT_FIRST, reason="Không đồng ý quyết định", by=cast.actor("ward"), at=AT
    )
    assert (found.kind, found.stage, found.due_duty) == (Kind.COMPLAINT_FIRST, "acceptance", "CPL-02")
    with pytest.raises(Damaged):
        services.reclassify(found, kind=Kind.COMPLAINT_FIRST, reason="x", by=cast.actor("ward"), at=AT)


@pytest.mark.parametrize("on", [IN_2021, IN_2026])
def test_a_second_complaint_does_not_stay_with_the_ward_that_it_is_about(
    country: Country, cast: Cast, on: date
) -> None:
    """Luật 02/2011/QH13, điều 33(1): the head of the tier above settles it."""
    ward, above = (country.dong_ngac, country.district) if on == IN_2021 else (country.new_dong_ngac, country.city)
    at, chair = clock.moment(on), cast.actor("wardchair", on)
    leader = replace(chair, held=(replace(chair.held[0], place=above.unit.pk, agency=None),))
    found, second = case(ward.unit, at=at), Kind.COMPLAINT_SECOND
    with pytest.raises(NotHere, match="điều 33"):
        services.reclassify(found, kind=second, reason="Đã có quyết định lần một", by=chair, at=at)
    with pytest.raises(NotHere, match="điều 33"):
        services.split(found, part=services.Part(found.text, second, Subject.DRAINAGE), by=chair, at=at)
    services.transfer(found, to=above.unit, reason="Khiếu nại lần hai", by=chair, at=at)
    Case.objects.filter(pk=found.pk).update(kind=second.value)
    found.refresh_from_db()
    with pytest.raises(NotHere, match="điều 33"):
        services.transfer(found, to=ward.unit, reason="Trả lại", by=leader, at=at)


def test_a_crime_report_is_handed_over_not_handled(country: Country, cast: Cast) -> None:
    found, officer = case(country.dong_ngac.unit, at=AT, kind=Kind.CRIME_REPORT), cast.actor("ward")
    assert (found.stage, found.due_on, found.due_certainty) == ("hand_over", IN_2021, "memory")
    with pytest.raises(NotAllowed):
        services.accept(found, by=officer, at=AT)
    services.hand_over(found, to="Công an phường Đông Ngạc", by=officer, at=AT)
    assert (found.is_open, found.state, found.handed_to) == (False, State.RECEIVED, "Công an phường Đông Ngạc")
    with pytest.raises(NotYours):
        services.hand_over(found, to="x", by=cast.actor("chair"), at=AT)


# clocks


def test_suspended_days_do_not_count(country: Country, cast: Cast) -> None:
    found, chair = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST), cast.actor("wardchair")
    services.accept(found, by=chair, at=AT)
    assert found.due_on == date(2021, 10, 21)
    services.suspend(found, reason="Chờ kết luận giám định", by=chair, at=later(5))
    assert (found.due_on, found.answer_due_on) == (None, None)
    with pytest.raises(MoveNotAllowed):
        services.answer(found, given=GIVEN, by=chair, at=later(6))
    services.resume(found, reason="Đã có kết luận", by=chair, at=later(12))
    assert found.due_on == date(2021, 10, 28)
    assert found.suspensions.get().until_day == IN_2021 + timedelta(days=12)


def test_an_extension_is_for_feedback_and_says_why(country: Country, cast: Cast) -> None:
    local_term(country.dong_ngac.unit)
    found, officer = case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    services.accept(found, by=officer, at=AT)
    with pytest.raises(Damaged):
        services.extend(found, until=date(2021, 10, 5), reason="x", by=officer, at=AT)
    with pytest.raises(Damaged):
        services.extend(found, until=date(2021, 10, 20), reason="", by=officer, at=AT)
    services.extend(found, until=date(2021, 10, 20), reason="Chờ vật tư", by=officer, at=AT)
    assert (found.due_on, found.answer_due_on) == (date(2021, 10, 20), date(2021, 10, 20))


def test_complex_only_on_a_ground_since_july_2026(country: Country, cast: Cast) -> None:
    old, chair = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST), cast.actor("wardchair")
    services.accept(old, by=chair, at=AT)
    services.call_complex(old, ground=None, reason="Nhiều người, nhiều địa bàn", by=chair, at=AT)
    assert (old.due_duty, old.due_on) == ("CPL-06", date(2021, 11, 5))
    new = case(country.new_dong_ngac.unit, at=NOW, kind=Kind.COMPLAINT_FIRST)
    chair = cast.actor("wardchair", IN_2026)
    services.accept(new, by=chair, at=NOW)
    for ground in (None, 0, 8):
        with pytest.raises(Damaged, match="7 căn cứ"):
            services.call_complex(new, ground=ground, reason="Nhiều người", by=chair, at=NOW)
    services.call_complex(new, ground=3, reason="Nhiều người", by=chair, at=NOW)
    assert new.complex_ground.startswith("3. ")
    assert new.notices.filter(letter="complex").get().duty == "CPL-20"


def test_a_term_is_the_places_own(country: Country, cast: Cast) -> None:
    term = Term(7, "working_days", "Quyết định 3/QĐ-UBND")
    services.set_term(country.dong_ngac.unit, what=What.REPORT, term=term, by=cast.actor("wardchair"), at=AT)
    assert case(country.dong_ngac.unit, at=AT).due_on == date(2021, 9, 30)
    with pytest.raises(NotAllowed):
        services.set_term(country.dong_ngac.unit, what=What.REPORT, term=term, by=cast.actor("chair"), at=AT)
    with pytest.raises(Damaged):
        services.set_term(
            country.dong_ngac.unit, what=What.REPORT, term=Term(7, "working_days"), by=cast.actor("wardchair"), at=AT
        )


def test_a_new_day_off_moves_open_cases_and_says_so(country: Country, cast: Cast) -> None:
    from danbiet.places.models import DeclaredDay

    local_term(country.dong_ngac.unit)
    found = case(country.dong_ngac.unit, at=AT)
    assert services.recount(units=[country.dong_ngac.unit.pk], by=cast.actor("ward"), at=AT) == 0
    DeclaredDay.objects.create(
        unit=country.city.unit, day=date(2021, 9, 27), works=False, label="Giãn cách", source="CV", declared_at=AT
    )
    assert services.recount(units=[country.dong_ngac.unit.pk], by=cast.actor("ward"), at=AT) == 2
    found.refresh_from_db()
    assert (found.due_on, found.answer_due_on) == (date(2021, 10, 6), date(2021, 10, 6))
    assert found.notices.get().due_on == date(2021, 10, 6), "the letter that says how it is handled moves too"
    assert acts()[-1] == "voices.recount"


# answering and being judged


def test_an_answer_in_own_words_closes(country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT)
    assert (found.state, found.outcome, found.is_open, found.closed_on) == (State.ANSWERED, "solved", False, IN_2021)
    assert sum(Step.objects.values_list("moves", flat=True)) == 0


@pytest.mark.parametrize("text", ["", "Ngày [ngày] đã làm", "Việc bạn phản ánh đã được giải quyết. Ngày 3 đã làm."])
def test_set_phrases_are_no_answer(country: Country, cast: Cast, text: str) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    services.accept(found, by=cast.actor("ward"), at=AT)
    with pytest.raises(Damaged):
        services.answer(found, given=services.Answer(Outcome.SOLVED, text), by=cast.actor("ward"), at=AT)
    with pytest.raises(Damaged):
        services.answer(found, given=services.Answer(Outcome.DUPLICATE, ANSWERED), by=cast.actor("ward"), at=AT)


def test_an_answer_waits_for_acceptance(country: Country, cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed):
        services.answer(case(country.dong_ngac.unit, at=AT), given=GIVEN, by=cast.actor("ward"), at=AT)


def test_a_promise_in_an_answer_is_a_task_with_a_day(country: Country, cast: Cast) -> None:
    found, officer = case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    services.accept(found, by=officer, at=AT)
    given = services.Answer(Outcome.PARTLY, ANSWERED, promised=("Nạo vét đoạn trước số 14", date(2021, 9, 30)))
    services.answer(found, given=given, by=officer, at=AT)
    task = Task.objects.select_related("item", "plan").get()
    assert (task.due_on, task.lead_agency, task.item.text) == (
        date(2021, 9, 30), country.dong_ngac.committee, "Nạo vét đoạn trước số 14",
    )  # fmt: skip
    assert task.promise.case == found
    assert Plan.objects.get().number == "HEN-2021"
    with pytest.raises(MoveNotAllowed):
        services.promise(found, text="x", due_on=date(2021, 9, 30), agency=None, by=officer, at=AT)


def test_only_the_sender_agrees_or_contests(country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT)
    services.agree(found, at=later(1))
    assert (found.state, found.verdict) == (State.AGREED, "agreed")
    with pytest.raises(MoveNotAllowed):
        services.contest(found, reason="x", pepper=PEPPER, at=later(1))


def test_a_contest_goes_once_to_somebody_else(country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT)
    with pytest.raises(Damaged):
        services.contest(found, reason=" ", pepper=PEPPER, at=later(1))
    services.contest(found, reason="Nắp mới vẫn kênh", pepper=PEPPER, at=later(1))
    assert (found.is_open, found.stage, found.due_certainty) == (True, "recheck", "assumed")
    with pytest.raises(MoveNotAllowed):
        services.contest(found, reason="nữa", pepper=PEPPER, at=later(1))
    with pytest.raises(services.SameOfficer):
        services.recheck(found, given=GIVEN, by=cast.actor("ward"), at=later(2))
    services.recheck(found, given=GIVEN, by=cast.actor("wardchair"), at=later(2))
    assert (found.state, found.is_open, found.verdict) == (State.RECHECKED, False, "contested")
    with pytest.raises(MoveNotAllowed):
        services.contest(found, reason="nữa", pepper=PEPPER, at=later(3))
    services.agree(found, at=later(3))
    assert found.state == State.AGREED


def test_an_inspector_from_above_may_look_again(country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT)
    services.contest(found, reason="Chưa xong", pepper=PEPPER, at=later(1))
    services.recheck(found, given=GIVEN, by=cast.actor("inspector"), at=later(2))
    assert found.state == State.RECHECKED


def test_after_the_days_of_contest_a_message_opens_a_linked_case(country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT)
    assert selectors.contest_until(found) == date(2021, 10, 6)
    with pytest.raises(TooLate):
        services.contest(found, reason="Lại vỡ", pepper=PEPPER, at=later(16))
    written = services.write(found, text="Lại vỡ rồi", token="t1", at=later(16), pepper=PEPPER, draw=bytes)
    assert written.opened.case.sender.phone == "0912345678"
    tie = Link.objects.get()
    assert (tie.case, tie.other, tie.tie) == (written.opened.case, found, Tie.FOLLOWS)
    again = services.write(found, text="Lại vỡ rồi", token="t1", at=later(16), pepper=PEPPER, draw=bytes)
    assert again.opened.code == written.opened.code
    assert Link.objects.count() == 1


def test_words_to_an_open_case_are_a_message(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    services.write(found, text="Thêm một chỗ nữa", token="t", at=AT, pepper=PEPPER, draw=bytes)
    services.reply(found, text="Chỗ nào ạ?", by=cast.actor("ward"), at=AT)
    assert list(Message.objects.values_list("is_from_sender", flat=True)) == [True, False]
    assert Case.objects.count() == 1
    with pytest.raises(NotYours):
        services.reply(found, text="x", by=cast.actor("ward2"), at=AT)


def test_a_grade_is_given_by_the_code_and_may_change(country: Country, cast: Cast) -> None:
    found = answered(country, cast, at=AT)
    services.rate(found, rating=2, at=AT)
    services.rate(found, rating=4, at=AT)
    assert found.rating == 4
    for rating in (0, 6):
        with pytest.raises(Damaged):
            services.rate(found, rating=rating, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.rate(case(country.dong_ngac.unit, at=AT), rating=5, at=AT)


# complaints to their end


def test_a_first_decision_is_sent_to_all_and_closes(country: Country, cast: Cast) -> None:
    found, chair = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST), cast.actor("wardchair")
    services.accept(found, by=chair, at=AT)
    services.answer(found, given=GIVEN, by=chair, at=AT)
    assert (found.is_open, found.stage, found.due_duty, found.due_on) == (True, "sending", "CPL-13", date(2021, 9, 24))
    letters = found.notices.filter(letter="decision")
    assert set(letters.values_list("recipient", flat=True)) == {"sender", "superior", "parties", "inspectorate"}
    services.send_decision(found, reference="12/QĐ-UBND", by=cast.actor("ward"), at=later(1))
    assert (found.is_open, letters.filter(sent_on=None).count()) == (False, 0)


def test_a_second_complaint_needs_a_dialogue_and_is_posted(country: Country, cast: Cast) -> None:
    found, chair = case(country.district.unit, at=AT, kind=Kind.COMPLAINT_SECOND), cast.actor("chair")
    services.accept(found, by=chair, at=AT)
    assert found.due_duty == "CPL-09"
    with pytest.raises(NoDialogue, match="điều 39"):
        services.answer(found, given=GIVEN, by=chair, at=AT)
    services.set_dialogue(found, on_day=later(10).date(), where="Trụ sở UBND quận", by=chair, at=AT)
    services.note_dialogue(found, came=True, text="Biên bản số 3", by=chair, at=later(10))
    services.answer(found, given=GIVEN, by=chair, at=later(10))
    assert (found.stage, found.due_duty) == ("sending", "CPL-14")
    services.send_decision(found, reference="9/QĐ-UBND", by=chair, at=later(11))
    assert (found.stage, found.due_duty, found.is_open) == ("publication", "CPL-17", True)
    notice = found.notices.get(letter="publication")
    assert (notice.recipient, notice.duty, notice.due_on, notice.due_certainty, notice.sent_on) == (
        "public", "CPL-17", date(2021, 10, 18), "memory", None,
    )  # fmt: skip  # 15 days from 1 October end on a Saturday
    services.post_decision(found, where="Niêm yết tại trụ sở", by=chair, at=later(12))
    notice.refresh_from_db()
    assert (notice.sent_on, "Niêm yết tại trụ sở. Niêm yết hoặc đăng ít nhất 15 ngày." in notice.text) == (
        date(2021, 10, 3), True,
    )  # fmt: skip
    assert "[" not in notice.text
    assert found.steps.get(act="post_decision").told.endswith("đến hết 18/10/2021.")
    assert not found.is_open
    assert sum(Step.objects.values_list("moves", flat=True)) == 0


def test_a_letter_is_sent_once_and_without_blanks(country: Country, cast: Cast) -> None:
    found, officer = case(country.dong_ngac.unit, at=AT), cast.actor("ward")
    notice = found.notices.get()
    with pytest.raises(Damaged):
        services.send_notice(notice, text=notice.text, reference="", by=officer, at=AT)
    services.send_notice(notice, text="Đã chuyển tổ thoát nước xem.", reference="3/TB", by=officer, at=AT)
    with pytest.raises(LetterSent):
        services.send_notice(notice, text="Lần nữa", reference="", by=officer, at=AT)
    with pytest.raises(NotYours):
        services.send_notice(notice, text="x", reference="", by=cast.actor("ward2"), at=AT)


# joining


def test_merged_numbers_both_live(country: Country, cast: Cast) -> None:
    first, second = case(country.dong_ngac.unit, at=AT), received(country.dong_ngac.unit, at=AT)
    services.merge(second.case, into=first, by=cast.actor("ward"), at=AT)
    assert (second.case.outcome, second.case.is_open) == (Outcome.DUPLICATE, False)
    assert selectors.case_by_code(second.code, pepper=PEPPER).merged_into == first
    services.write(second.case, text="Vẫn vỡ", token="t", at=AT, pepper=PEPPER, draw=bytes)
    assert Message.objects.get().case == second.case
    with pytest.raises(Conflict):
        services.merge(first, into=second.case, by=cast.actor("ward"), at=AT)
    with pytest.raises(Damaged):
        services.merge(first, into=first, by=cast.actor("ward"), at=AT)


def test_one_report_with_two_matters_splits(country: Country, cast: Cast) -> None:
    local_term(country.dong_ngac.unit)
    found = case(country.dong_ngac.unit, at=AT)
    part = services.Part("xe máy\n suýt ngã", Kind.REPORT, Subject.LIGHTING)
    second = services.split(found, part=part, by=cast.actor("ward"), at=later(3))
    assert (second.received_on, second.due_on) == (found.received_on, found.due_on)
    assert second.sender.name == "Nguyễn Thị Hoa"
    assert second.constructs == ["infra"]
    assert [one.duty for one in second.notices.all()] == ["REC-06"]
    assert Link.objects.get().tie == Tie.SPLIT
    with pytest.raises(Damaged):
        services.split(found, part=services.Part(" ", Kind.REPORT, Subject.OTHER), by=cast.actor("ward"), at=AT)
    invented = services.Part("Nắp cống vỡ trước số nhà 12\nTôi rút đơn", Kind.REPORT, Subject.OTHER)
    with pytest.raises(CannotJoin):
        services.split(found, part=invented, by=cast.actor("ward"), at=AT)
    assert Case.objects.count() == 2


def test_linking(country: Country, cast: Cast) -> None:
    first, second = case(country.dong_ngac.unit, at=AT), case(country.dong_ngac.unit, at=AT)
    services.link(second, other=first, tie=Tie.SAME_PLACE, by=cast.actor("ward"), at=AT)
    with pytest.raises(Damaged):
        services.link(second, other=second, tie=Tie.ALIKE, by=cast.actor("ward"), at=AT)


# publishing and forgetting


def test_publication_takes_two_and_holds_nobody(country: Country, cast: Cast) -> None:
    found, officer = answered(country, cast, at=AT), cast.actor("ward")
    for copy in (
        services.Copy("Nắp cống, gọi 0987654321", ANSWERED),
        services.Copy("Nắp cống trước nhà ông BA 09.87.65.43.21", ANSWERED),
        services.Copy("Nắp cống, hỏi 0912/345/679", ANSWERED),
        services.Copy("Nắp cống, ba (a) gmail.com", ANSWERED),
        services.Copy("Bà nguyễn thị hoa báo nắp cống", ANSWERED, is_seen=True),
        services.Copy("Nắp cống, số 091 234 5678", ANSWERED, is_seen=True),
    ):
        with pytest.raises(PersonalFound):
            services.redact(found, copy=copy, by=officer, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.publish(found, by=cast.actor("wardchair"), at=AT)
    services.redact(found, copy=services.Copy("Nắp cống vỡ, gọi 0987654321", ANSWERED, True), by=officer, at=AT)
    with pytest.raises(SameEyes):
        services.publish(found, by=officer, at=AT)
    services.publish(found, by=cast.actor("wardchair"), at=AT)
    assert selectors.published_case(found.number).public_summary.startswith("Nắp cống vỡ")
    services.withdraw(found, reason="Còn ảnh biển số", by=officer, at=AT)
    with pytest.raises(NotYours):
        selectors.published_case(found.number)


def test_an_open_case_is_not_published(country: Country, cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed):
        services.redact(case(country.dong_ngac.unit, at=AT), copy=services.Copy("a", "b"), by=cast.actor("ward"), at=AT)


def test_senders_are_forgotten_two_years_after_the_end(country: Country, cast: Cast) -> None:
    answered(country, cast, at=AT)
    still_open = case(country.dong_ngac.unit, at=AT)
    assert services.forget_senders(at=later(729)) == 0
    assert services.forget_senders(at=later(730)) == 1
    assert services.forget_senders(at=later(731)) == 0
    assert list(Sender.objects.exclude(name="").values_list("case", flat=True)) == [still_open.pk]
    assert acts()[-1] == "voices.forget"


def test_a_name_is_taken_back_by_the_code(country: Country) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    services.hide_name(found, at=AT)
    services.hide_name(found, at=AT)
    assert Sender.objects.get().phone == ""
    assert acts() == ["voices.receive", "voices.forget"]


def test_successors_take_open_cases_over(country: Country, cast: Cast) -> None:
    from danbiet.places.models import Successor

    found = case(country.dong_ngac.unit, at=AT)
    heir = cast.actor("ward", IN_2026)
    with pytest.raises(NotYours):
        services.accept(found, by=heir, at=NOW)
    Successor.objects.create(
        old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, share=1, basis="population", decree="x",
        on=date(2025, 7, 1),
    )  # fmt: skip
    services.accept(found, by=heir, at=NOW)
    assert found.state == State.ACCEPTED
    assert LID in found.text
