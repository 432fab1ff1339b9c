"""The one gate to denunciations: the inspector and the leader of the very place. Nobody above it, nobody beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, NotYours, say
from danbiet.common.desk import DeskItem, status
from danbiet.common.documents import written_day
from danbiet.common.docx import docx
from danbiet.places.models import Unit
from danbiet.places.selectors import peoples_committee
from danbiet.voices.models import Denunciation, DenunciationStep
from danbiet.voices.models.denunciations import ACT_LABELS, STAGE_LABELS
from danbiet.voices.rules import denunciation_letters as letters
from danbiet.voices.rules.denunciations import HANDLERS, Act, Clock, Done, Life, Source, Stage, allowed, clocks, running

PART = "voices"


@dataclass(frozen=True)
class Line:
    """A denunciation in the list: its stage and the soonest of its days."""

    denunciation: Denunciation
    stage: str
    next: Clock | None


@dataclass(frozen=True)
class Page:
    """A denunciation with its days, steps, what may follow and the letters it owes."""

    denunciation: Denunciation
    stage: str
    clocks: tuple[Clock, ...]
    steps: tuple[DenunciationStep, ...]
    acts: tuple[tuple[str, str], ...]
    letters: tuple[tuple[str, int, letters.Letter], ...]


def denunciations_of(actor: Actor) -> QuerySet[Denunciation]:
    """Those of the places in which the actor is inspector or leader."""
    return Denunciation.objects.filter(place__in=actor.places(*HANDLERS)).select_related("place")


def denunciation_for(actor: Actor, pk: int) -> Denunciation:
    """One of them; any other is answered as if it were not there."""
    found = denunciations_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotYours(say("Không có vụ việc này."))
    return found


def life_of(denunciation: Denunciation) -> Life:
    """What its days follow from."""
    done = tuple(Done(Act(one.act), one.on) for one in denunciation.steps.all())
    return Life(
        denunciation.received_on, Source(denunciation.source), denunciation.criteria, denunciation.is_repeat, done
    )


def lines(actor: Actor) -> list[Line]:
    """The list, what is due soonest first."""
    rows = [_line(one) for one in denunciations_of(actor).prefetch_related("steps")]
    return sorted(rows, key=lambda line: line.next.due if line.next and line.next.due else date.max)


def page_of(actor: Actor, pk: int) -> Page:
    """One denunciation as its page shows it."""
    found = denunciation_for(actor, pk)
    life, stage = life_of(found), Stage(found.stage)
    return Page(
        found, str(STAGE_LABELS[found.stage]), tuple(clocks(life, stage)), tuple(found.steps.all()),
        tuple((act.value, str(ACT_LABELS[act.value])) for act in allowed(life, stage)), tuple(_owed(life)),
    )  # fmt: skip


def letter_file(actor: Actor, pk: int, act: str, place: int) -> bytes:
    """A letter as DOCX, still a draft: number, day and addressee are added by hand."""
    page = page_of(actor, pk)
    found = next((one for name, at, one in page.letters if (name, at) == (act, place)), None)
    if found is None:
        raise NotYours(say("Không có thư này."))
    one = page.denunciation
    committee = peoples_committee(one.place)
    document = letters.written(
        found, _filling(page, Act(act)), issuer=("ỦY BAN NHÂN DÂN", committee.name_vi.upper()), place=one.place.name_vi,
        year=one.year,
    )  # fmt: skip
    return docx(document)


def desk_items(actor: Actor, *, on: date) -> list[DeskItem]:
    """What waits in denunciations for their two handlers; nothing for anybody else. The title tells nothing."""
    if not actor.places(*HANDLERS):
        return []
    return [_item(line, line.next, on) for line in lines(actor) if line.next and line.next.due]


def published(place: Unit) -> QuerySet[Denunciation, tuple[str, date]]:
    """(text, day) of the conclusions that hang in public in a place: the checked text alone."""
    hanging = Denunciation.objects.filter(place=place, published_on__isnull=False, taken_down_on=None)
    return hanging.order_by("-published_on").values_list("conclusion", "published_on")


def _line(one: Denunciation) -> Line:
    waiting = [clock for clock in running(life_of(one), Stage(one.stage)) if not clock.only_if]
    return Line(one, str(STAGE_LABELS[one.stage]), next(iter(waiting), None))


def _owed(life: Life) -> Iterable[tuple[str, int, letters.Letter]]:
    for act in dict.fromkeys(one.act for one in life.done):
        for place, letter in enumerate(letters.letters_of(act)):
            yield act.value, place, letter


def _filling(page: Page, act: Act) -> letters.Filling:
    one = page.denunciation
    settling = next((clock for clock in page.clocks if clock.duty in {"DEN-05", "DEN-06", "DEN-07"}), None)
    on = next(step.on for step in page.steps if step.act == act.value)
    return letters.Filling(
        str(one), one.paper_reference, one.summary, written_day(on).removeprefix("ngày "),
        written_day(settling.due).removeprefix("ngày ") if settling and settling.due else "……",
    )  # fmt: skip


def _item(line: Line, clock: Clock, on: date) -> DeskItem:
    assert clock.found is not None
    return DeskItem(
        PART, status(clock.due, on), _("Tố cáo {number}").format(number=line.denunciation),
        reverse("voices:denunciation", args=[line.denunciation.pk]), clock.due, why=line.stage,
        source=str(clock.found.basis), detail=line.denunciation.place.name_vi,
    )  # fmt: skip
