"""Tables of facts: the clock of each stage under the law of 2021 and after 2026-07-01, moves, rights, shares, words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.common.actor import Actor, Held, Role
from danbiet.law.calendar import official
from danbiet.law.citation import NoRuleInForce
from danbiet.law.deadlines import deadline
from danbiet.law.duties import duty
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, HANDED_OVER, SERVES, Kind, Outcome, State, Subject, Verdict
from danbiet.voices.rules.answers import TEMPLATES, AnswerRefused, require_own_words
from danbiet.voices.rules.clocks import (
    Life,
    asks_ground,
    certainty_of,
    clock,
    discipline_day,
    is_late,
    posted_until,
    posting,
    running,
    second_complaint_until,
    spans,
    stage_of,
    upper_tier,
)
from danbiet.voices.rules.letters import Forwarder, Letter, Words, decided, drafted, owed
from danbiet.voices.rules.receiving import Day, DayState, Receiver, duty_of, months, post_by, weeks
from danbiet.voices.rules.rights import (
    Group,
    Look,
    Reach,
    Where,
    group_of,
    is_parted,
    may_receive,
    rights,
    rights_in_hand,
    seen_kinds,
)
from danbiet.voices.rules.searching import Wanted, folded, wanted
from danbiet.voices.rules.shares import Share, compared
from danbiet.voices.rules.stages import Act, MoveNotAllowed, Stage, Standing, allowed, require, stages
from danbiet.voices.rules.terms import ASSUMED, Term, What

REPORT, FIRST, SECOND = Kind.REPORT, Kind.COMPLAINT_FIRST, Kind.COMPLAINT_SECOND
OWN = Term(10, "working_days", "Quyết định 15/QĐ-UBND")
# kind, stage, flags, the day of the event → the day, the duty, a word of its article. Days counted by hand.
CLOCKS = [
    # 2021: Luật 02/2011. 21 September 2021 is a Tuesday.
    (FIRST, Stage.ACCEPTANCE, "", "2021-09-21", "2021-10-01", "CPL-02", "điều 27(1)"),
    (SECOND, Stage.ACCEPTANCE, "", "2021-09-21", "2021-10-01", "CPL-03", "điều 36(1)"),
    (FIRST, Stage.SETTLEMENT, "", "2021-09-21", "2021-10-21", "CPL-05", "điều 28"),
    (FIRST, Stage.SETTLEMENT, "complex", "2021-09-21", "2021-11-05", "CPL-06", "điều 28"),
    (FIRST, Stage.SETTLEMENT, "remote", "2021-09-21", "2021-11-05", "CPL-07", "điều 28"),
    (
        FIRST,
        Stage.SETTLEMENT,
        "remote complex",
        "2021-09-21",
        "2021-11-22",
        "CPL-08",
        "điều 28",
    ),  # day 60 is a Saturday
    (SECOND, Stage.SETTLEMENT, "", "2021-09-21", "2021-11-05", "CPL-09", "điều 37"),
    (SECOND, Stage.SETTLEMENT, "complex", "2021-09-21", "2021-11-22", "CPL-10", "điều 37"),
    (SECOND, Stage.SETTLEMENT, "remote", "2021-09-21", "2021-11-22", "CPL-11", "điều 37"),
    (SECOND, Stage.SETTLEMENT, "remote complex", "2021-09-21", "2021-11-30", "CPL-12", "điều 37"),
    (FIRST, Stage.SENDING, "", "2021-09-21", "2021-09-24", "CPL-13", "điều 32"),
    (SECOND, Stage.SENDING, "", "2021-09-21", "2021-09-28", "CPL-14", "điều 41(1)"),
    (SECOND, Stage.PUBLICATION, "", "2021-09-21", "2021-10-06", "CPL-17", "điều 12"),
    # the last day of the old rule, and the first of the new
    (FIRST, Stage.ACCEPTANCE, "", "2026-06-30", "2026-07-10", "CPL-02", "điều 27(1)"),
    (SECOND, Stage.ACCEPTANCE, "", "2026-06-30", "2026-07-10", "CPL-03", "điều 36(1)"),
    (FIRST, Stage.ACCEPTANCE, "", "2026-07-01", "2026-07-10", "CPL-04", "điều 10"),
    (SECOND, Stage.ACCEPTANCE, "", "2026-07-01", "2026-07-10", "CPL-04", "điều 10"),
    (FIRST, Stage.ACCEPTANCE, "", "2026-07-03", "2026-07-14", "CPL-04", "điều 10"),
    (FIRST, Stage.SETTLEMENT, "", "2026-07-03", "2026-08-03", "CPL-05", "điều 28"),  # day 30 is a Sunday
    (FIRST, Stage.SETTLEMENT, "complex", "2026-07-03", "2026-08-17", "CPL-06", "điều 28"),
    (FIRST, Stage.SETTLEMENT, "remote", "2026-07-03", "2026-08-17", "CPL-07", "điều 28"),
    (FIRST, Stage.SETTLEMENT, "remote complex", "2026-07-03", "2026-09-03", "CPL-08", "điều 28"),  # day 60: 1 September
    (SECOND, Stage.ACCEPTANCE, "", "2026-07-03", "2026-07-14", "CPL-04", "điều 10"),
    (SECOND, Stage.SETTLEMENT, "", "2026-07-03", "2026-08-17", "CPL-09", "điều 37"),
    (SECOND, Stage.SETTLEMENT, "complex", "2026-07-03", "2026-09-03", "CPL-10", "điều 37"),
    (SECOND, Stage.SETTLEMENT, "remote", "2026-07-03", "2026-09-03", "CPL-11", "điều 37"),
    (SECOND, Stage.SETTLEMENT, "remote complex", "2026-07-03", "2026-09-11", "CPL-12", "điều 37"),
    (FIRST, Stage.SENDING, "", "2026-07-03", "2026-07-08", "CPL-13", "điều 32"),
    (SECOND, Stage.SENDING, "", "2026-07-03", "2026-07-10", "CPL-14", "điều 41(1)"),
    (SECOND, Stage.PUBLICATION, "", "2026-07-03", "2026-07-20", "CPL-17", "điều 12"),  # day 15 is a Saturday
]


def life(kind: Kind, event: date, *, flags: str = "", **more: object) -> Life:
    values = {
        "kind": kind, "state": State.ACCEPTED, "received_on": event, "accepted_on": event, "answered_on": event,
        "is_remote": "remote" in flags, "is_complex": "complex" in flags,
    }  # fmt: skip
    return Life(**{**values, **more})


@pytest.mark.parametrize(("kind", "stage", "flags", "event", "due", "name", "article"), CLOCKS)
def test_the_clock_of_each_stage_by_the_law_of_its_day(kind, stage, flags, event, due, name, article) -> None:
    found = clock(stage, life(kind, date.fromisoformat(event), flags=flags))
    sure = "memory" if name == "CPL-17" else "seen"  # since 2020-12-10 in Nghị định 124/2020/NĐ-CP, which was not read
    assert (str(found.due_on), found.duty, found.certainty) == (due, name, sure)
    assert article in found.source
    assert found.found.basis.in_force(date.fromisoformat(event))


@pytest.mark.parametrize("on", [date(2021, 9, 21), date(2026, 7, 3)])
@pytest.mark.parametrize("kind", sorted(FEEDBACK))
def test_feedback_has_no_day_of_the_law(kind: Kind, on: date) -> None:
    bare = running(life(kind, on, answered_on=None))
    assert (bare.stage, bare.due_on, bare.certainty) == (Stage.ANSWER, None, "")
    own = running(life(kind, on, answered_on=None), term_of_place=OWN)
    expected = {2021: date(2021, 10, 5), 2026: date(2026, 7, 17)}[on.year]
    assert (own.due_on, own.certainty, own.duty, own.source) == (expected, "local", "", OWN.source)
    (letter,) = owed(Letter.HANDLING, kind=kind, on=on)
    assert letter.duty == "REC-06"
    assert duty("REC-06").limit.n == 10


@pytest.mark.parametrize("on", [date(2021, 9, 21), date(2026, 7, 3)])
def test_what_is_handed_over_goes_at_once(on: date) -> None:
    crime = running(life(Kind.CRIME_REPORT, on, answered_on=None))
    assert (crime.stage, crime.due_on, crime.means, crime.certainty) == (Stage.HAND_OVER, on, "same_day", "memory")
    assert "101/2015/QH13" in crime.source
    asked = running(life(Kind.INFORMATION_REQUEST, on, answered_on=None))
    assert (asked.due_on, asked.certainty) == (on, "assumed")


def test_a_request_that_came_on_a_day_off_goes_on_the_first_working_day() -> None:
    saturday = date(2026, 11, 21)
    asked = running(life(Kind.INFORMATION_REQUEST, saturday, answered_on=None))
    assert (asked.event_on, asked.due_on, asked.certainty) == (saturday, date(2026, 11, 23), "assumed")


# letter, kind, who forwarded the case, the day of its event → to how many, the last day (empty: no law sets one), duty,
# its article. A dialogue's event is its own day, counted backwards, a weekend before it; the others count from the act.
LETTERS = [
    (Letter.HANDLING, REPORT, "", "2021-09-21", 1, "2021-10-05", "REC-06", "42/2013/QH13, điều 28(1)"),
    (Letter.HANDLING, Kind.PETITION, "", "2026-07-03", 1, "2026-07-17", "REC-06", "42/2013/QH13, điều 28(1)"),
    # the law orders to tell a forwarder how a complaint ended, not a report or petition
    (Letter.ANSWER, REPORT, "", "2021-09-21", 0, "", "", ""),
    (Letter.ANSWER, REPORT, "other", "2021-09-21", 1, "", "", ""),
    (Letter.ANSWER, Kind.PETITION, "elected other", "2026-07-03", 2, "", "", ""),
    (Letter.RESULT, FIRST, "", "2021-09-21", 0, "", "", ""),
    (Letter.RESULT, FIRST, "front", "2021-09-21", 1, "2021-09-28", "CPL-23", "02/2011/QH13, điều 66(2)"),
    (Letter.RESULT, SECOND, "front", "2026-07-03", 1, "2026-07-10", "CPL-23", "02/2011/QH13, điều 66(2)"),
    (Letter.RESULT, SECOND, "front", "2026-07-04", 1, "2026-07-13", "CPL-23", "02/2011/QH13, điều 66(2)"),  # a Saturday
    (Letter.RESULT, FIRST, "elected", "2021-09-21", 1, "2021-09-30", "REC-07", "42/2013/QH13, điều 27(2)"),
    (Letter.RESULT, SECOND, "reception", "2026-07-03", 1, "2026-07-14", "REC-07", "42/2013/QH13, điều 27(2)"),
    (Letter.RESULT, FIRST, "other", "2026-07-03", 1, "", "", ""),
    (Letter.RELAYED, FIRST, "reception", "2021-09-21", 1, "2021-09-28", "REC-08", "42/2013/QH13, điều 28(2)"),
    (Letter.RELAYED, SECOND, "reception", "2026-07-03", 1, "2026-07-10", "REC-08", "42/2013/QH13, điều 28(2)"),
    (Letter.ACCEPTED, FIRST, "", "2021-09-21", 2, "2021-10-01", "CPL-02", "02/2011/QH13, điều 27(1)"),
    (Letter.ACCEPTED, FIRST, "front", "2021-09-21", 3, "2021-10-01", "CPL-02", "02/2011/QH13, điều 27(1)"),
    (Letter.NOT_ACCEPTED, FIRST, "other", "2026-07-03", 3, "2026-07-14", "CPL-04", "155/2026/NĐ-CP"),
    (Letter.ACCEPTED, SECOND, "elected", "2021-09-21", 3, "2021-10-01", "CPL-03", "02/2011/QH13, điều 36(1)"),
    (Letter.NOT_ACCEPTED, SECOND, "", "2026-07-03", 2, "2026-07-14", "CPL-04", "155/2026/NĐ-CP"),
    (Letter.DECISION, FIRST, "", "2021-09-21", 4, "2021-09-24", "CPL-13", "02/2011/QH13, điều 32"),
    (Letter.DECISION, FIRST, "front other", "2026-07-03", 6, "2026-07-08", "CPL-13", "02/2011/QH13, điều 32"),
    (Letter.DECISION, SECOND, "", "2021-09-21", 4, "2021-09-28", "CPL-14", "02/2011/QH13, điều 41(1)"),
    (Letter.DECISION, SECOND, "reception", "2026-07-03", 5, "2026-07-10", "CPL-14", "02/2011/QH13, điều 41(1)"),
    (Letter.PUBLICATION, SECOND, "", "2020-12-01", 1, "2020-12-16", "CPL-17", "điều 12 Nghị định 75/2012/NĐ-CP"),
    (Letter.PUBLICATION, SECOND, "", "2021-09-21", 1, "2021-10-06", "CPL-17", "theo trí nhớ"),
    (Letter.PUBLICATION, SECOND, "front", "2026-07-03", 1, "2026-07-20", "CPL-17", "theo trí nhớ"),
    (Letter.DIALOGUE, SECOND, "front", "2021-09-30", 3, "", "", ""),
    (Letter.DIALOGUE, SECOND, "", "2026-10-01", 3, "2026-09-25", "CPL-19", "155/2026/NĐ-CP, điều 11"),
    (Letter.SUSPENDED, FIRST, "front", "2021-09-21", 3, "", "", ""),
    (Letter.SUSPENDED, FIRST, "", "2026-07-03", 3, "2026-07-08", "CPL-21", "155/2026/NĐ-CP, điều 12"),
    (Letter.RESUMED, SECOND, "", "2026-07-03", 3, "2026-07-08", "CPL-21", "155/2026/NĐ-CP, điều 12"),
    (Letter.COMPLEX, FIRST, "", "2021-09-21", 1, "", "", ""),
    (Letter.COMPLEX, FIRST, "", "2026-07-03", 1, "", "CPL-20", "155/2026/NĐ-CP, điều 2"),
    (Letter.FORWARDED, REPORT, "", "2021-09-21", 2, "", "", ""),
    (Letter.FORWARDED, Kind.CRIME_REPORT, "", "2021-09-21", 2, "", "", ""),
    (Letter.FORWARDED, Kind.CRIME_REPORT, "", "2026-07-03", 2, "", "", ""),
]


@pytest.mark.parametrize(("letter", "kind", "bodies", "event", "recipients", "due", "name", "article"), LETTERS)
def test_the_last_day_of_each_letter_by_the_law_of_its_day(
    letter, kind, bodies, event, recipients, due, name, article
) -> None:
    on, forwarders = date.fromisoformat(event), [Forwarder(body) for body in bodies.split()]
    found = owed(letter, kind=kind, on=on, forwarders=forwarders)
    assert len(found) == recipients
    assert {one.duty for one in found} == ({name} if found else set())
    if name:
        day = deadline(name, on=on)
        assert str(day.due or "") == due
        assert article in str(duty(name).basis)
        assert certainty_of(day) == ("memory" if name == "CPL-17" and on > date(2020, 12, 9) else "seen")


def test_a_letter_goes_to_those_whom_the_law_names_and_to_whoever_forwarded_the_case() -> None:
    def to(letter: Letter, kind: Kind, *forwarders: Forwarder) -> list[str]:
        return [one.recipient.value for one in owed(letter, kind=kind, on=date(2026, 7, 3), forwarders=forwarders)]

    front = Forwarder.FRONT
    assert to(Letter.DECISION, FIRST, front) == [
        "sender",
        "superior",
        "parties",
        "forwarder",
        "inspectorate",
    ]  # điều 32
    assert to(Letter.DECISION, SECOND, front) == [
        "sender", "respondent", "first_settler", "parties", "forwarder",
    ]  # fmt: skip  # điều 41(1)
    assert to(Letter.ACCEPTED, SECOND, front) == ["sender", "forwarder", "inspectorate"]  # điều 36(1)
    assert to(Letter.SUSPENDED, FIRST, front) == to(Letter.DIALOGUE, FIRST) == ["sender", "respondent", "parties"]
    assert "forwarder" not in to(Letter.DECISION, FIRST)
    assert list(decided(FIRST)) == [Letter.DECISION, Letter.RESULT]
    assert list(decided(SECOND)) == [Letter.DECISION, Letter.RESULT, Letter.PUBLICATION]
    two = owed(Letter.RESULT, kind=FIRST, on=date(2026, 7, 3), forwarders=[front, Forwarder.OTHER])
    assert [(one.body, one.duty) for one in two] == [(0, "CPL-23"), (1, "")]


def test_a_public_decision_hangs_fifteen_days_whatever_their_kind() -> None:
    assert posted_until(date(2021, 9, 21)) == date(2021, 10, 6)
    assert posted_until(date(2026, 7, 3)) == date(2026, 7, 18)  # a Saturday: a minimum is not rolled
    assert posting().kind == "min"


def test_a_day_from_memory_is_never_late() -> None:
    day, after = date(2021, 9, 21), date(2021, 9, 22)
    assert not is_late(day, "memory", on=after)
    assert is_late(day, "seen", on=after)
    assert is_late(day, "local", on=after)
    assert not is_late(day, "seen", on=day)
    assert not is_late(None, "", on=after)


def test_a_contest_has_a_clock_of_its_own() -> None:
    contested = life(
        REPORT, date(2021, 9, 21), state=State.ANSWERED, verdict=Verdict.CONTESTED, contested_on=date(2021, 9, 24)
    )
    found = running(contested, term_of_place=ASSUMED[What.RECHECK])
    assert (found.stage, found.due_on, found.certainty) == (Stage.RECHECK, date(2021, 10, 8), "assumed")


def test_a_transferred_complaint_counts_from_its_new_receipt_under_the_new_law() -> None:
    sent = life(FIRST, date(2026, 6, 29), accepted_on=None, answered_on=None, transferred_on=date(2026, 7, 1))
    assert (running(sent).duty, running(sent).due_on) == ("CPL-04", date(2026, 7, 10))


def test_a_suspended_case_has_no_day_and_counts_on_after() -> None:
    on = date(2021, 9, 21)
    assert running(life(FIRST, on, answered_on=None, is_suspended=True)).due_on is None
    stood = life(FIRST, on, answered_on=None, suspensions=((date(2021, 9, 26), date(2021, 10, 3)),))
    assert running(stood).due_on == date(2021, 10, 28)
    assert spans([(on, None), (on, on), (on, date(2021, 9, 22))], on=date(2021, 9, 23)) == (
        (on, date(2021, 9, 23)), (on, date(2021, 9, 22)),
    )  # fmt: skip


@given(
    st.dates(date(2021, 1, 1), date(2026, 6, 1)),
    st.integers(0, 40),
    st.integers(1, 60),
    st.sampled_from([FIRST, SECOND]),
)
def test_a_suspension_never_shortens(on: date, after: int, length: int, kind: Kind) -> None:
    from datetime import timedelta

    start = on + timedelta(days=1 + after)
    plain = clock(Stage.SETTLEMENT, life(kind, on)).due_on
    held = clock(Stage.SETTLEMENT, life(kind, on, suspensions=((start, start + timedelta(days=length)),))).due_on
    assert held >= plain
    assert official().is_working(held)


def test_stages_follow_the_events() -> None:
    on = date(2021, 9, 21)
    assert stages(REPORT) == (Stage.ANSWER, Stage.RECHECK)
    assert stages(SECOND)[-1] is Stage.PUBLICATION
    assert stages(Kind.CRIME_REPORT) == (Stage.HAND_OVER,)
    assert stage_of(life(FIRST, on, accepted_on=None, answered_on=None)) is Stage.ACCEPTANCE
    assert stage_of(life(FIRST, on, answered_on=None)) is Stage.SETTLEMENT
    assert stage_of(life(FIRST, on)) is Stage.SENDING
    assert stage_of(life(SECOND, on, sent_on=on)) is Stage.PUBLICATION
    assert stage_of(life(REPORT, on, is_open=False)) is Stage.NONE


def test_a_second_complaint_of_a_commune_goes_one_tier_up() -> None:
    assert upper_tier("ward", on=date(2025, 6, 30)) == "district"
    assert upper_tier("ward", on=date(2025, 7, 1)) == "province"
    assert upper_tier("district", on=date(2021, 1, 1)) == "province"
    assert upper_tier("province", on=date(2026, 1, 1)) == "ministry"
    assert second_complaint_until(date(2021, 9, 21), is_remote=False).due == date(2021, 10, 21)
    assert second_complaint_until(date(2021, 9, 21), is_remote=True).due == date(2021, 11, 5)


def test_forty_five_days_are_a_threshold_since_july_2026() -> None:
    assert discipline_day(life(REPORT, date(2021, 9, 21), state=State.RECEIVED)) is None
    assert discipline_day(life(REPORT, date(2026, 7, 1), state=State.RECEIVED)) == date(2026, 8, 15)
    assert discipline_day(life(REPORT, date(2026, 7, 1))) is None


# moves

FRESH = {Act.ASSIGN, Act.REPLY, Act.LINK, Act.PROMISE, Act.SEND_NOTICE, Act.WRITE, Act.FORGET}
NAMED = FRESH | {Act.NAME_FORWARDER}  # before it is decided
MOVES = [
    (
        Standing(REPORT, State.RECEIVED),
        NAMED | {Act.ACCEPT, Act.REFUSE, Act.TRANSFER_OUT, Act.RECLASSIFY, Act.MERGE, Act.SPLIT},
    ),
    (
        Standing(REPORT, State.ACCEPTED),
        NAMED | {Act.ANSWER, Act.SUSPEND, Act.SPLIT, Act.EXTEND, Act.TRANSFER_OUT, Act.MERGE, Act.REFUSE},
    ),
    (Standing(REPORT, State.ACCEPTED, is_suspended=True), NAMED | {Act.RESUME}),
    (
        Standing(REPORT, State.ANSWERED, is_open=False),
        {Act.WRITE, Act.FORGET, Act.REDACT, Act.RATE, Act.AGREE, Act.CONTEST},
    ),
    (
        Standing(REPORT, State.ANSWERED, verdict=Verdict.CONTESTED, was_contested=True),
        FRESH | {Act.RECHECK, Act.RATE, Act.REFUSE},
    ),
    (
        Standing(REPORT, State.RECHECKED, is_open=False, verdict=Verdict.CONTESTED, was_contested=True),
        {Act.WRITE, Act.FORGET, Act.REDACT, Act.RATE, Act.AGREE},
    ),
    (
        Standing(REPORT, State.AGREED, is_open=False, verdict=Verdict.AGREED, is_drafted=True),
        {Act.WRITE, Act.FORGET, Act.REDACT, Act.PUBLISH, Act.RATE},
    ),
    (
        Standing(REPORT, State.AGREED, is_open=False, verdict=Verdict.AGREED, is_published=True),
        {Act.WRITE, Act.FORGET, Act.WITHDRAW, Act.RATE},
    ),
    (
        Standing(REPORT, State.RECEIVED, is_open=False, into=Standing(REPORT, State.ACCEPTED)),
        {Act.WRITE, Act.FORGET, Act.REPLY, Act.REFUSE},
    ),
    (
        Standing(REPORT, State.RECEIVED, is_open=False, into=Standing(REPORT, State.ANSWERED, is_open=False)),
        {Act.WRITE, Act.FORGET, Act.RATE, Act.AGREE, Act.CONTEST, Act.REFUSE},
    ),
    (
        Standing(
            REPORT,
            State.RECEIVED,
            is_open=False,
            verdict=Verdict.AGREED,
            into=Standing(REPORT, State.AGREED, is_open=False),
        ),
        {Act.WRITE, Act.FORGET, Act.RATE, Act.REFUSE},
    ),
    (
        Standing(FIRST, State.ACCEPTED),
        NAMED | {Act.ANSWER, Act.SUSPEND, Act.SPLIT, Act.CALL_COMPLEX, Act.DIALOGUE},
    ),
    (Standing(FIRST, State.ACCEPTED, is_complex=True), NAMED | {Act.ANSWER, Act.SUSPEND, Act.SPLIT, Act.DIALOGUE}),
    (
        Standing(SECOND, State.ACCEPTED, is_complex=True, is_dialogue_set=True),
        NAMED | {Act.ANSWER, Act.SUSPEND, Act.SPLIT, Act.DIALOGUE, Act.NOTE_DIALOGUE},
    ),
    (Standing(FIRST, State.ACCEPTED, is_suspended=True, is_dialogue_set=True), NAMED | {Act.RESUME}),
    (Standing(FIRST, State.ANSWERED), FRESH | {Act.SEND_DECISION, Act.RATE, Act.AGREE}),
    # an agreement before the decision went out leaves it owed all the same
    (Standing(FIRST, State.AGREED, verdict=Verdict.AGREED), FRESH | {Act.SEND_DECISION, Act.RATE}),
    (Standing(SECOND, State.ANSWERED), FRESH | {Act.SEND_DECISION, Act.POST_DECISION, Act.RATE, Act.AGREE}),
    (Standing(SECOND, State.ANSWERED, is_sent=True), FRESH | {Act.POST_DECISION, Act.RATE, Act.AGREE}),
    (Standing(SECOND, State.AGREED, verdict=Verdict.AGREED, is_sent=True), FRESH | {Act.POST_DECISION, Act.RATE}),
    (Standing(Kind.CRIME_REPORT, State.RECEIVED), FRESH | {Act.HAND_OVER, Act.RECLASSIFY}),
    (Standing(Kind.INFORMATION_REQUEST, State.RECEIVED), FRESH | {Act.HAND_OVER, Act.RECLASSIFY}),
    (Standing(Kind.CRIME_REPORT, State.RECEIVED, is_open=False), {Act.WRITE, Act.FORGET}),
]


@pytest.mark.parametrize(("case", "expected"), MOVES)
def test_what_a_case_allows(case: Standing, expected: set[Act]) -> None:
    assert allowed(case) == expected
    for act in set(Act) - expected:
        with pytest.raises(MoveNotAllowed):
            require(case, act)


# rights: the whole table by hand; what stands in no line is refused

TABLE = """
ward_officer  own   feedback  | see see_sender reply link send_notice receive accept refuse transfer_out assign suspend
ward_officer  own   feedback  | resume extend answer recheck merge split promise redact publish withdraw reclassify
ward_officer  own   feedback  | name_forwarder
ward_officer  own   complaint | see reply link send_notice receive assign promise reclassify send_decision
ward_officer  own   complaint | name_forwarder post_decision redact publish dialogue note_dialogue
ward_officer  own   request   | see see_sender receive hand_over reclassify reply assign send_notice
ward_officer  own   crime     | see see_sender receive hand_over reclassify reply assign send_notice
plan_officer  own   feedback  | see see_sender reply link send_notice receive accept refuse transfer_out assign suspend
plan_officer  own   feedback  | resume extend answer recheck merge split promise redact publish withdraw reclassify
plan_officer  own   feedback  | name_forwarder
plan_officer  own   request   | see see_sender receive hand_over reclassify reply assign send_notice
plan_officer  above feedback  | see
leader        own   feedback  | see see_sender reply link send_notice receive accept refuse transfer_out assign suspend
leader        own   feedback  | resume extend answer recheck merge split promise redact publish withdraw reclassify
leader        own   feedback  | name_forwarder
leader        own   complaint | see see_sender reply link send_notice receive assign promise reclassify send_decision
leader        own   complaint | post_decision redact publish dialogue note_dialogue accept refuse transfer_out
leader        own   complaint | suspend resume
leader        own   complaint | name_forwarder call_complex answer merge split withdraw
leader        own   request   | see see_sender receive hand_over reclassify reply assign send_notice
leader        own   crime     | see see_sender receive hand_over reclassify reply assign send_notice
leader        above feedback  | see
leader        above complaint | see
inspector     own   feedback  | see recheck
inspector     own   complaint | see
inspector     above feedback  | see recheck
inspector     above complaint | see
group_head    own   feedback  | receive
ward_officer  part  feedback  | see reply link send_notice accept refuse transfer_out assign suspend
ward_officer  part  feedback  | resume extend answer recheck merge split promise redact publish withdraw
ward_officer  part  feedback  | name_forwarder
ward_officer  part  request   | see hand_over reply assign send_notice
plan_officer  part  feedback  | see reply link send_notice accept refuse transfer_out assign suspend
plan_officer  part  feedback  | resume extend answer recheck merge split promise redact publish withdraw
plan_officer  part  feedback  | name_forwarder
plan_officer  part  request   | see hand_over reply assign send_notice
leader        part  feedback  | see reply link send_notice accept refuse transfer_out assign suspend
leader        part  feedback  | resume extend answer recheck merge split promise redact publish withdraw
leader        part  feedback  | name_forwarder
leader        part  request   | see hand_over reply assign send_notice
inspector     part  feedback  | see recheck
"""
GIVEN: dict[tuple[str, str, str], set[str]] = {}
for line in TABLE.strip().splitlines():
    who, acts = line.split("|")
    GIVEN.setdefault(tuple(who.split()), set()).update(acts.split())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", list(Where))
@pytest.mark.parametrize("kind", list(Kind))
def test_rights_are_those_of_the_table(role: Role, where: Where, kind: Kind) -> None:
    reach = Reach(**{where.value: frozenset({role})})
    found = rights(reach, kind)
    expected = GIVEN.get((role.value, where.value, group_of(kind).value), set())
    assert {right.value for right in found} == expected
    assert (kind in seen_kinds(role, where)) is ("see" in expected)


def test_nobody_has_rights_without_a_role_there() -> None:
    assert all(rights(Reach(), kind) == frozenset() for kind in Kind)
    assert {group_of(kind) for kind in Kind} == set(Group)
    everybody = frozenset(Role)
    assert not any(Look.SENDER in rights(Reach(above=everybody, part=everybody), kind) for kind in Kind)
    in_hand = {kind for kind in Kind if Look.SENDER in rights_in_hand(Reach(part=everybody), kind)}
    assert in_hand == {*FEEDBACK, Kind.INFORMATION_REQUEST} == {kind for kind in Kind if is_parted(kind)}
    head = Actor(1, "Tổ trưởng", (Held(Role.GROUP_HEAD, 7),))
    assert may_receive(head, 7, REPORT)
    assert not may_receive(head, 8, REPORT)
    assert not may_receive(head, 7, FIRST)


# letters, answers, words, shares


def test_drafts_are_filled_and_name_no_sender() -> None:
    on = date(2021, 9, 21)
    assert owed(Letter.DIALOGUE, kind=FIRST, on=on)[0].duty == ""
    assert owed(Letter.DIALOGUE, kind=FIRST, on=date(2026, 7, 1))[0].duty == "CPL-19"
    assert owed(Letter.SUSPENDED, kind=FIRST, on=date(2026, 7, 1))[0].duty == "CPL-21"
    assert owed(Letter.FORWARDED, kind=REPORT, on=on)[1].recipient == "authority"
    words = Words("PA-2021-000001", "Nắp cống.", "21/09/2021", "22/09/2021", "vì thế", "Điện lực", "Hạn 1/10.")
    for letter in Letter:
        text = drafted(letter, words)
        assert "PA-2021-000001" in text
        assert ".." not in text


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_is_an_answer(template) -> None:
    filled = template.text.replace("[", "").replace("]", "")
    with pytest.raises(AnswerRefused):
        require_own_words(template.text, outcome=template.outcome)
    with pytest.raises(AnswerRefused):
        require_own_words(" ".join(filled.split()[:4]), outcome=template.outcome)
    own = "Sáng thứ Hai tổ thoát nước thay nắp gang, ảnh kèm theo"
    require_own_words(own, outcome=Outcome.SOLVED)


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("Đã thay bóng ngày 22/11.", True),
        ("Thợ điện thay 2 bóng.", True),
        ("Tổ thoát nước đã thay nắp gang sáng thứ Hai.", True),
        ("Đã xử lý theo quy định.", False),
        ("Việc bạn phản ánh đã được giải quyết. Ngày 22/11/2026.", False),
        ("Việc bạn phản ánh đã được giải quyết ngày 22/11.", False),
        ("Đã xong.", False),
    ],
)
def test_a_short_answer_that_says_what_and_when_is_one(text: str, is_own: bool) -> None:
    if is_own:
        require_own_words(text, outcome=Outcome.SOLVED)
        return
    with pytest.raises(AnswerRefused):
        require_own_words(text, outcome=Outcome.SOLVED)


def test_words_are_searched_without_marks() -> None:
    assert folded("Nắp cống VỠ, ngõ 63", "Đường") == "nap cong vo ngo 63 duong"
    assert wanted("nắp  cong") == Wanted(words=("nap", "cong"))
    assert wanted(" pa-2021-000123 ") == Wanted(number="PA-2021-000123")
    assert not wanted("x").is_enough
    assert not wanted(' "*() ').is_enough


def test_shares_against_published_values() -> None:
    low, high = Share(81, 263).interval  # Newcombe (1998), example 1: 0.2553 to 0.3662
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = Share(15, 148).interval  # the same, example 2: 0.0624 to 0.1605
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    assert Share(3, 9).is_withheld
    assert Share(3, 9).interval is None
    assert Share(0, 0).value is None
    assert not Share(0, 0).is_withheld
    assert compared(Share(95, 100), Share(50, 100)) == "higher"
    assert compared(Share(50, 100), Share(95, 100)) == "lower"
    assert compared(Share(50, 100), Share(55, 100)) == "same"
    assert compared(Share(1, 2), Share(50, 100)) == ""


@given(st.integers(10, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share(pair: tuple[int, int]) -> None:
    share = Share(*pair)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


def test_every_subject_and_kind_is_placed() -> None:
    assert set(SERVES) == set(Subject)
    assert set(Kind) == FEEDBACK | COMPLAINTS | HANDED_OVER


# reception

CALENDAR = official()


def chair(on: str, state: DayState = DayState.KEPT, receiver: Receiver = Receiver.CHAIR) -> Day:
    return Day(date.fromisoformat(on), receiver, state, date(2021, 8, 1))


def test_the_calendar_hangs_five_working_days_ahead() -> None:
    assert post_by(date(2021, 9, 30), calendar=CALENDAR, on=date(2021, 9, 1)) == date(2021, 9, 23)
    assert post_by(date(2021, 9, 8), calendar=CALENDAR, on=date(2021, 9, 1)) == date(2021, 8, 30)  # 2 and 3 September


# tier, a day → the chair's duty, its article, how many days in which period
RECEIVING = [
    ("ward", "2021-09-21", "REC-01", "điều 15(2)(d)", 1, "day_per_week"),
    ("ward", "2026-07-01", "REC-01", "điều 15(2)(d)", 1, "day_per_week"),
    ("district", "2021-09-21", "REC-02", "điều 13(5)", 2, "days_per_month"),
    ("district", "2026-07-01", "", "", 0, ""),
    ("province", "2021-09-21", "REC-03", "điều 12(5)", 1, "day_per_month"),
    ("province", "2026-07-01", "REC-03", "điều 12(5)", 1, "day_per_month"),
]


@pytest.mark.parametrize(("tier", "on", "name", "article", "n", "unit"), RECEIVING)
def test_how_often_the_chair_receives_by_the_law_of_the_day(tier, on, name, article, n, unit) -> None:
    assert duty_of(tier, on=date.fromisoformat(on)) == name
    if name:
        rule = duty(name)
        assert (rule.limit.n, rule.limit.unit, rule.basis.certainty) == (n, unit, "seen")
        assert f"42/2013/QH13, {article}" in str(rule.basis)


def test_the_calendar_hangs_as_long_ahead_after_july_2026() -> None:
    assert post_by(date(2026, 12, 3), calendar=CALENDAR, on=date(2026, 11, 25)) == date(2026, 11, 26)
    assert post_by(date(2026, 9, 9), calendar=CALENDAR, on=date(2026, 8, 1)) == date(
        2026, 8, 28
    )  # 31 August to 2 September
    assert "điều 24(4)" in str(duty("REC-05").basis)


def test_duties_that_came_with_july_2026_bind_nobody_before() -> None:
    for name in ("CPL-04", "CPL-19", "CPL-20", "CPL-21", "REC-16"):
        assert not duty(name).basis.in_force(date(2026, 6, 30))
        with pytest.raises(NoRuleInForce):
            deadline(name, on=date(2026, 6, 30))
    for name in ("CPL-02", "CPL-03"):
        assert not duty(name).basis.in_force(date(2026, 7, 1))


def test_a_week_without_the_chair_is_missed() -> None:
    days = [chair("2021-09-07"), chair("2021-09-14", DayState.MISSED), chair("2021-09-21", receiver=Receiver.DEPUTY)]
    found = weeks(days, from_day=date(2021, 9, 1), until_day=date(2021, 10, 4), on=date(2021, 9, 29), calendar=CALENDAR)
    assert [(str(week.monday), week.is_kept) for week in found] == [
        ("2021-09-06", True), ("2021-09-13", False), ("2021-09-20", False), ("2021-09-27", None),
    ]  # fmt: skip


def test_months_of_a_district_and_who_must() -> None:
    assert duty_of("ward", on=date(2021, 9, 21)) == "REC-01"
    assert duty_of("district", on=date(2021, 9, 21)) == "REC-02"
    assert duty_of("district", on=date(2025, 7, 1)) == ""
    days = [chair("2021-08-05"), chair("2021-08-19"), chair("2021-09-02", DayState.MOVED)]
    found = months(days, tier="district", from_day=date(2021, 7, 15), until_day=date(2021, 10, 1), on=date(2021, 9, 21))
    assert [(month.first.month, month.needed, month.kept, month.is_over) for month in found] == [
        (8, 2, 2, True), (9, 2, 0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(("on", "asked"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_ground_is_asked_for_since_the_decree_of_2026(on: str, asked: bool) -> None:
    assert asks_ground(date.fromisoformat(on)) is asked


@pytest.mark.parametrize(("day", "is_amended"), [("2021-09-21", False), ("2026-11-23", True)])
def test_where_denunciations_go_names_no_law_to_come(client, db, settings, day: str, is_amended: bool) -> None:
    settings.DEMO, settings.TODAY = True, day
    page = client.get("/voices/new/denounce/").content.decode()
    assert "Luật 25/2018/QH14, điều 22, 23" in page
    assert ("136/2025" in page) is is_amended
