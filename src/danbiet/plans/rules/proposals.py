"""Sub-dimensions proposed for an item from its words, with the words that spoke; a person confirms or strikes out."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from danbiet.plans.rules.folding import fold, tidy

WHOLE_INDEX = "all"
PROPOSED_FROM = 0.4
SURE_FROM = 0.7
CONTEXT = 0.15


@dataclass(frozen=True)
class Entry:
    """One line of the lexicon: words that speak for a construct, and where they were met."""

    construct: str
    when: re.Pattern[str]
    also: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    weight: float
    source: str


@dataclass(frozen=True)
class Dimension:
    """A dimension, its names in use (writers drift) and its sub-dimensions."""

    code: str
    construct: str
    names: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """The words known, as shipped."""

    entries: tuple[Entry, ...]
    dimensions: tuple[Dimension, ...]

    def dimension_of(self, construct: str) -> Dimension | None:
        """The dimension that a sub-dimension belongs to, or the dimension itself."""
        return next((one for one in self.dimensions if construct == one.construct or construct in one.parts), None)


@dataclass(frozen=True)
class Reason:
    """Words of the item, as written, and the source of the lexicon line they met."""

    wording: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Proposal:
    """One construct proposed; `confidence` is a ranking aid between 0 and 1, not a probability."""

    construct: str
    confidence: float
    reasons: tuple[Reason, ...]
    from_heading: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the words alone speak clearly; it still waits for a person."""
        return self.confidence >= SURE_FROM


def _words(alternatives: str) -> re.Pattern[str]:
    longest_first = sorted(alternatives.split("|"), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def _entry(row: dict[str, object]) -> Entry:
    also, unless = (_words(str(row[name])) if name in row else None for name in ("with", "unless"))
    return Entry(
        str(row["construct"]), _words(str(row["when"])), also, unless, float(str(row["weight"])), str(row["source"])
    )


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    text = files("danbiet.plans").joinpath("data/lexicon.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    dimensions = tuple(
        Dimension(row["code"], row["construct"], tuple(row["names"]), tuple(row["parts"])) for row in rows["dimension"]
    )
    return Lexicon(tuple(_entry(row) for row in rows["entry"]), dimensions)


def _hit(entry: Entry, text: str, folded: str) -> Reason | None:
    if entry.unless and entry.unless.search(folded):
        return None
    found = list(entry.when.finditer(folded))
    also = list(entry.also.finditer(folded)) if entry.also else []
    if not found or (entry.also and not also):
        return None
    spans = sorted({(one.start(), one.end()) for one in (*found, *also)})
    wording = tuple(dict.fromkeys(text[start:end] for start, end in spans))
    return Reason(wording, entry.source)


def _heard(text: str, known: Lexicon) -> dict[str, tuple[float, tuple[Reason, ...]]]:
    folded = fold(text)
    heard: dict[str, tuple[float, tuple[Reason, ...]]] = {}
    for entry in known.entries:
        reason = _hit(entry, text, folded)
        if reason:
            silence, reasons = heard.get(entry.construct, (1.0, ()))
            heard[entry.construct] = (silence * (1 - entry.weight), (*reasons, reason))
    return {construct: (1 - silence, reasons) for construct, (silence, reasons) in heard.items()}


def named_dimensions(text: str, known: Lexicon | None = None) -> tuple[Dimension, ...]:
    """Dimensions that a heading names, under any name in use; the longest name wins."""
    known = known or lexicon()
    folded = fold(tidy(text))
    return tuple(one for one in known.dimensions if any(name in folded for name in one.names))


def _of_heading(path: Sequence[str], known: Lexicon) -> Dimension | None:
    for heading in reversed(path):
        named = named_dimensions(heading, known)
        if named:
            return named[0]
    return None


def _kept(proposals: Iterable[Proposal], known: Lexicon) -> list[Proposal]:
    """Drop a dimension whose part is proposed, and the whole index when anything narrower speaks as clearly."""
    strong = [one for one in proposals if one.confidence >= PROPOSED_FROM]
    narrow = [one for one in strong if one.construct != WHOLE_INDEX]
    parts = {one.construct for one in narrow}
    top = max((one.confidence for one in narrow), default=0.0)
    kept = []
    for one in strong:
        dimension = next((row for row in known.dimensions if row.construct == one.construct), None)
        if dimension and parts & set(dimension.parts):
            continue
        if one.construct == WHOLE_INDEX and top >= one.confidence:
            continue
        kept.append(one)
    return kept


def propose(text: str, path: Sequence[str] = (), *, known: Lexicon | None = None) -> tuple[Proposal, ...]:
    """Propose sub-dimensions (else a dimension, else the whole index) for an item under a heading path, surest first.

    Nothing heard and no dimension in the heading: nothing is proposed, and the page asks.
    """
    known = known or lexicon()
    text = tidy(text)
    heading = _of_heading(path, known)
    proposals = []
    for construct, (confidence, reasons) in _heard(text, known).items():
        inside = heading is not None and (construct == heading.construct or construct in heading.parts)
        raised = min(0.99, confidence + CONTEXT) if inside else confidence
        proposals.append(Proposal(construct, round(raised, 2), reasons, inside))
    kept = _kept(proposals, known)
    if not any(one.construct != WHOLE_INDEX for one in kept) and heading:
        named = next(line for line in reversed(path) if heading in named_dimensions(line, known))
        return (Proposal(heading.construct, PROPOSED_FROM, (Reason((named,), "heading"),), from_heading=True),)
    return tuple(sorted(kept, key=lambda one: (-one.confidence, one.construct)))
