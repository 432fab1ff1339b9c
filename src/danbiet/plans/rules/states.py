"""What plans, tasks, notes and corrections are, how they move, and who may move them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from danbiet.common.actor import Actor, Role


class ItemKind(StrEnum):
    """What a clause of a plan is."""

    DOCUMENT = "document"
    PRINCIPLE = "principle"
    OBJECTIVE = "objective"
    TARGET = "target"
    TASK = "task"
    COMMITMENT = "commitment"
    MEASURE = "measure"
    CHANNEL = "channel"
    RESULT = "result"
    CLAIM = "claim"
    GAP = "gap"
    FIGURE = "figure"


class PlanState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    REPLACED = "replaced"


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What a person outside the reporting unit said of a progress note."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What a re-check of a correction order found."""

    OPEN = "open"
    MET = "met"
    NOT_MET = "not_met"


class Flag(StrEnum):
    """What looks wrong about a file; a flag is a question to a person, never a verdict."""

    REPEATED = "repeated"
    EMPTY_PICTURE = "empty_picture"
    OLDER = "older"


class TargetMeasure(StrEnum):
    SCORE = "score"
    RANK = "rank"
    GROUP = "group"
    QUALITY = "quality"


PROMISES = "HEN-"  # numbers of the standing plans of promises to residents; no document bears one
WORK = frozenset({ItemKind.TASK, ItemKind.COMMITMENT})
PUBLIC = frozenset({PlanState.ISSUED, PlanState.REPLACED})

MOVES: Mapping[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.ISSUED}),
    PlanState.ISSUED: frozenset({PlanState.REPLACED}),
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.CANCELLED}),
    Verdict.WAITING: frozenset({Verdict.ACCEPTED, Verdict.REFUSED}),
}

PLANNERS = (Role.PLAN_OFFICER, Role.LEADER)
JUDGES = (Role.PLAN_OFFICER, Role.LEADER, Role.INSPECTOR)
CORRECTORS = (Role.LEADER, Role.INSPECTOR)
REPORTERS = (Role.WARD_OFFICER, Role.PLAN_OFFICER, Role.LEADER)
INSIDERS = (Role.PLAN_OFFICER, Role.WARD_OFFICER, Role.LEADER, Role.INSPECTOR, Role.ANALYST)


@dataclass(frozen=True)
class Standing:
    """Where a unit stands on a day: itself, all units over it, and the units that took over from it."""

    place: int
    above: frozenset[int]
    heirs: frozenset[int] = field(default=frozenset())


@dataclass(frozen=True)
class Reporter:
    """The unit that reported: its agency, the place of that agency, and whether it is the place's committee."""

    agency: int
    is_committee: bool
    standing: Standing


def may_move(state: str, to: str) -> bool:
    """Whether a state may follow another; what is done, cancelled or replaced stays so."""
    return to in MOVES.get(state, frozenset())


def may_draft(actor: Actor, standing: Standing) -> bool:
    """Planners of the place or above, and the ward's officer for the own ward."""
    return bool(actor.places(*PLANNERS) & standing.above) or standing.place in actor.places(Role.WARD_OFFICER)


def may_direct(actor: Actor, standing: Standing) -> bool:
    """Planners of the place or above issue, assign, split and cancel."""
    return bool(actor.places(*PLANNERS) & standing.above)


def may_look_inside(actor: Actor, standings: Iterable[Standing]) -> bool:
    """Drafts, progress and evidence are for the officers of the subtree and of the units that took over."""
    seen = frozenset().union(*(standing.above | standing.heirs for standing in standings))
    return bool(actor.places(*INSIDERS) & seen)


def may_report(actor: Actor, agencies: frozenset[int]) -> bool:
    """Only the unit that leads reports; after it ended, the units that took over."""
    return bool(reporting_agencies(actor) & agencies)


def reporting_agencies(actor: Actor) -> frozenset[int]:
    """The agencies in whose name the actor may report."""
    return frozenset(held.agency for held in actor.held if held.role in REPORTERS and held.agency is not None)


def may_judge(actor: Actor, reporter: Reporter, roles: tuple[Role, ...] = JUDGES) -> bool:
    """Someone outside the reporting unit within whose subtree it lies; nobody judges the own unit's work."""
    for held in actor.held:
        if held.role not in roles or held.place not in reporter.standing.above:
            continue
        if held.place != reporter.standing.place:
            return True
        if not reporter.is_committee and held.agency not in {None, reporter.agency}:
            return True
    return False
