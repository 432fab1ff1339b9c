"""What a wave is, through which states it goes, and who may do what with it."""

from collections.abc import Iterator
from enum import StrEnum

from danbiet.common.actor import SYSTEM, Actor, Role
from danbiet.survey.rules.design_file import DesignFile

MAKERS = (Role.ANALYST, Role.PLAN_OFFICER)
INSIDERS = (*MAKERS, Role.LEADER)
MOST_ROWS_AT_ONCE = 50_000  # rows estimated while the page waits: 1.4 s with an index of 97 indicators
MOST_WORK_AT_ONCE = 2_000_000  # rows × replicates
SURE = 0.95  # chance from which an improvement is said to be one


class Kind(StrEnum):
    """Two kinds that are never mixed: people drawn by chance, and people who came by themselves."""

    PROBABILITY = "probability"
    OPEN = "open"


class State(StrEnum):
    """How far a wave is."""

    DRAFTED = "drafted"
    FIELDED = "fielded"
    ESTIMATED = "estimated"
    PUBLISHED = "published"


class RunState(StrEnum):
    """How far a run of the engine is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"


ACTIVE = (RunState.WAITING.value, RunState.RUNNING.value)


def may_make(actor: Actor, over: frozenset[int]) -> bool:
    """Waves of a place are made by analysts and plan officers of it or above (`over`: the place and those above)."""
    return bool(actor.places(*MAKERS) & over)


def may_estimate(actor: Actor, over: frozenset[int]) -> bool:
    """Whoever makes the wave, and the operator's command."""
    return actor == SYSTEM or may_make(actor, over)


def may_publish(actor: Actor, over: frozenset[int]) -> bool:
    """A leader answers for what is published in the place's name."""
    return bool(actor.places(Role.LEADER) & over)


def may_see(actor: Actor, state: State, over: frozenset[int]) -> bool:
    """Everybody sees a wave from the day it goes to the field; a draft is for those who make or publish it."""
    return state is not State.DRAFTED or bool(actor.places(*INSIDERS) & over)


def is_small(rows: int, design: DesignFile) -> bool:
    """Whether a run takes about a second, so that the page may wait for it."""
    replicates = 1 if design.variance.method == "taylor" else design.variance.replicates
    return rows <= MOST_ROWS_AT_ONCE and rows * replicates <= MOST_WORK_AT_ONCE


def composes(design: DesignFile, *, has_index: bool) -> bool:
    """Whether the wave gives an index: it has one to go by, and the design says of which units."""
    return has_index and bool(design.compose.by)


def files_named(design: DesignFile) -> Iterator[str]:
    """The files that a design reads besides the answers; they must come with it."""
    for step in design.adjust:
        yield from (name for name in (step.file, *(margin.file for margin in step.margins)) if name)
    if design.variance.file:
        yield design.variance.file


def is_plain(name: str) -> bool:
    """Whether a name can only mean a file of the same folder, and none that a run itself writes.

    >>> is_plain("margins.csv"), is_plain("../margins.csv"), is_plain("result.json")
    (True, False, False)
    """
    plain = all(sign.isalnum() or sign in "._-" for sign in name)
    reserved = name.startswith((".", "answers.", "design.", "index.", "result.", "sample"))
    return plain and not reserved and 0 < len(name) <= 100
