"""Whether what hangs, sounds and was handed over is complete: planned, done and proven, point by point.

Readings. Days on a board are counted like every minimum (interfaces.md 2): the day it goes up is day 0, so thirty days
from 18 June end on 18 July, the last day on which it must still hang; a gap starts a new day 0 (our reading of
"consecutive"). A series on the loudspeaker is counted in days of broadcast, the first included; where no number of days
is named, one broadcast does it. What is told or handed over is done on its day. What hangs permanently is done while it
hangs. Where the law names no form, what is published here is whole on its day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from danbiet.disclosure.rules import Channel
from danbiet.law.calendar import Calendar
from danbiet.law.deadlines import term

DAY = timedelta(days=1)


class Stand(StrEnum):
    """How one line stands on a day."""

    MISSING = "missing"
    PLANNED = "planned"
    RUNNING = "running"
    INTERRUPTED = "interrupted"  # taken off before the least period was over: it must begin again
    DONE = "done"


@dataclass(frozen=True)
class Stretch:
    """One uninterrupted time in one channel, on boards at one point; both days counted, still up without `down_on`."""

    channel: Channel
    point: int | None = None
    planned_on: date | None = None
    up_on: date | None = None
    down_on: date | None = None
    is_proven: bool = False


@dataclass(frozen=True)
class Needed:
    """What a duty asks: its channels, none where the law names no form; how long it hangs (`days` is empty where it
    hangs permanently) and whether at every board or at the office alone; days of radio."""

    channels: tuple[Channel, ...]
    days: int | None = None
    unit: str = "calendar_days"
    is_permanent: bool = False
    at_every_point: bool = True
    broadcast_days: int | None = None


@dataclass(frozen=True)
class Line:
    """One channel, on boards one point: how it stands, since when, until when it must last, whether it is proven."""

    channel: Channel
    point: int | None
    stand: Stand
    planned_on: date | None = None
    up_on: date | None = None
    down_on: date | None = None
    ends_on: date | None = None
    is_proven: bool = False
    is_restarted: bool = False

    @property
    def is_done(self) -> bool:
        return self.stand is Stand.DONE


@dataclass(frozen=True)
class Completeness:
    """Every line that the duty asks for; where it asks for no form, the day on which it was published here."""

    lines: tuple[Line, ...]
    published_on: date | None = None

    @property
    def missing(self) -> tuple[Line, ...]:
        """Lines for which nothing was done, or that must begin again."""
        return tuple(line for line in self.lines if line.stand in {Stand.MISSING, Stand.PLANNED, Stand.INTERRUPTED})

    @property
    def is_complete(self) -> bool:
        return all(line.is_done for line in self.lines) if self.lines else self.published_on is not None

    @property
    def complete_on(self) -> date | None:
        """The day on which the last line was done; empty while one is not."""
        if not self.lines:
            return self.published_on
        days = [line.ends_on or line.up_on for line in self.lines if line.is_done]
        return max((day for day in days if day), default=None) if self.is_complete else None

    @property
    def proven(self) -> int:
        return sum(line.is_proven for line in self.lines)


def completeness(
    needed: Needed, stretches: Sequence[Stretch], *, points: Iterable[int], on: date, calendar: Calendar | None = None
) -> Completeness:
    """How every channel, and on boards every point, stands on a day.

    >>> hung = Stretch(Channel.POSTING, 1, up_on=date(2026, 6, 18))
    >>> asked = Needed((Channel.POSTING,), days=30)
    >>> found = completeness(asked, [hung], points=[1, 2], on=date(2026, 7, 18))
    >>> [str(line.stand) for line in found.lines]
    ['done', 'missing']
    """
    boards: tuple[int | None, ...] = tuple(points) or (None,)  # no board named yet: nothing can hang, and that shows
    lines = []
    for channel in needed.channels:
        for point in boards if channel is Channel.POSTING else (None,):
            own = [one for one in stretches if one.channel is channel and one.point == point and not _is_ahead(one, on)]
            lines.append(_line(needed, channel, point, own, on=on, calendar=calendar))
    return Completeness(tuple(lines), None if lines else _published_on(stretches, on))


def _published_on(stretches: Iterable[Stretch], on: date) -> date | None:
    days = [one.up_on for one in stretches if one.channel is Channel.PORTAL and one.up_on and one.up_on <= on]
    return min(days, default=None)


def _is_ahead(stretch: Stretch, on: date) -> bool:
    """What was to go up after the day asked about is not known on it."""
    return stretch.up_on is not None and stretch.up_on > on


def _line(
    needed: Needed, channel: Channel, point: int | None, own: list[Stretch], *, on: date, calendar: Calendar | None
) -> Line:
    runs = joined(own)
    if not runs:
        planned = max((one.planned_on for one in own if one.planned_on), default=None)
        return Line(channel, point, Stand.PLANNED if planned else Stand.MISSING, planned_on=planned)
    judged = [_judged(needed, channel, point, run, on=on, calendar=calendar) for run in runs]
    best = next((line for line in judged if line.is_done), judged[-1])
    restarted = len(runs) > 1 and best is not judged[0]
    return Line(**{**vars(best), "is_restarted": restarted})


def _judged(
    needed: Needed, channel: Channel, point: int | None, run: Stretch, *, on: date, calendar: Calendar | None
) -> Line:
    """One run against the least it must last."""
    assert run.up_on is not None
    ends_on = _end(needed, channel, run.up_on, calendar)
    last = min(run.down_on, on) if run.down_on else on
    is_up = run.down_on is None or run.down_on >= on
    if ends_on is None:
        stand = Stand.DONE if channel is not Channel.POSTING or is_up else Stand.INTERRUPTED
    else:
        stand = Stand.DONE if last >= ends_on else Stand.RUNNING if is_up else Stand.INTERRUPTED
    return Line(channel, point, stand, run.planned_on, run.up_on, run.down_on, ends_on, run.is_proven)


def _end(needed: Needed, channel: Channel, up_on: date, calendar: Calendar | None) -> date | None:
    """The last day that a run must reach; none where it must only have begun, or never ends."""
    if channel is Channel.LOUDSPEAKER and needed.broadcast_days:
        return up_on + (needed.broadcast_days - 1) * DAY
    if channel is Channel.POSTING and needed.days and not needed.is_permanent:
        return term(needed.days, needed.unit, on=up_on, calendar=calendar, kind="min").due
    return None


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Runs without a gap: stretches that overlap, or follow the day after, are one; proven when a part of it is.

    >>> first = Stretch(Channel.POSTING, 1, up_on=date(2026, 6, 1), down_on=date(2026, 6, 9))
    >>> second = Stretch(Channel.POSTING, 1, up_on=date(2026, 6, 10))
    >>> len(joined([first, second]))
    1
    """
    runs: list[Stretch] = []
    for one in sorted((one for one in stretches if one.up_on), key=lambda one: one.up_on or date.max):
        if runs and (runs[-1].down_on is None or (one.up_on and one.up_on <= runs[-1].down_on + DAY)):
            runs[-1] = _merged(runs[-1], one)
        else:
            runs.append(one)
    return runs


def _merged(first: Stretch, second: Stretch) -> Stretch:
    still_up = first.down_on is None or second.down_on is None
    down_on = None if still_up else max(day for day in (first.down_on, second.down_on) if day)
    proven = first.is_proven or second.is_proven
    return Stretch(first.channel, first.point, first.planned_on, first.up_on, down_on, proven)
