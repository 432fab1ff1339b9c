"""Figures of residents' cases and of receiving citizens, counted over plain facts.

A case is counted where it was received first, wherever it went later, so that every case is counted once and an old
report can be counted again. The series is that of the place's own page: received = accepted + refused + merged +
waiting; accepted = answered + in work; answered = agreed + contested + rated + silent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from danbiet.reports.rules.windows import Row, Window, fingerprint

REPORT, PETITION, FIRST, SECOND = "report", "petition", "complaint_first", "complaint_second"
ASKED, CRIME = "information_request", "crime_report"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What is known of a case by a moment; `due_on` is empty where no rule that binds names a day for the answer."""

    pk: int
    kind: str
    received_on: date
    accepted_on: date | None = None
    answered_on: date | None = None
    merged_on: date | None = None
    handed_on: date | None = None
    due_on: date | None = None
    agreed_on: date | None = None
    contested_on: date | None = None
    rated_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReceptionFact:
    """A day of the calendar of receiving citizens that was not moved, with the visits of its book."""

    pk: int
    on: date
    state: str
    visits: tuple[int, ...] = ()


Test = Callable[[CaseFact, Window], bool]
Days = Callable[[Sequence[ReceptionFact], Window], Iterable[Row]]


def _accepted(case: CaseFact, window: Window) -> bool:
    return window.reached(case.accepted_on)


def _refused(case: CaseFact, window: Window) -> bool:
    return not _accepted(case, window) and window.reached(case.answered_on)


def _merged(case: CaseFact, window: Window) -> bool:
    return not _accepted(case, window) and not window.reached(case.answered_on) and window.reached(case.merged_on)


def _waiting(case: CaseFact, window: Window) -> bool:
    return not (_accepted(case, window) or _refused(case, window) or _merged(case, window))


def _answered(case: CaseFact, window: Window) -> bool:
    return _accepted(case, window) and window.reached(case.answered_on)


def _agreed(case: CaseFact, window: Window) -> bool:
    return _answered(case, window) and window.reached(case.agreed_on)


def _contested(case: CaseFact, window: Window) -> bool:
    """Contested, and no agreement after it."""
    return _answered(case, window) and window.reached(case.contested_on) and not _agreed(case, window)


def _judged(case: CaseFact, window: Window) -> bool:
    said = (case.agreed_on, case.contested_on, case.rated_on)
    return _answered(case, window) and any(window.reached(day) for day in said)


def _rated(case: CaseFact, window: Window) -> bool:
    """A grade and no other word."""
    return _judged(case, window) and not _agreed(case, window) and not _contested(case, window)


SERIES: dict[str, Test] = {
    "": lambda case, window: True,
    "_accepted": _accepted,
    "_refused": _refused,
    "_merged": _merged,
    "_waiting": _waiting,
    "_answered": _answered,
    "_in_work": lambda case, window: _accepted(case, window) and not _answered(case, window),
    "_agreed": _agreed,
    "_contested": _contested,
    "_rated": _rated,
    "_judged": _judged,
    "_silent": lambda case, window: _answered(case, window) and not _judged(case, window),
    "_handed": lambda case, window: window.reached(case.handed_on),
    "_undated": lambda case, window: case.due_on is None and case.merged_on is None,
}
DUE: dict[str, Test] = {
    "_due": lambda case, window: True,
    "_on_time": lambda case, window: (
        window.reached(case.answered_on) and (case.answered_on or date.max) <= (case.due_on or date.min)
    ),
    "_after_due": lambda case, window: (
        window.reached(case.answered_on) and (case.answered_on or date.min) > (case.due_on or date.max)
    ),
    "_overdue": lambda case, window: not window.reached(case.answered_on),
}


@dataclass(frozen=True)
class Counting:
    """What a figure of cases counts: of some kinds, those received in a window that pass a test; or, by the day of the
    answer, those whose day lay in the window and has passed, whenever they were received."""

    kinds: frozenset[str]
    test: Test
    by_answer: bool

    def holds(self, case: CaseFact, window: Window) -> bool:
        day = case.due_on if self.by_answer else case.received_on
        has_passed = not self.by_answer or (day or date.max) < window.last_day
        return case.kind in self.kinds and window.holds(day) and has_passed and self.test(case, window)


def _named(prefix: str, kinds: Iterable[str], names: Iterable[str]) -> dict[str, Counting]:
    of = frozenset(kinds)
    return {f"{prefix}{name}": Counting(of, (SERIES | DUE)[name], name in DUE) for name in names}


FEEDBACK, COMPLAINTS = (REPORT, PETITION), (FIRST, SECOND)
CASES: dict[str, Counting] = {
    **_named("cases", (*FEEDBACK, *COMPLAINTS, ASKED, CRIME), [""]),
    **_named("feedback", FEEDBACK, [name for name in (*SERIES, *DUE) if name != "_handed"]),
    **_named("feedback_reports", [REPORT], [""]),
    **_named("feedback_petitions", [PETITION], [""]),
    **_named("complaints", COMPLAINTS, ["", "_accepted", "_refused", "_merged", "_waiting", "_answered", *DUE]),
    **_named("complaints_first", [FIRST], [""]),
    **_named("complaints_second", [SECOND], [""]),
    **_named("crimes", [CRIME], ["", "_handed"]),
    **_named("asked_here", [ASKED], ["", "_handed"]),
}


def counting(case: CaseFact, window: Window, *, by_answer: bool) -> tuple[str, ...]:
    """The figures by the day of the answer, or by that of the receipt, that count a case."""
    return tuple(key for key, one in CASES.items() if one.by_answer is by_answer and one.holds(case, window))


class Heard(Protocol):
    """The cases of a report, however they are kept."""

    def counts(self, window: Window) -> Mapping[str, int]:
        """How many cases each figure counts; none of those that count nothing."""

    def prints(self, window: Window) -> Mapping[str, str]:
        """The fingerprint of the keys that each figure counts; none of those that count nothing."""

    def rows(self, key: str, window: Window) -> list[Row]:
        """The keys of the cases that a figure counts."""


@dataclass(frozen=True)
class Listed:
    """Cases held one by one."""

    cases: Sequence[CaseFact] = ()

    def counts(self, window: Window) -> Mapping[str, int]:
        return {key: len(rows) for key in CASES if (rows := self.rows(key, window))}

    def prints(self, window: Window) -> Mapping[str, str]:
        return {key: fingerprint(sorted(rows, key=str)) for key in CASES if (rows := self.rows(key, window))}

    def rows(self, key: str, window: Window) -> list[Row]:
        return [case.pk for case in self.cases if CASES[key].holds(case, window)]


def _days(*states: str) -> Days:
    """Days of the calendar in the window and before the day the data close, by what became of them."""
    return lambda days, window: [
        one.pk for one in days if window.holds(one.on) and one.on < window.last_day and one.state in states
    ]


RECEPTIONS: dict[str, Days] = {
    "receptions": lambda days, window: [visit for one in days if window.holds(one.on) for visit in one.visits],
    "reception_days": _days("kept", "missed", "planned"),
    "receptions_kept": _days("kept"),
    "receptions_missed": _days("missed"),
    "receptions_unsettled": _days("planned"),
}
