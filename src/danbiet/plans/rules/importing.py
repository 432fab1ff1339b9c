"""A plan that was read and waits for a person: its rows, what a person decided, what still stands open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from danbiet.common.actor import Damaged, say
from danbiet.plans.rules.due import Due, read_due
from danbiet.plans.rules.duplicates import Likeness
from danbiet.plans.rules.folding import fold, tidy
from danbiet.plans.rules.heads import Head
from danbiet.plans.rules.items import Item
from danbiet.plans.rules.proposals import WHOLE_INDEX, Proposal, lexicon
from danbiet.plans.rules.states import WORK, ItemKind, TargetMeasure

LONGEST_TEXT = 4000


class WrongRow(Damaged):
    """What a person wrote for an item cannot be kept."""


@dataclass(frozen=True)
class Alike:
    """A near-duplicate: in this plan (`plan` empty) or in another; what differs on either side."""

    code: str
    plan: str
    share: float
    here: tuple[str, ...] = ()
    there: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spoken:
    """A proposed construct and the words that spoke for it."""

    construct: str
    confidence: float
    words: tuple[str, ...]
    source: str
    is_sure: bool


@dataclass(frozen=True)
class Row:
    """One item as read, and what a person made of it. Nothing is carried over before `is_confirmed`."""

    code: str
    kind: str
    text: str
    section: str = ""
    number: str = ""
    sentence: str = ""
    lead: str = ""
    supporting: str = ""
    due_text: str = ""
    due_on: date | None = None
    from_day: date | None = None
    recurrence: str = ""
    product: str = ""
    note: str = ""
    table: int = 0
    place: int = 0
    proposals: tuple[Spoken, ...] = ()
    alike: tuple[Alike, ...] = ()
    constructs: tuple[str, ...] = ()
    is_kept: bool = True
    is_confirmed: bool = False

    @property
    def is_work(self) -> bool:
        """Whether the item will ask for an owner, a day and a product."""
        return self.kind in WORK

    @property
    def lacks(self) -> tuple[str, ...]:
        """What a task does not say: shown, never made up."""
        if not self.is_work:
            return ()
        return tuple(name for name in ("lead", "due_text", "product") if not getattr(self, name))


@dataclass(frozen=True)
class Heading:
    """The plan's own particulars, as read and then as confirmed."""

    number: str = ""
    issued_on: date | None = None
    title: str = ""
    first_year: int | None = None
    last_year: int | None = None
    parent_number: str = ""


@dataclass(frozen=True)
class Decision:
    """What a person says of one row; the proposals they do not name are struck out."""

    kind: ItemKind
    text: str
    constructs: tuple[str, ...] = ()
    lead: str = ""
    due_text: str = ""
    product: str = ""
    is_kept: bool = True
    is_confirmed: bool = field(default=False)


def heading_of(head: Head) -> Heading:
    """What the document says of itself."""
    parent = head.parent.number if head.parent else ""
    return Heading(head.number, head.issued_on, head.title, head.first_year, head.last_year, parent)


def spoken(proposal: Proposal) -> Spoken:
    """A proposal as kept with the row."""
    words = tuple(dict.fromkeys(word for reason in proposal.reasons for word in reason.wording))
    return Spoken(
        proposal.construct, proposal.confidence, words, "; ".join(r.source for r in proposal.reasons), proposal.is_sure
    )


def row_of(item: Item, code: str, proposals: Sequence[Proposal]) -> Row:
    """An item as a row that waits; proposals stand ticked, but only a person's confirmation counts."""
    return Row(
        code, item.kind, item.text, " › ".join(item.path)[-200:], item.number, item.sentence, item.lead,
        "; ".join(item.supporting), **_due(item.due), product=item.product, note=item.note, table=item.table,
        place=item.place, proposals=tuple(spoken(one) for one in proposals),
        constructs=tuple(one.construct for one in proposals),
    )  # fmt: skip


def _due(due: Due | None) -> dict[str, Any]:
    if due is None:
        return {}
    rhythm = due.recurrence.value if due.recurrence else ""
    from_day = due.from_day if due.until_day else None
    named = due.last_day is not None or len(due.wording) <= 60
    wording = due.wording if named else ""
    return {"due_text": wording[:120], "due_on": due.last_day, "from_day": from_day, "recurrence": rhythm}


