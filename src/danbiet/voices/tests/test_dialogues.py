"""A dialogue comes before the decision where the law asks for it, is invited to in time, and is noted on its day."""

from datetime import date, timedelta

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import Actor, Damaged
from danbiet.law.calendar import Change, official
from danbiet.voices import selectors, services
from danbiet.voices.models import Case
from danbiet.voices.rules import Kind, Outcome
from danbiet.voices.rules.dialogues import (
    DialogueAhead,
    InvitedTooLate,
    NoDialogue,
    NotInvited,
    asks_dialogue,
    require_invited_in_time,
)
from danbiet.voices.rules.letters import Letter
from danbiet.voices.rules.stages import MoveNotAllowed
from danbiet.voices.tests.factories import PEPPER, at_day, case, received, talked
from tests.people import IN_2021, IN_2026, Cast, Country

D = date.fromisoformat
REASONED = "Bác khiếu nại: quyết định thu hồi đúng thẩm quyền, đúng trình tự theo hồ sơ địa chính năm 2019."
HELD = "Hai bên giữ ý kiến, biên bản số 3."


def given(outcome: Outcome = Outcome.REFUSED) -> services.Answer:
    return services.Answer(outcome, REASONED)


# rules: CPL-18, CPL-19

ASKED = """
complaint_second | solved partly refused not_our_power cannot_verify
complaint_first  | partly refused
report           |
petition         |
"""


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_the_second_always_asks_for_a_dialogue_the_first_where_claim_and_findings_differ(line: str) -> None:
    kind, outcomes = (part.strip() for part in line.split("|"))
    assert {outcome for outcome in Outcome if asks_dialogue(Kind(kind), outcome)} >= {*map(Outcome, outcomes.split())}
    assert kind == "complaint_second" or {one for one in Outcome if asks_dialogue(Kind(kind), one)} == {
        *map(Outcome, outcomes.split())
    }


# set on | dialogue on | the last day on which its letters go out, or nothing: any day after is in time
INVITED = """
2026-11-16 | 2026-11-17 | 2026-11-12
2026-11-16 | 2026-11-20 | 2026-11-13
2026-11-16 | 2026-11-21 |
2026-11-16 | 2026-11-22 |
2026-11-23 | 2026-11-29 | 2026-11-23
2026-11-24 | 2026-11-29 | 2026-11-23
2026-06-30 | 2026-07-01 |
2021-09-21 | 2021-09-22 |
"""


@pytest.mark.parametrize("line", INVITED.strip().splitlines())
def test_it_is_invited_to_five_days_before_since_july_2026(line: str) -> None:
    on, day, last = (part.strip() for part in line.split("|"))
    if last and D(last) < D(on):
        with pytest.raises(InvitedTooLate, match="155/2026"):
            require_invited_in_time(D(day), on=D(on), calendar=official())
    else:
        require_invited_in_time(D(day), on=D(on), calendar=official())


def test_a_declared_day_off_brings_the_last_day_to_invite_forward() -> None:
    off = official().with_changes([Change(D("2026-11-16"), False, "Nghỉ bão", "Công điện 1")])
    require_invited_in_time(D("2026-11-21"), on=D("2026-11-16"), calendar=official())
    with pytest.raises(InvitedTooLate):
        require_invited_in_time(D("2026-11-21"), on=D("2026-11-16"), calendar=off)


# acts


@pytest.fixture
def second(country: Country, cast: Cast) -> Case:
    found = case(country.district.unit, at=at_day(IN_2021), kind=Kind.COMPLAINT_SECOND)
    return services.accept(found, by=cast.actor("chair"), at=at_day(IN_2021))


def later(days: int) -> date:
    return IN_2021 + timedelta(days)


def test_a_second_complaint_is_decided_after_its_dialogue_was_held(second: Case, cast: Cast) -> None:
    chair = cast.actor("chair")
    with pytest.raises(MoveNotAllowed):
        services.note_dialogue(second, came=True, text=HELD, by=chair, at=at_day(IN_2021))
    services.set_dialogue(second, on_day=later(10), where="Trụ sở", by=chair, at=at_day(IN_2021))
    with pytest.raises(NoDialogue, match="điều 39"):
        services.answer(second, given=given(), by=chair, at=at_day(IN_2021))
    with pytest.raises(DialogueAhead, match="01/10/2021"):
        services.note_dialogue(second, came=True, text=HELD, by=chair, at=at_day(later(9)))
    with pytest.raises(NoDialogue):
        services.answer(second, given=given(), by=chair, at=at_day(later(10)))
    with pytest.raises(Damaged):
        services.note_dialogue(second, came=True, text=" ", by=chair, at=at_day(later(10)))
    services.note_dialogue(second, came=True, text=HELD, by=chair, at=at_day(later(12)))
    assert (second.dialogue_on, second.dialogue_held_on) == (later(10), later(10)), "on its day, whenever it is noted"
    with pytest.raises(MoveNotAllowed):
        services.note_dialogue(second, came=True, text=HELD, by=chair, at=at_day(later(12)))
    services.answer(second, given=given(), by=chair, at=at_day(later(12)))
    assert second.steps.get(act="note_dialogue").told == f"01/10/2021. Người khiếu nại có mặt. {HELD}"


