"""Vietnamese words as people type them: with marks, without, on a phone; and phrases found among them."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

WORD = re.compile(r"[^\W_]+")
DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "3", "\u0323": "5"}  # hỏi and ngã are often mixed up
GAP = "…"
VOWELS = "aeiouy"
SYLLABLE = re.compile(  # of a word without marks; what closes it is no beginning of the next
    rf"(?:ngh|[ckpt]h|n[gh]|g[hi]|tr|qu|[bcdghklmnrstvx])?[{VOWELS}]{{1,3}}(?:(?:ng|nh|ch|[cmnpt])(?![{VOWELS}]))?"
)
POINTED = re.compile(r"(?<![^\W_])[^\W\d_]{1,6}(?:[.·•*_~|-][^\W\d_]{1,6})+(?![^\W_])")  # t.ố, h-ối
SPACED = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .·•*_~|-]{1,3}[^\W\d_]){3,}(?![^\W_])")  # t ố c á o
LONGEST_GAP = 3
MARKED_FROM = 0.3  # share of words with marks from which a text counts as written with them
DOUBTED = 0.5  # what a phrase is worth that differs by a tone, or lacks marks, in a text that has marks
SHORT = 0.7  # what a single word is worth in a text without marks: many syllables fall together


@dataclass(frozen=True)
class Word:
    """A word in three forms (as typed, without marks, with its tone at the end) and where it stands in the text."""

    bare: str
    toned: str
    start: int
    end: int


@dataclass(frozen=True)
class Heard:
    """A text made ready: its words, and whether its writer uses marks."""

    text: str
    words: tuple[Word, ...]
    is_marked: bool

    @cached_property
    def bares(self) -> frozenset[str]:
        """The words without marks: most phrases begin with none of them."""
        return frozenset(word.bare for word in self.words)


@dataclass(frozen=True)
class Hit:
    """A phrase met: from which to which word (exclusive), and how surely (0 to 1)."""

    start: int
    end: int
    strength: float


@dataclass(frozen=True)
class Phrase:
    """Words in a row; a gap stands for up to three others."""

    wording: str
    bare: tuple[str, ...]
    toned: tuple[str, ...]


def bare(text: str) -> str:
    """Lower case without marks, đ as d."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def toned(word: str) -> str:
    """The word with the tone put behind it, so that hòa and hoà are one, and hỏi and ngã too."""
    tone, kept = "", []
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter in TONES:
            tone = TONES[letter]
        else:
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)) + tone


def hear(text: str) -> Heard:
    """The words of a text; abbreviations of the telephone are read as what they mean."""
    whole = joined(text)
    found = [word for match in WORD.finditer(whole) for word in _read(match)]
    marked = sum(word.bare != word.toned for word in found if not word.bare.isdigit())
    typed = [match[0] for match in WORD.finditer(whole)]
    has_marks = sum(not word.isascii() for word in typed) >= MARKED_FROM * max(len(typed), 1)
    return Heard(whole, tuple(found), bool(marked) and has_marks)


