"""Named figures: each is the number of its rows, counted over plain facts for a window of days."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from danbiet.reports.rules.voices import CASES, RECEPTIONS, Days, Heard, Listed, ReceptionFact
from danbiet.reports.rules.windows import Row, Window, fingerprint

SOURCE = Path(__file__).resolve().parents[1] / "data" / "figures.toml"

DISCLOSURES, REQUESTS = "disclosures", "requests"
VOICES = {"cases": "cases", "receptions": "receptions", "visits": "receptions"}
ALWAYS_KNOWN = ("cells_total", "units_")


@dataclass(frozen=True)
class Definition:
    """What a figure means; one figure, one definition, in every report."""

    key: str
    rows: str
    measure: str
    label_vi: str
    label_en: str
    meaning_vi: str
    meaning_en: str
    parts: tuple[str, ...] = ()
    each: bool = False
    absent: bool = False


@dataclass(frozen=True)
class PlanFact:
    """An issued plan; `until_day` is exclusive."""

    pk: int
    place: int
    issued_on: date
    from_day: date
    until_day: date

    def in_force(self, window: Window) -> bool:
        return window.reached(self.issued_on) and not window.reached(self.until_day)


@dataclass(frozen=True)
class TaskFact:
    """A task of a plan of the place, or of a unit under it.

    It binds from the day on which its plan, or the plan it was handed down from, was issued.
    """

    pk: int
    binds_from: date
    until_day: date
    has_owner: bool
    due_on: date | None
    is_recurring: bool
    done_on: date | None
    cancelled_on: date | None
    constructs: frozenset[str] = frozenset()

    def holds(self, window: Window) -> bool:
        binding = window.reached(self.binds_from) and not window.reached(self.until_day)
        return binding and not window.reached(self.cancelled_on)


@dataclass(frozen=True)
class NoteFact:
    pk: int
    on: date
    verdict: str
    is_flagged: bool
    constructs: frozenset[str]


@dataclass(frozen=True)
class CorrectionFact:
    pk: int
    ordered_on: date
    due_on: date
    closed_on: date | None


@dataclass(frozen=True)
class DisclosureFact:
    """A duty of disclosure that was not waived; `binds_on` is its day where one binds, else empty."""

    pk: int
    arose_on: date
    binds_on: date | None
    published_on: date | None


@dataclass(frozen=True)
class RequestFact:
    """A request for information; `due_on` is empty where no rule in force names a day."""

    pk: int
    received_on: date
    due_on: date | None
    closed_on: date | None


@dataclass(frozen=True)
class Facts:
    """What is recorded of a place and the units under it, as of a moment."""

    plans: tuple[PlanFact, ...] = ()
    tasks: tuple[TaskFact, ...] = ()
    below: tuple[TaskFact, ...] = ()
    notes: tuple[NoteFact, ...] = ()
    corrections: tuple[CorrectionFact, ...] = ()
    disclosures: tuple[DisclosureFact, ...] = ()
    requests: tuple[RequestFact, ...] = ()
    cases: Heard = field(default_factory=Listed)
    receptions: tuple[ReceptionFact, ...] = ()
    first_days: Mapping[str, date | None] = field(default_factory=dict)  # of cases and receptions, however old
    units: tuple[int, ...] = ()
    reported: frozenset[int] = frozenset()
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def known_in(self, window: Window, rows: str = "") -> bool:
        """Before the first plan, duty of disclosure, case or day of reception nothing was recorded: unknown, not 0."""
        if rows in VOICES:
            return window.reached(self.first_days.get(VOICES[rows]))
        return window.reached(self.disclosed_since if rows in {DISCLOSURES, REQUESTS} else self.begun)

    @cached_property
    def disclosed_since(self) -> date | None:
        """The first day on which a duty of disclosure was recorded here."""
        return min((fact.arose_on for fact in self.disclosures), default=None)

    @cached_property
    def begun(self) -> date | None:
        """The first day on which a plan bound anybody here."""
        tasks = (task.binds_from for task in (*self.tasks, *self.below))
        return min((*(plan.issued_on for plan in self.plans), *tasks), default=None)

    @cached_property
    def by_dimension(self) -> dict[str, "Facts"]:
        """For each dimension, only what serves it or one of its parts."""
        return {dimension: _narrowed(self, dimension) for dimension in self.cells}


@dataclass(frozen=True)
class Figure:
    """A value with the fingerprint of its rows; None is unknown."""

    value: int | None
    rows_sha256: str = ""


Counting = Callable[[Facts, Window], Iterable[Row]]


@cache
def definitions() -> Mapping[str, Definition]:
    """Every definition, in the order of the file."""
    rows = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["figure"]
    return {row["key"]: Definition(**{**row, "parts": tuple(row.get("parts", ()))}) for row in rows}


def definition(key: str) -> Definition:
    """The definition behind `tasks_done` or `tasks_done.participation`; KeyError for no figure."""
    base, _, construct = key.partition(".")
    found = definitions()[base]
    if construct and not found.each:
        raise KeyError(key)
    return found


def rows_behind(key: str, facts: Facts, window: Window) -> list[Row]:
    """The rows that a figure counts: primary keys, or constructs for cells."""
    base, _, construct = key.partition(".")
    definition(key)
    counted = facts.by_dimension.get(construct, Facts()) if construct else facts
    return sorted(COUNTING[base](counted, window), key=str)


def is_known(key: str, facts: Facts, window: Window) -> bool:
    """Whether something records a figure, and recorded anything by the end of those days."""
    meant = definition(key)
    return not meant.absent and (facts.known_in(window, meant.rows) or key.startswith(ALWAYS_KNOWN))


def figure(key: str, facts: Facts, window: Window) -> Figure:
    """Count; unknown where nothing records it, or nothing was recorded yet in those days."""
    if not is_known(key, facts, window):
        return Figure(None)
    if key in CASES:
        return Figure(facts.cases.counts(window).get(key, 0), facts.cases.prints(window).get(key, fingerprint([])))
    rows = rows_behind(key, facts, window)
    return Figure(len(rows), fingerprint(rows))


def value(key: str, facts: Facts, window: Window) -> int | None:
    """The figure alone, for days beside those of the report."""
    if key in CASES and is_known(key, facts, window):
        return facts.cases.counts(window).get(key, 0)
    return figure(key, facts, window).value


def keys(constructs: Iterable[str]) -> list[str]:
    """Every key of a report: the figures, and for those counted by dimension one for each."""
    dimensions = list(constructs)
    by_dimension = [f"{d.key}.{c}" for d in definitions().values() if d.each for c in dimensions]
    return list(definitions()) + by_dimension


def _narrowed(facts: Facts, dimension: str) -> Facts:
    """Only what serves a dimension or one of its parts."""
    wanted = {dimension, *facts.cells.get(dimension, ())}
    return Facts(
        plans=facts.plans,
        tasks=tuple(task for task in facts.tasks if task.constructs & wanted),
        notes=tuple(note for note in facts.notes if note.constructs & wanted),
        cells={dimension: facts.cells.get(dimension, ())},
    )


def _working(facts: Facts, window: Window) -> list[TaskFact]:
    return [task for task in facts.tasks if task.holds(window)]


def _below(facts: Facts, window: Window) -> list[TaskFact]:
    return [task for task in facts.below if task.holds(window)]


def _done(tasks: list[TaskFact], window: Window) -> list[Row]:
    return [task.pk for task in tasks if window.reached(task.done_on)]


def _open(tasks: list[TaskFact], window: Window) -> list[TaskFact]:
    return [task for task in tasks if not window.reached(task.done_on)]


def _late(tasks: list[TaskFact], window: Window) -> list[Row]:
    """Overdue on the day the data close: due before that day, as everywhere in the product."""
    return [task.pk for task in _open(tasks, window) if task.due_on and task.due_on < window.last_day]


def _not_due(tasks: list[TaskFact], window: Window) -> list[Row]:
    return [task.pk for task in _open(tasks, window) if task.due_on and task.due_on >= window.last_day]


def _no_day(tasks: list[TaskFact], window: Window, *, recurring: bool) -> list[Row]:
    return [task.pk for task in _open(tasks, window) if task.due_on is None and task.is_recurring is recurring]


def _covered(facts: Facts, window: Window) -> set[str]:
    served = {construct for task in _working(facts, window) for construct in task.constructs}
    return {cell for cells in facts.cells.values() for cell in cells if cell in served}


def _all_cells(facts: Facts, window: Window) -> set[str]:
    return {cell for cells in facts.cells.values() for cell in cells}


def _notes(verdict: str) -> Counting:
    return lambda facts, window: [n.pk for n in facts.notes if window.holds(n.on) and n.verdict == verdict]


def _planned(facts: Facts, window: Window) -> set[int]:
    return {plan.place for plan in facts.plans if plan.in_force(window)} & set(facts.units)


def _pending(facts: Facts, window: Window) -> list[CorrectionFact]:
    return [
        order for order in facts.corrections if window.reached(order.ordered_on) and not window.reached(order.closed_on)
    ]


def _completed(facts: Facts, window: Window) -> list[TaskFact]:
    return [task for task in facts.tasks if window.holds(task.done_on)]


def _due(facts: Facts, window: Window) -> list[DisclosureFact]:
    return [fact for fact in facts.disclosures if window.holds(fact.binds_on)]


def _disclosed(facts: Facts, window: Window, *, late: bool) -> list[Row]:
    """Of what was due in the window and published by its end, what was in time, or what was late."""
    done = [fact for fact in _due(facts, window) if window.reached(fact.published_on)]
    return [f.pk for f in done if (f.published_on or date.min) > (f.binds_on or date.max)] if late else [
        f.pk for f in done if (f.published_on or date.max) <= (f.binds_on or date.min)
    ]  # fmt: skip


def _closed(facts: Facts, window: Window, *, late: bool) -> list[Row]:
    """Requests whose day fell in the window and that were closed by its end, in time or late."""
    due = [one for one in facts.requests if window.holds(one.due_on) and window.reached(one.closed_on)]
    return [one.pk for one in due if ((one.closed_on or date.max) > (one.due_on or date.max)) is late]


def _of_cases(key: str) -> Counting:
    return lambda facts, window: facts.cases.rows(key, window)


def _of_receptions(count: Days) -> Counting:
    return lambda facts, window: count(facts.receptions, window)


COUNTING: dict[str, Counting] = {
    "plans_in_force": lambda f, w: [p.pk for p in f.plans if p.in_force(w)],
    "plans_issued": lambda f, w: [p.pk for p in f.plans if w.holds(p.issued_on)],
    "tasks_total": lambda f, w: [t.pk for t in _working(f, w)],
    "tasks_done": lambda f, w: _done(_working(f, w), w),
    "tasks_late": lambda f, w: _late(_working(f, w), w),
    "tasks_not_due": lambda f, w: _not_due(_working(f, w), w),
    "tasks_recurring": lambda f, w: _no_day(_working(f, w), w, recurring=True),
    "tasks_no_deadline": lambda f, w: _no_day(_working(f, w), w, recurring=False),
    "tasks_no_owner": lambda f, w: [t.pk for t in _open(_working(f, w), w) if not t.has_owner],
    "tasks_done_in_period": lambda f, w: [t.pk for t in _completed(f, w)],
    "tasks_done_after_due": lambda f, w: [
        t.pk for t in _completed(f, w) if t.due_on and t.done_on and t.done_on > t.due_on
    ],
    "below_total": lambda f, w: [t.pk for t in _below(f, w)],
    "below_done": lambda f, w: _done(_below(f, w), w),
    "below_late": lambda f, w: _late(_below(f, w), w),
    "below_not_due": lambda f, w: _not_due(_below(f, w), w),
    "below_recurring": lambda f, w: _no_day(_below(f, w), w, recurring=True),
    "below_no_deadline": lambda f, w: _no_day(_below(f, w), w, recurring=False),
    "cells_total": _all_cells,
    "cells_covered": _covered,
    "cells_hollow": lambda f, w: _all_cells(f, w) - _covered(f, w),
    "notes_sent": lambda f, w: [n.pk for n in f.notes if w.holds(n.on)],
    "notes_accepted": _notes("accepted"),
    "notes_refused": _notes("refused"),
    "notes_waiting": _notes("waiting"),
    "notes_flagged": lambda f, w: [n.pk for n in f.notes if w.holds(n.on) and n.is_flagged],
    "corrections_ordered": lambda f, w: [c.pk for c in f.corrections if w.holds(c.ordered_on)],
    "corrections_open": lambda f, w: [c.pk for c in _pending(f, w)],
    "corrections_overdue": lambda f, w: [c.pk for c in _pending(f, w) if c.due_on < w.last_day],
    "disclosures": lambda f, w: [d.pk for d in f.disclosures if w.holds(d.published_on)],
    "disclosures_due": lambda f, w: [d.pk for d in _due(f, w)],
    "disclosures_on_time": lambda f, w: _disclosed(f, w, late=False),
    "disclosures_after_due": lambda f, w: _disclosed(f, w, late=True),
    "disclosures_missing": lambda f, w: [d.pk for d in _due(f, w) if not w.reached(d.published_on)],
    "disclosures_undated": lambda f, w: [d.pk for d in f.disclosures if w.holds(d.arose_on) and d.binds_on is None],
    "requests": lambda f, w: [r.pk for r in f.requests if w.holds(r.received_on)],
    "requests_due": lambda f, w: [r.pk for r in f.requests if w.holds(r.due_on)],
    "requests_on_time": lambda f, w: _closed(f, w, late=False),
    "requests_after_due": lambda f, w: _closed(f, w, late=True),
    "requests_open": lambda f, w: [r.pk for r in f.requests if w.holds(r.due_on) and not w.reached(r.closed_on)],
    "requests_undated": lambda f, w: [r.pk for r in f.requests if w.holds(r.received_on) and r.due_on is None],
    **{key: _of_cases(key) for key in CASES},
    **{key: _of_receptions(count) for key, count in RECEPTIONS.items()},
    "units_total": lambda f, w: f.units,
    "units_with_plan": _planned,
    "units_without_plan": lambda f, w: set(f.units) - _planned(f, w),
    "units_reported": lambda f, w: f.reported & set(f.units),
}
