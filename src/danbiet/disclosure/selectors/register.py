"""The register of a place: everything it disclosed, with form and time; the quarterly list, open data and the feed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Actor
from danbiet.disclosure.models import Item, Version
from danbiet.disclosure.models.labels import CHANNELS, ITEM_KINDS, ITEM_STATES
from danbiet.disclosure.rules import Channel
from danbiet.disclosure.rules.quarters import Quarter, quarter_of, read_quarter
from danbiet.disclosure.selectors import gates
from danbiet.disclosure.selectors.keeping import keeps
from danbiet.disclosure.selectors.standing import recorded
from danbiet.places import selectors as places
from danbiet.places.models import Unit

NEWEST = 50
ISO = "%Y-%m-%d"
PORTION = 500  # lines of a register read at once
UNSHOWN = ("table", "findings", "removed")


@dataclass(frozen=True)
class Form:
    """One form of disclosure of an item: where, from when until when."""

    channel: str
    point: str
    up_on: date
    down_on: date | None

    @property
    def word(self) -> str:
        return self.point or str(CHANNELS[self.channel])


@dataclass(frozen=True)
class Entry:
    """A line of the register."""

    item: Item
    newest: Version
    forms: tuple[Form, ...]

    @property
    def published_on(self) -> date:
        return clock.day(self.item.published_at or self.item.created_at)

    @property
    def changed_at(self) -> datetime:
        """When its newest version was published; of what ended that day, a second later at least."""
        published_at = self.newest.published_at or self.item.created_at
        if self.item.ended_on is None:
            return published_at
        return max(clock.moment(self.item.ended_on, time()), published_at + timedelta(seconds=1))

    @property
    def kind_word(self) -> str:
        return str(ITEM_KINDS[self.item.kind])

    @property
    def state_word(self) -> str:
        return str(ITEM_STATES[self.item.state])


@dataclass(frozen=True)
class QuarterPage:
    """What a place disclosed in a quarter."""

    place: Unit
    quarter: Quarter
    entries: tuple[Entry, ...]
    may_keep: bool
    is_over: bool


def quarter_page(actor: Actor, code: str, *, asked: str, on: date) -> QuarterPage:
    """The list of a quarter, as known on a day; by default of the day's, of a unit that ended of its last."""
    place = gates.unit_of(code, on=on)
    has_ended = place.has_ended(on)
    quarter = read_quarter(asked, default=quarter_of(places.last_day(place) if has_ended else on))
    return QuarterPage(
        place=place, quarter=quarter, entries=in_quarter(place, quarter=quarter, on=on),
        may_keep=keeps(actor, place, on=on), is_over=on >= quarter.after,
    )  # fmt: skip


def in_quarter(place: Unit, *, quarter: Quarter, on: date) -> tuple[Entry, ...]:
    """What was first published within a quarter, oldest first."""
    rows = gates.published_in(place, on=on).filter(
        published_at__gte=clock.moment(quarter.first, time()),
        published_at__lt=clock.moment(quarter.after, time()),
    )
    return tuple(entries(rows.order_by("published_at", "pk"), on=on))


def register(code: str, *, on: date) -> tuple[Unit, Iterator[Entry]]:
    """A place and everything that it ever disclosed, the newest first; read in portions, so never held as a whole."""
    place = gates.unit_of(code, on=on)
    return place, entries(gates.published_in(place, on=on), on=on)


def feed(code: str, *, on: date) -> tuple[Unit, tuple[Entry, ...]]:
    """A place and what changed last of what it disclosed: published, corrected, withdrawn or taken down."""
    place = gates.unit_of(code, on=on)
    every = gates.published_in(place, on=on)
    ended = every.filter(ended_on__isnull=False).order_by("-ended_on", "-pk")
    spoken = every.alias(last=Max("versions__published_at")).order_by("-last", "-pk")
    changed = {pk for rows in (ended, spoken) for pk in rows.values_list("pk", flat=True)[:NEWEST]}
    found = entries(every.filter(pk__in=changed), on=on)
    return place, tuple(sorted(found, key=lambda entry: entry.changed_at, reverse=True)[:NEWEST])


def entries(items: QuerySet[Item], *, on: date) -> Iterator[Entry]:
    """Lines with their forms and their newest version: two queries for each portion of them."""
    rows = items.defer("folded").iterator(chunk_size=PORTION)
    while found := list(islice(rows, PORTION)):
        versions = Version.objects.filter(item__in=found, published_at__lt=clock.moment(on, time.max))
        newest = {one.item_id: one for one in versions.defer(*UNSHOWN).order_by("number")}
        forms = _forms(found, on)
        for item in found:
            if item.pk in newest and item.published_at is not None:
                portal = Form(Channel.PORTAL.value, "", clock.day(item.published_at), item.ended_on)
                yield Entry(item, newest[item.pk], (portal, *forms.get(item.pk, ())))


def _forms(items: list[Item], on: date) -> dict[int, list[Form]]:
    """What hung of each by a day, as plain values: postings are many times as many as items."""
    found: dict[int, list[Form]] = {}
    rows = recorded(items).filter(up_on__lte=on).order_by("up_on", "pk")
    for item, channel, point, up_on, down_on in rows.values_list("item", "channel", "point__name", "up_on", "down_on"):
        if up_on is not None:
            found.setdefault(item, []).append(Form(channel, point or "", up_on, down_on))
    return found


HEAD = ("item", "title", "kind", "period", "state", "published_on", "version", "versions_on", "ended_on", "forms",
        "file", "bytes", "sha256", "page")  # fmt: skip


def as_row(entry: Entry, *, base_url: str) -> dict[str, object]:
    """A line of open data: names of columns stay English and fixed; nothing of any person."""
    item, newest = entry.item, entry.newest
    return {
        "item": item.target,
        "title": item.title,
        "kind": item.kind,
        "period": item.period,
        "state": item.state,
        "published_on": entry.published_on.isoformat(),
        "version": newest.number,
        "versions_on": clock.day(newest.published_at).isoformat() if newest.published_at else "",
        "ended_on": item.ended_on.isoformat() if item.ended_on else "",
        "forms": [
            {"channel": one.channel, "point": one.point, "up_on": one.up_on.isoformat(),
             "down_on": one.down_on.isoformat() if one.down_on else None}
            for one in entry.forms
        ],
        "file": newest.name,
        "bytes": newest.bytes,
        "sha256": newest.sha256,
        "page": f"{base_url}/disclosure/items/{item.pk}/",
    }  # fmt: skip


def form_words(forms: Iterable[Form], *, days: str = "%d/%m/%Y") -> str:
    """The forms of an entry in one cell, with days as people write them; open data ask for `ISO` ones."""
    return "; ".join(_form_words(one, days) for one in forms)


def _form_words(form: Form, days: str) -> str:
    down_on = form.down_on or form.up_on
    values = {"where": form.word, "up": form.up_on.strftime(days), "down": down_on.strftime(days)}
    if form.down_on is None:
        return _("%(where)s từ %(up)s") % values
    return _("%(where)s %(up)s – %(down)s") % values
