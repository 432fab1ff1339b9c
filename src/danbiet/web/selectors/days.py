"""Declared days of a place, each with the open due days that it moved there, as the record has them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danbiet.common.actor import Actor
from danbiet.disclosure.models import Obligation, Request
from danbiet.disclosure.selectors.keeping import kept_places
from danbiet.disclosure.selectors.owed import titled
from danbiet.ledger.models import Opening
from danbiet.places import selectors as places
from danbiet.places.models import DeclaredDay, Unit
from danbiet.voices.models import Case
from danbiet.voices.selectors.gates import cases_visible_to

MOST_SHOWN = 40  # of each kind
PORTION = 50  # events read at a time
CAUSE = "places.declaredday/"
ACTS = ("disclosure.recompute", "disclosure.recount_requests", "voices.recount")
KINDS = {
    "obligation": gettext_lazy("việc công khai"),
    "request": gettext_lazy("yêu cầu cung cấp thông tin"),
    "case": gettext_lazy("vụ việc, văn bản gửi dân"),
}
Line = Mapping[str, str]


@dataclass(frozen=True)
class Shift:
    """One day that moved, and where the reader may open what it belongs to."""

    title: str
    place: Unit
    url: str
    was: date | None
    now: date | None


@dataclass(frozen=True)
class Declaration:
    """A declared day, and what it moved: `counts` (kind in words, how many) of all, `shifts` those that are shown."""

    day: DeclaredDay
    counts: tuple[tuple[str, int], ...]
    shifts: tuple[Shift, ...]

    @property
    def count(self) -> int:
        return sum(n for _, n in self.counts)


@dataclass(frozen=True)
class DaysPage:
    """`/places/CODE/days/`."""

    unit: Unit
    declarations: tuple[Declaration, ...]
    may_declare: bool


@dataclass
class _Moved:
    """What one declared day moved: how many of each kind, and the first lines of each."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))

    def add(self, lines: Iterable[Line]) -> None:
        for line in lines:
            kind = next(kind for kind in KINDS if kind in line)
            self.counts[kind] += 1
            if len(self.lines[kind]) < MOST_SHOWN:
                self.lines[kind].append(line)


def days_page(actor: Actor, code: str, *, on: date) -> DaysPage:
    """The declared days that count in a place, with what each of them moved in it and below; eleven queries at most.

    Everybody reads how many moved; which case or request it was, those who may open it.
    """
    found = places.days_page(actor, code, on=on)
    moved = _moved([day.pk for day in found.days], found.unit)
    opened = _opened(actor, moved.values(), on=on)
    return DaysPage(
        found.unit, tuple(_declaration(day, moved[day.pk], opened) for day in found.days), found.may_declare
    )


def _declaration(day: DeclaredDay, moved: _Moved, opened: Mapping[str, Mapping[object, object]]) -> Declaration:
    counts = tuple((str(KINDS[kind]), moved.counts[kind]) for kind in KINDS if moved.counts[kind])
    shifts = (
        _shift(opened[kind][line[kind]], line)
        for kind in KINDS
        for line in moved.lines[kind]
        if line[kind] in opened[kind]
    )
    return Declaration(day, counts, tuple(shifts))


def _moved(days: list[int], unit: Unit) -> Mapping[int, _Moved]:
    """What each declared day moved in a unit and below, read from the record a portion at a time; nothing where its
    words were erased."""
    found: dict[int, _Moved] = defaultdict(_Moved)
    rows = _of_units(places.counted_in(unit), [f"{CAUSE}{day}" for day in days]) if days else Opening.objects.none()
    for row in rows.order_by("event__seq").iterator(PORTION):
        found[int(row.event.target.removeprefix(CAUSE))].add(row.value["moved"])
    return found


def _of_units(units: list[int], causes: list[str]) -> QuerySet[Opening]:
    keys = [unit.key for unit in Unit.objects.filter(pk__in=units)]
    rows = Opening.objects.filter(part="payload", event__act__in=ACTS, event__target__in=causes, event__place__in=keys)
    return rows.select_related("event")


def _opened(actor: Actor, moved: Iterable[_Moved], *, on: date) -> Mapping[str, Mapping[object, object]]:
    """Of each kind, what the reader may open among what is shown, by the name that the record gives it."""
    wanted = {kind: {line[kind] for one in moved for line in one.lines[kind]} for kind in KINDS}
    owed, asked, heard = wanted["obligation"], wanted["request"], wanted["case"]
    requests, cases = Request.objects.none(), Case.objects.none()
    if asked:
        requests = Request.objects.filter(number__in=asked, place__in=kept_places(actor, on=on))
    if heard:
        cases = cases_visible_to(actor, on=on).filter(number__in=heard)
    return {
        "obligation": dict(Obligation.objects.select_related("place").in_bulk(owed)),
        "request": {row.number: row for row in requests.select_related("place")},
        "case": {row.number: row for row in cases.select_related("place")},
    }


def _shift(row: object, line: Line) -> Shift:
    was, now = (date.fromisoformat(line[name]) if line[name] else None for name in ("was", "now"))
    if isinstance(row, Obligation):
        return Shift(titled(row), row.place, reverse("disclosure:obligation", args=[row.pk]), was, now)
    if isinstance(row, Request):
        return Shift(_request_words(line), row.place, reverse("disclosure:request", args=[row.pk]), was, now)
    assert isinstance(row, Case)
    title = _("Văn bản của {number}").format(number=row) if "letter" in line else str(row)
    return Shift(title, row.place, reverse("voices:case", args=[row.number]), was, now)


def _request_words(line: Line) -> str:
    if "correction" in line:
        return _("Đính chính của {number}").format(number=line["request"])
    if line["which"] == "notice_due_on":
        return _("Báo thời hạn của {number}").format(number=line["request"])
    return line["request"]
