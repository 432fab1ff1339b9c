"""How much of a text the word lists explain: who accuses uses words of their own, and a person reads those.

An accusation that names nobody ("… and when they measure, the furnace is off") has no word that could be listed. But
its words are neither of things in the street nor of where and when; a text is plain only if nearly all its words are.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from danbiet.voices.rules.lists import known
from danbiet.voices.rules.wording import Heard, Phrase, Word, bare, every, phrase, toned, words_of

MOST = 1  # words that no list knows, in a text that only says what is; none in one that gives reasons
NAMED = 0.4  # share of words with a capital up to which a capital is that of a name


def is_explained(heard: Heard) -> bool:
    """Whether nearly every word is one of things in the street, of place and time, or says nothing against anybody."""
    return sum(1 for _ in unexplained(heard)) <= (0 if _argues(heard) else MOST)


def unexplained(heard: Heard) -> Iterator[Word]:
    """The words that no list knows: no name, no number, nothing ordinary, no part of a phrase of things."""
    explained = {at for hit in every(heard, _of_things()) for at in range(hit.start, hit.end)}
    has_names = sum(_is_capital(heard, word) for word in heard.words) <= NAMED * len(heard.words)
    for at, word in enumerate(heard.words):
        is_name = has_names and at > 0 and _is_capital(heard, word)
        if at not in explained and not is_name and not _is_ordinary(word, is_marked=heard.is_marked):
            yield word


def _argues(heard: Heard) -> bool:
    """Whether it gives a reason or sets one thing against another, outside of phrases that always do."""
    fixed = [(hit.start, hit.end) for hit in every(heard, (*known().harmless, *known().plain))]
    said = every(heard, _phrases(tuple(words_of("ordinary")["argues"]["words"])))
    return any(not any(start <= hit.start and hit.end <= end for start, end in fixed) for hit in said)


def _is_capital(heard: Heard, word: Word) -> bool:
    typed = heard.text[word.start : word.end]
    return typed[:1].isupper() and not typed[1:].isupper()


def _is_ordinary(word: Word, *, is_marked: bool) -> bool:
    if any(sign.isdigit() for sign in word.bare):
        return True
    return word.toned in _ordinary() if is_marked else word.bare in _ordinary_bare()


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(toned(word) for line in words_of("ordinary")["words"].values() for word in line.split())


@cache
def _ordinary_bare() -> frozenset[str]:
    return frozenset(bare(word) for line in words_of("ordinary")["words"].values() for word in line.split())


@cache
def _of_things() -> tuple[Phrase, ...]:
    lists = known()
    subjects = (phrases for groups in lists.subjects.values() for _, phrases in groups)
    holders = (group.words for group in lists.holders)
    groups = (lists.plain, lists.harmless, lists.places, lists.danger, lists.soon, *subjects, *holders)
    return tuple(one for phrases in groups for one in phrases)


@cache
def _phrases(words: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(phrase(word) for word in words)
