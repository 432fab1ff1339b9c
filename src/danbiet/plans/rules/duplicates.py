"""Near-duplicates: the same task written twice in a plan, or taken over from another plan."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import ceil

from danbiet.plans.rules.folding import tidy, words

SHINGLE = 2
ALIKE_FROM = 0.6
SHORTEST = 4
Key = Hashable


@dataclass(frozen=True)
class Likeness:
    """Two texts and how much of their word pairs they share; `only_*` are the words that differ, as written."""

    key: Key
    other: Key
    share: float
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Word for word the same, marks and capitals apart."""
        return not self.only_here and not self.only_there


def shingles(text: str) -> frozenset[str]:
    """Pairs of neighbouring folded words."""
    found = words(text)
    if len(found) < SHINGLE:
        return frozenset(found)
    return frozenset(" ".join(found[place : place + SHINGLE]) for place in range(len(found) - SHINGLE + 1))


def jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    """Shared pairs over all pairs."""
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared) if shared else 0.0


def explain(here: str, there: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The runs of words in which two texts differ, as written."""
    ours, theirs = tidy(here).split(), tidy(there).split()
    matcher = SequenceMatcher(None, [words(word) for word in ours], [words(word) for word in theirs], autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    only_here = tuple(" ".join(ours[a:b]) for _, a, b, _, _ in changes if b > a)
    only_there = tuple(" ".join(theirs[c:d]) for _, _, _, c, d in changes if d > c)
    return only_here, only_there


@dataclass
class Index:
    """Texts ready to be compared: exact copies are kept as one, the rest found through their rarest word pairs.

    Two texts can only be alike from `threshold` on if they share one of the first
    n - ceil(threshold * n) + 1 of their n pairs, rarest first; only those pairs are indexed and looked up.
    """

    texts: dict[frozenset[str], tuple[str, list[Key]]] = field(default_factory=dict)
    rarity: Counter[str] = field(default_factory=Counter)
    postings: dict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))
    threshold: float = ALIKE_FROM

    def _rarest(self, pairs: frozenset[str]) -> list[str]:
        ordered = sorted(pairs, key=lambda pair: (self.rarity[pair], pair))
        return ordered[: len(pairs) - ceil(self.threshold * len(pairs)) + 1]

    def candidates(self, pairs: frozenset[str]) -> set[frozenset[str]]:
        """Texts that could be alike, by their rare pairs and their length."""
        low, high = self.threshold * len(pairs), len(pairs) / self.threshold
        return {
            other for pair in self._rarest(pairs) for other in self.postings.get(pair, ()) if low <= len(other) <= high
        }

    def alike(self, key: Key, text: str) -> list[Likeness]:
        """Texts of the index like this one, most alike first, its own key left out."""
        pairs = shingles(text)
        if len(words(text)) < SHORTEST:
            return []
        found = []
        for other in self.candidates(pairs) | ({pairs} & self.texts.keys()):
            share = jaccard(pairs, other)
            if share < self.threshold:
                continue
            there, keys = self.texts[other]
            here, gone = explain(text, there)
            found += [Likeness(key, one, round(share, 2), here, gone) for one in keys if one != key]
        return sorted(found, key=lambda one: (-one.share, str(one.other)))


def index(texts: Iterable[tuple[Key, str]], *, threshold: float = ALIKE_FROM) -> Index:
    """Build an index once; looking up is then nearly independent of how many texts it holds."""
    made = Index(threshold=threshold)
    for key, text in texts:
        if len(words(text)) >= SHORTEST:
            made.texts.setdefault(shingles(text), (text, []))[1].append(key)
    made.rarity.update(pair for pairs in made.texts for pair in pairs)
    for pairs in made.texts:
        for pair in made._rarest(pairs):
            made.postings[pair].append(pairs)
    return made


def within(texts: Sequence[tuple[Key, str]], *, threshold: float = ALIKE_FROM) -> list[Likeness]:
    """Near-duplicates inside one plan, each pair once: the later item points to the earlier one."""
    order = {key: place for place, (key, _) in enumerate(texts)}
    made = index(texts, threshold=threshold)
    return [
        likeness
        for key, text in texts
        for likeness in made.alike(key, text)
        if order[likeness.other] < order[key]
    ]  # fmt: skip