def constructs() -> tuple[str, ...]:
    """Everything an item may serve: sub-dimensions by dimension, each dimension first, then the whole index."""
    found = [name for one in lexicon().dimensions for name in (one.construct, *one.parts)]
    return (*found, WHOLE_INDEX)


def decided(row: Row, decision: Decision, *, year: int | None = None) -> Row:
    """A row after a person's word. Refused: no words, an unknown construct."""
    text = tidy(decision.text)
    if decision.is_kept and not text:
        raise WrongRow(say("Mục {code} không còn chữ nào. Muốn bỏ, đánh dấu bỏ mục này."), code=row.code)
    if len(text) > LONGEST_TEXT:
        raise WrongRow(say("Mục {code} dài hơn {limit} ký tự."), code=row.code, limit=LONGEST_TEXT)
    unknown = set(decision.constructs) - set(constructs())
    if unknown:
        raise WrongRow(say("Không có thành phần PAPI tên {name}."), name=sorted(unknown)[0])
    wording = tidy(decision.due_text)[:120]
    due = {} if wording == row.due_text else _read_again(wording, year)
    return replace(
        row, kind=decision.kind.value, text=text or row.text, constructs=tuple(dict.fromkeys(decision.constructs)),
        lead=tidy(decision.lead)[:160], product=tidy(decision.product)[:300], is_kept=decision.is_kept,
        is_confirmed=decision.is_confirmed, **due,
    )  # fmt: skip


@dataclass(frozen=True)
class Aimed:
    """A target as far as its words tell: what is measured, to which value, by which year."""

    measure: TargetMeasure
    value: Decimal | None = None
    year: int | None = None


def target_of(text: str) -> Aimed:
    """Read a target's words: points, rank or group; all else is a quality. A rise is not taken for a value."""
    folded = fold(text)
    years = re.findall(r"\b(20\d\d)\b", folded)
    year = int(years[-1]) if years else None
    points = re.search(r"(?:dat|len|tu)\s+(\d+(?:[.,]\d+)?)\s+diem", folded)
    if points:
        return Aimed(TargetMeasure.SCORE, Decimal(points[1].replace(",", ".")), year)
    rank = re.search(r"(?:xep thu|hang|vi tri thu)\s+(\d+)", folded)
    if rank or re.search(r"\bbac\b|thu hang|xep hang", folded):
        return Aimed(TargetMeasure.RANK, Decimal(rank[1]) if rank else None, year)
    if re.search(r"\bnhom\b", folded):
        group = re.search(r"nhom\s+(\d)\b", folded)
        return Aimed(TargetMeasure.GROUP, Decimal(group[1]) if group else None, year)
    return Aimed(TargetMeasure.QUALITY, year=year)


def _read_again(wording: str, year: int | None) -> dict[str, Any]:
    empty = {"due_text": wording, "due_on": None, "from_day": None, "recurrence": ""}
    return {**empty, **_due(read_due(wording, year=year))}


def waiting(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows kept that nobody has confirmed yet."""
    return tuple(row for row in rows if row.is_kept and not row.is_confirmed)


def alike_of(likeness: Likeness, *, code: str, plan: str = "") -> Alike:
    """A likeness as kept with the row."""
    return Alike(code, plan, likeness.share, likeness.only_here, likeness.only_there)


def stored(value: Row | Heading) -> dict[str, Any]:
    """A value as plain JSON."""
    return {name: _plain(one) for name, one in asdict(value).items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def row_from(kept: Mapping[str, Any]) -> Row:
    """A row read back."""
    values = {one.name: kept[one.name] for one in fields(Row) if one.name in kept}
    values["proposals"] = tuple(Spoken(**{**one, "words": tuple(one["words"])}) for one in values["proposals"])
    values["alike"] = tuple(
        Alike(**{**one, "here": tuple(one["here"]), "there": tuple(one["there"])}) for one in values["alike"]
    )
    values["constructs"] = tuple(values["constructs"])
    return Row(**{**values, "due_on": _day(values["due_on"]), "from_day": _day(values["from_day"])})


def heading_from(kept: Mapping[str, Any]) -> Heading:
    """The particulars read back."""
    return Heading(**{**kept, "issued_on": _day(kept["issued_on"])})


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
