"""Whether two reports tell of the same thing: likeness of their words, and how far apart they happened.

Words are compared as sets of single words and of neighbouring pairs (Jaccard), without marks and without the words that
every report has, so that "nắp cống vỡ" and "cong bi vo nap" are alike though no line of them is equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import asin, cos, radians, sin, sqrt
from string import ascii_lowercase

from danbiet.voices.rules.wording import DRAWN_OUT, folded_words, short_for, words_of

Point = tuple[float, float]  # latitude, longitude in degrees
DAYS = 60  # how far back a report can be the same matter
NEAR, FAR = 150.0, 1_000.0  # metres; beyond the second two reports tell of two things, whatever their words
EARTH = 6_371_000.0
ALIKE, ALIKE_NEAR, ALIKE_THERE = 0.40, 0.10, 0.22  # words alone, at one point, at one address
THRICE = tuple(letter * 3 for letter in ascii_lowercase)
PAIR = 2.0  # what a pair of neighbours counts against a single word
PLACES = frozenset({"ngo", "ngach", "hem", "so", "pho", "duong", "to", "thon", "ap", "kiet"})


@dataclass(frozen=True)
class Told:
    """What is compared of a report."""

    words: frozenset[tuple[str, ...]]
    marks: frozenset[str]
    point: Point | None = None

    @cached_property
    def parts(self) -> frozenset[str]:
        """The single words."""
        return frozenset(word[0] for word in self.words if len(word) == 1)

    @cached_property
    def pairs(self) -> tuple[tuple[str, ...], ...]:
        """The neighbours."""
        return tuple(word for word in self.words if len(word) > 1)

    @cached_property
    def unfolded(self) -> frozenset[str]:
        """The words with letters that are not folded alike everywhere."""
        return frozenset(part for part in self.parts if not part.isascii())

    @cached_property
    def weight(self) -> float:
        """What all words and pairs count together."""
        return _weight(self.words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of the places named."""
        return frozenset(mark.split()[1] for mark in self.marks)

    @cached_property
    def spelled(self) -> Mapping[str, frozenset[str]]:
        """The single words and numbers by what they may be written as: themselves, or what is short for them."""
        found: dict[str, set[str]] = {}
        for part in self.parts | self.numbers:
            for typed in (part, *short_for(part)):
                found.setdefault(typed, set()).add(part)
        return {typed: frozenset(meant) for typed, meant in found.items()}


@dataclass(frozen=True)
class Likeness:
    """How alike two reports are: their words from 0 to 1, metres between them (None where one has no point)."""

    words: float
    metres: float | None
    shares_address: bool

    @property
    def is_likely(self) -> bool:
        """Whether a sender should see it before sending."""
        if self.metres is not None and self.metres > FAR:
            return False
        if self.words >= ALIKE or (self.shares_address and self.words >= ALIKE_THERE):
            return True
        return self.metres is not None and self.metres <= NEAR and self.words >= ALIKE_NEAR

    @property
    def order(self) -> float:
        """For showing the likeliest first."""
        return self.words + (0.3 if self.shares_address else 0.0) + (0.3 if (self.metres or FAR) <= NEAR else 0.0)


def told(text: str, *, address: str = "", point: Point | None = None) -> Told:
    """A report made ready for comparing."""
    every = folded_words(text)
    words = [word for word in every if word not in _common()]
    pairs = zip(words, words[1:], strict=False)
    return Told(frozenset([*((word,) for word in words), *pairs]), _marks((*every, *folded_words(address))), point)


def likeness(one: Told, other: Told) -> Likeness:
    """How alike two reports are."""
    common, every = _weight(one.words & other.words), _weight(one.words | other.words)
    metres = distance(one.point, other.point) if one.point and other.point else None
    return Likeness(common / every if every else 0.0, metres, bool(one.marks & other.marks))


def tidied(folded: Sequence[str]) -> list[str]:
    """Folded texts with drawn-out letters written once ("quaaa"), all looked through at one go: few have any."""
    every = "\n".join(folded)
    if not any(thrice in every for thrice in THRICE):
        return list(folded)
    return DRAWN_OUT.sub(r"\1", every).split("\n")


def can_be_likely(own: Told, folded: str, *, point: Point | None) -> bool:
    """Whether a report with these folded, tidied words can be likely at all, found without reading it: never false when
    it is.

    Of the own words and pairs it can share at most those whose words it has, and together they are at least the own.
    Words with letters that are not folded alike everywhere are taken as shared.
    """
    metres = distance(own.point, point) if own.point and point else None
    if metres is not None and metres > FAR:
        return False
    held = own.unfolded.union(*[own.spelled[typed] for typed in set(folded.split()) if typed in own.spelled])
    shared = len(held & own.parts) + PAIR * len([1 for one, two in own.pairs if one in held and two in held])
    if not shared:
        return False
    if metres is not None and metres <= NEAR:
        enough = ALIKE_NEAR
    else:
        enough = ALIKE if held.isdisjoint(own.numbers) else ALIKE_THERE
    return shared >= enough * own.weight


def distance(one: Point, other: Point) -> float:
    """Metres between two points along the surface (haversine)."""
    (north, east), (north2, east2) = one, other
    rise, turn = radians(north2 - north), radians(east2 - east)
    half = sin(rise / 2) ** 2 + cos(radians(north)) * cos(radians(north2)) * sin(turn / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def _weight(words: Iterable[tuple[str, ...]]) -> float:
    return sum(PAIR if len(word) > 1 else 1.0 for word in words)


def _marks(words: Sequence[str]) -> frozenset[str]:
    """Places by number among words: "ngo 63", "so 12"."""
    return frozenset(
        f"{name} {number}"
        for name, number in zip(words, words[1:], strict=False)
        if name in PLACES and number.isdigit()
    )


@cache
def _common() -> frozenset[str]:
    """Words that most reports have: they tell nothing of the matter."""
    return frozenset(str(words_of("common")["in_every_report"]["words"]).split())