@pytest.mark.parametrize(
    ("outcome", "asks"), [(Outcome.REFUSED, True), (Outcome.PARTLY, True), (Outcome.SOLVED, False)]
)
def test_a_first_complaint_that_is_not_granted_is_talked_over_first(
    country: Country, cast: Cast, outcome: Outcome, asks: bool
) -> None:
    by: Actor = cast.actor("wardchair")
    first = case(country.dong_ngac.unit, at=at_day(IN_2021), kind=Kind.COMPLAINT_FIRST)
    services.accept(first, by=by, at=at_day(IN_2021))
    if asks:
        with pytest.raises(NoDialogue, match=r"điều 30\(1\)"):
            services.answer(first, given=given(outcome), by=by, at=at_day(IN_2021))
        talked(first, by=by, on=later(3))
    services.answer(first, given=given(outcome), by=by, at=at_day(later(3)))
    assert first.outcome == outcome


def test_whoever_was_invited_in_time_and_did_not_come_holds_up_no_decision(second: Case, cast: Cast) -> None:
    chair = cast.actor("chair")
    services.set_dialogue(second, on_day=later(10), where="Trụ sở", by=chair, at=at_day(IN_2021))
    with pytest.raises(NotInvited):
        services.note_dialogue(second, came=False, text=HELD, by=chair, at=at_day(later(10)))
    letter = second.notices.get(letter="dialogue", recipient="sender")
    services.send_notice(letter, text=letter.text, reference="5/GM", by=chair, at=at_day(later(10)))
    with pytest.raises(NotInvited):  # a letter of the very day
        services.note_dialogue(second, came=False, text=HELD, by=chair, at=at_day(later(10)))
    services.set_dialogue(second, on_day=later(20), where="Trụ sở", by=chair, at=at_day(later(11)))
    letter = second.notices.get(letter="dialogue", recipient="sender", sent_on=None)
    services.send_notice(letter, text=letter.text, reference="6/GM", by=chair, at=at_day(later(12)))
    services.note_dialogue(second, came=False, text=HELD, by=chair, at=at_day(later(20)))
    assert "không đến" in second.steps.get(act="note_dialogue").told
    services.answer(second, given=given(), by=chair, at=at_day(later(20)))


def test_another_day_takes_the_place_of_the_letters_that_did_not_go_out(second: Case, cast: Cast) -> None:
    chair = cast.actor("chair")
    services.set_dialogue(second, on_day=later(10), where="Trụ sở", by=chair, at=at_day(IN_2021))
    sent = second.notices.filter(letter=Letter.DIALOGUE.value).first()
    services.send_notice(sent, text=sent.text, reference="5/GM", by=chair, at=at_day(IN_2021))
    services.set_dialogue(second, on_day=later(20), where="Trụ sở", by=chair, at=at_day(later(1)))
    letters = second.notices.filter(letter=Letter.DIALOGUE.value).order_by("pk")
    assert [(one.event_on, one.sent_on) for one in letters] == [
        (later(10), IN_2021), (later(20), None), (later(20), None), (later(20), None),
    ]  # fmt: skip
    services.note_dialogue(second, came=True, text=HELD, by=chair, at=at_day(later(20)))
    services.set_dialogue(second, on_day=later(25), where="Trụ sở", by=chair, at=at_day(later(21)))
    assert letters.filter(event_on=later(20), sent_on=None).count() == 3, "of a dialogue that was held they are owed"
    services.answer(second, given=given(), by=chair, at=at_day(later(21)))


def test_a_day_too_near_comes_back_with_the_article(country: Country, cast: Cast, in_2026) -> None:
    complaint = case(country.new_dong_ngac.unit, at=at_day(IN_2026), kind=Kind.COMPLAINT_FIRST)
    services.accept(complaint, by=cast.actor("wardchair", IN_2026), at=at_day(IN_2026))
    browser, url = Client(), f"/voices/cases/{complaint.number}/"
    browser.force_login(cast.users["wardchair"])
    sent = {"on_day": (IN_2026 + timedelta(1)).isoformat(), "where": "Trụ sở", "token": "a"}
    answer = browser.post(f"{url}dialogue/", sent)
    assert answer.status_code == 422
    assert "trước ít nhất 5 ngày (Nghị định 155/2026/NĐ-CP, điều 11)" in answer.content.decode()
    assert not complaint.notices.filter(letter="dialogue").exists()
    day = IN_2026 + timedelta(10)
    assert browser.post(f"{url}dialogue/", sent | {"on_day": day.isoformat(), "token": "b"}).status_code == 302
    page = browser.get(url).content.decode()
    assert f"Hẹn đối thoại ngày {day:%d/%m/%Y}" in page
    assert "Ghi kết quả đối thoại" in page
    early = browser.post(f"{url}note_dialogue/", {"came": "yes", "text": HELD, "token": "c"})
    assert early.status_code == 409
    complaint.refresh_from_db()
    assert complaint.dialogue_held_on is None


def test_the_page_notes_it_and_the_sender_reads_it(country: Country, cast: Cast, in_2021) -> None:
    before = IN_2021 - timedelta(5)
    taken = received(country.dong_ngac.unit, at=at_day(before), kind=Kind.COMPLAINT_FIRST)
    by = cast.actor("wardchair", before)
    services.accept(taken.case, by=by, at=at_day(before))
    services.set_dialogue(taken.case, on_day=IN_2021, where="Trụ sở", by=by, at=at_day(before))
    url = f"/voices/cases/{taken.case.number}/"
    officer = Client()
    officer.force_login(cast.users["ward"])
    assert officer.post(f"{url}note_dialogue/", {"came": "", "text": HELD, "token": "a"}).status_code == 422
    assert officer.post(f"{url}note_dialogue/", {"came": "yes", "text": HELD, "token": "b"}).status_code == 302
    assert "Đã ghi kết quả đối thoại ngày 21/9/2021" in officer.get(url).content.decode()
    status = selectors.status_page(taken.code, pepper=PEPPER, on=clock.day(at_day(IN_2021)))
    assert HELD in status.steps[-1].told