def joined(text: str) -> str:
    """A text in which letters set apart stand together again ("t.ố c.á.o": "tố cáo"); unseen signs are gone."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return SPACED.sub(_together, POINTED.sub(_together, seen))


def _together(match: re.Match[str]) -> str:
    """Parts that only together are syllables, cut into these; any others as they stand."""
    parts = WORD.findall(match[0].replace("_", " "))
    whole = "".join(parts)
    found = list(_syllables(bare(whole)))
    is_apart = not all(SYLLABLE.fullmatch(bare(part)) and len(part) > 1 for part in parts)
    if not is_apart or sum(end - start for start, end in found) < len(whole) or any(e - s < 2 for s, e in found):
        return match[0]
    return " ".join(whole[start:end] for start, end in found)


def _syllables(letters: str) -> Iterator[tuple[int, int]]:
    """Where the syllables of letters without a gap begin and end, as far as they go."""
    at = 0
    while found := SYLLABLE.match(letters, at):
        yield found.span()
        at = found.end()


@cache
def phrase(wording: str) -> Phrase:
    """A phrase of the word lists."""
    parts = wording.split()
    return Phrase(wording, tuple(bare(part) for part in parts), tuple(toned(part) for part in parts))


def find(heard: Heard, one: Phrase) -> Iterator[Hit]:
    """Where a phrase stands in a text."""
    for start, word in enumerate(heard.words):
        if word.bare == one.bare[0]:
            hit = _match(heard, one, start)
            if hit is not None:
                yield hit


def every(heard: Heard, phrases: Iterable[Phrase]) -> tuple[Hit, ...]:
    """Every hit of every phrase, not only the surest of each."""
    begun = (one for one in phrases if one.bare[0] in heard.bares)
    return tuple(hit for one in begun for hit in find(heard, one) if hit.strength > 0)


def best(heard: Heard, phrases: Iterable[Phrase]) -> tuple[Hit, ...]:
    """The surest hit of each phrase that stands in the text."""
    begun = (one for one in phrases if one.bare[0] in heard.bares)
    found = (max(find(heard, one), key=lambda hit: hit.strength, default=None) for one in begun)
    return tuple(hit for hit in found if hit is not None and hit.strength > 0)


def wording(heard: Heard, hit: Hit) -> str:
    """The words of the text that were met, as their writer typed them."""
    return heard.text[heard.words[hit.start].start : heard.words[hit.end - 1].end]


def folded_words(text: str) -> tuple[str, ...]:
    """Words without marks, abbreviations written out: what likeness is measured on."""
    means = _bare_meanings()
    return tuple(part for word in WORD.findall(DRAWN_OUT.sub(r"\1", bare(text))) for part in means.get(word, (word,)))


def short_for(word: str) -> frozenset[str]:
    """The abbreviations that mean a word, or a phrase with it, without marks."""
    return _shorts().get(word, frozenset())


def _read(match: re.Match[str]) -> Iterator[Word]:
    typed = DRAWN_OUT.sub(r"\1", match[0].lower())
    for part in _meanings().get(typed, typed).split():
        yield Word(bare(part), toned(part), match.start(), match.end())


def _match(heard: Heard, one: Phrase, start: int) -> Hit | None:
    end = _end(heard.words, one.bare, start)
    if end is None:
        return None
    single = len(one.bare) == 1
    # only words that stand together may differ by a tone: "chỉ … nhà" is no "chị … nhà"
    if not heard.is_marked:
        if single and one.toned[0] in _ambiguous():
            return None
        return Hit(start, end, SHORT if single else 1.0)
    spoken, wanted = [word.toned for word in heard.words[start:end]], [part for part in one.toned if part != GAP]
    if _is_within(wanted, spoken):
        return Hit(start, end, 1.0)
    near = (
        not single
        and GAP not in one.bare
        and _is_within([_toneless(part) for part in wanted], [_toneless(word) for word in spoken])
    )
    unmarked = not single and all(word.bare == word.toned for word in heard.words[start:end])
    return Hit(start, end, DOUBTED if near or unmarked else 0.0)


def _end(words: Sequence[Word], parts: Sequence[str], at: int) -> int | None:
    """The word after the phrase that begins at a word; None when it does not stand there."""
    skipped = False
    for part in parts:
        if part == GAP:
            skipped = True
            continue
        reach = range(at, min(at + (LONGEST_GAP + 1 if skipped else 1), len(words)))
        found = next((place for place in reach if words[place].bare == part), None)
        if found is None:
            return None
        at, skipped = found + 1, False
    return at


def _toneless(word: str) -> str:
    return word.rstrip("1235") if not word.isdigit() else word


def _is_within(parts: Sequence[str], spoken: Sequence[str]) -> bool:
    rest = iter(spoken)
    return all(part in rest for part in parts)


@cache
def _meanings() -> dict[str, str]:
    means: dict[str, str] = words_of("teencode")["means"]
    return means


@cache
def _bare_meanings() -> dict[str, tuple[str, ...]]:
    return {bare(short): tuple(bare(meaning).split()) for short, meaning in _meanings().items()}


@cache
def _shorts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for short, meanings in _bare_meanings().items():
        for meaning in meanings:
            found.setdefault(meaning, set()).add(short)
    return {meaning: frozenset(shorts) for meaning, shorts in found.items()}


@cache
def _ambiguous() -> frozenset[str]:
    """Words that are too many other words when written without marks: chó, cho."""
    return frozenset(toned(word) for word in words_of("teencode")["typed"]["only_with_marks"])


@cache
def words_of(name: str) -> dict[str, dict[str, str]]:
    """A list of words as shipped (data/words/NAME.toml)."""
    return tomllib.loads(files("danbiet.voices").joinpath(f"data/words/{name}.toml").read_text(encoding="utf-8"))
