"""The one gate to denunciations: the inspector and the leader of the very place. Nobody above it, nobody beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, NotYours, Role, say
from danbiet.common.desk import DeskItem, status
from danbiet.common.docx import docx
from danbiet.common.formats import mime
from danbiet.common.templatetags.counting import cited
from danbiet.law.calendar import Calendar
from danbiet.law.duties import duty
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.voices.models import Denunciation, DenunciationStep
from danbiet.voices.models.denunciations import ACT_LABELS, STAGE_LABELS
from danbiet.voices.rules import denunciation_letters as letters
from danbiet.voices.rules.denunciations import (
    HANDLERS,
    LEADERS_ACTS,
    OWN_ACTS,
    SETTLING,
    Act,
    Clock,
    Done,
    Life,
    Source,
    Stage,
    allowed,
    clocks,
    forgotten,
    running,
)
from danbiet.voices.selectors.succession import TakenOver, seat_of, taken_over

PART = "voices"
DOCX = mime("docx")
RECIPIENT_LABELS = {
    letters.Recipient.PAPER: gettext_lazy("Người có tên trong hồ sơ giấy"),
    letters.Recipient.ACCUSED: gettext_lazy("Người bị tố cáo (chỉ nội dung)"),
    letters.Recipient.BODY: gettext_lazy("Cơ quan liên quan"),
    letters.Recipient.SUPERIOR: gettext_lazy("Cấp trên"),
}


@dataclass(frozen=True)
class Line:
    """A denunciation in the list: its stage and the soonest of its days."""

    denunciation: Denunciation
    stage: str
    next: Clock | None


@dataclass(frozen=True)
class Day:
    """A duty as shown: what, by when with its article, when done, and whether that was or is too late."""

    what: str
    clock: Clock
    is_late: bool


@dataclass(frozen=True)
class Owed:
    """A letter that an act owes: which, to whom."""

    act: str
    place: int
    letter: letters.Letter
    to: str


@dataclass(frozen=True)
class Page:
    """A denunciation with its days, steps, what may follow and the letters it owes."""

    denunciation: Denunciation
    stage: str
    days: tuple[Day, ...]
    steps: tuple[tuple[str, DenunciationStep], ...]
    acts: tuple[str, ...]
    forgotten: tuple[str, ...]  # what may only be entered for a day before the last act's
    letters: tuple[Owed, ...]
    may_draft: bool
    may_publish: bool
    may_take_down: bool
    taken_over: TakenOver | None


def denunciations_of(actor: Actor, *roles: Role, on: date) -> QuerySet[Denunciation]:
    """Those of the places in which the actor is inspector or leader (or holds the roles), and of units that ended
    and of which such a place is in charge: one alone, never all that took a part."""
    own = actor.places(*(roles or HANDLERS))
    passed = (taken.charged for taken in places.taken_over(own, on=on).values())
    return Denunciation.objects.filter(place__in=own.union(*passed)).select_related("place")


def handles(actor: Actor, denunciation: Denunciation, *roles: Role, on: date) -> bool:
    """Whether the actor is charged with it, in one of the roles."""
    return denunciations_of(actor, *roles, on=on).filter(pk=denunciation.pk).exists()


def denunciation_for(actor: Actor, pk: int, *, on: date) -> Denunciation:
    """One of them; any other is answered as if it were not there."""
    found = denunciations_of(actor, on=on).filter(pk=pk).first()
    if found is None:
        raise NotYours(say("Không có vụ việc này."))
    return found


def life_of(denunciation: Denunciation) -> Life:
    """What its days follow from."""
    done = tuple(Done(Act(one.act), one.on) for one in denunciation.steps.all())
    return Life(
        denunciation.received_on, Source(denunciation.source), denunciation.criteria, denunciation.is_repeat, done
    )


def lines(actor: Actor, *, on: date) -> list[Line]:
    """The list, what is due soonest first, each counted with the calendar of its place."""
    found = list(denunciations_of(actor, on=on).prefetch_related("steps"))
    units = {one.place_id: one.place for one in found}
    calendars = places.calendars_for(list(units.values()), on=on) if units else {}
    rows = [_line(one, calendars[one.place_id]) for one in found]
    return sorted(rows, key=lambda line: line.next.due if line.next and line.next.due else date.max)


def page_of(actor: Actor, pk: int, *, on: date) -> Page:
    """One denunciation as its page shows it."""
    found = denunciation_for(actor, pk, on=on)
    life, stage = life_of(found), Stage(found.stage)
    may, leads = allowed(life), handles(actor, found, Role.LEADER, on=on)
    days = clocks(life, stage, calendar=places.calendar_for(found.place, on=on))
    return Page(
        found, str(STAGE_LABELS[found.stage]),
        days=tuple(Day(_what(clock), clock, clock.is_late(on)) for clock in days),
        steps=tuple((str(ACT_LABELS[step.act]), step) for step in found.steps.all()),
        acts=_offered(may, leads=leads), forgotten=_offered(forgotten(life), leads=leads),
        letters=tuple(_owed(life)), may_draft=stage is Stage.CONCLUDED and found.published_on is None,
        may_publish=leads and Act.PUBLISH in may and bool(found.conclusion), may_take_down=Act.TAKE_DOWN in may,
        taken_over=taken_over(found.place, on=on),
    )  # fmt: skip


def _offered(acts: Iterable[Act], *, leads: bool) -> tuple[str, ...]:
    return tuple(act.value for act in acts if act not in OWN_ACTS and (leads or act not in LEADERS_ACTS))


def letter_file(actor: Actor, pk: int, act: str, place: int, *, on: date) -> bytes:
    """A letter as DOCX, still a draft: number, day and addressee are added by hand."""
    one = denunciation_for(actor, pk, on=on)
    life = life_of(one)
    owed = next((letter for letter in _owed(life) if (letter.act, letter.place) == (act, place)), None)
    if owed is None:
        raise NotYours(say("Không có thư này."))
    seat = seat_of(one.place, on=on)
    issuer = ("ỦY BAN NHÂN DÂN", places.peoples_committee(seat).name_vi.upper())
    filling = _filling(one, life, Act(act), calendar=places.calendar_for(one.place, on=on))
    return docx(letters.written(owed.letter, filling, issuer=issuer, place=seat.name_vi, year=one.year))


def own_places(actor: Actor, *, on: date) -> QuerySet[Unit]:
    """The places of the day in which the actor may enter denunciations."""
    return Unit.objects.on(on).filter(pk__in=actor.places(*HANDLERS)).order_by("sort_key")


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """What waits in denunciations for their two handlers; nothing for anybody else. The title tells nothing."""
    if not actor.places(*HANDLERS):
        return []
    return [_item(line, line.next, on) for line in lines(actor, on=on) if line.next and line.next.due]


def published_in(code: str, *, on: date) -> tuple[Unit, list[tuple[str, date]]]:
    """A place and (text, day) of the conclusions that hang there in public, those of ended units in its charge among
    them: the checked text alone."""
    place = Unit.objects.on(on).filter(code=code).first()
    if place is None:
        raise NotYours(say("Không có nơi này."))
    charged = {place.pk, *places.taken_over([place.pk], on=on)[place.pk].charged}
    hanging = Denunciation.objects.filter(place__in=charged, published_on__isnull=False, taken_down_on=None)
    rows = hanging.order_by("-published_on").values_list("conclusion", "published_on")
    return place, [(text, day) for text, day in rows if day]


def _line(one: Denunciation, calendar: Calendar) -> Line:
    waiting = [clock for clock in running(life_of(one), Stage(one.stage), calendar=calendar) if not clock.only_if]
    return Line(one, str(STAGE_LABELS[one.stage]), next(iter(waiting), None))


def _owed(life: Life) -> Iterable[Owed]:
    for act in dict.fromkeys(one.act for one in life.done):
        for place, letter in enumerate(letters.letters_of(act)):
            yield Owed(act.value, place, letter, str(RECIPIENT_LABELS[letter.recipient]))


def _what(clock: Clock) -> str:
    """The duty in the reader's language."""
    return duty(clock.duty).what(get_language() or "vi")


def _filling(one: Denunciation, life: Life, act: Act, *, calendar: Calendar) -> letters.Filling:
    days = clocks(life, Stage(one.stage), calendar=calendar)
    settling = next((clock for clock in days if clock.duty in SETTLING.values()), None)
    return letters.Filling(
        str(one), one.paper_reference, one.summary, f"{life.last(act):%d/%m/%Y}",
        f"{settling.due:%d/%m/%Y}" if settling and settling.due else "……",
    )  # fmt: skip


def _item(line: Line, clock: Clock, on: date) -> DeskItem:
    assert clock.found is not None
    return DeskItem(
        PART, status(clock.due, on), _("Tố cáo {number}").format(number=line.denunciation),
        reverse("voices:denunciation", args=[line.denunciation.pk]), clock.due, why=line.stage,
        source=cited(clock.found.basis or clock.duty), detail=line.denunciation.place.name_vi,
        is_inherited=line.denunciation.place.has_ended(on),
    )  # fmt: skip
