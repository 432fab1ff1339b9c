"""The word lists of the router as shipped (data/words/), read once. They are files that people edit; nothing learns."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from danbiet.voices.rules.wording import Phrase, phrase, words_of


@dataclass(frozen=True)
class Sign:
    """Words for a kind of paper: one of `any`, and one of `also` if there are such, and none of `unless`."""

    kind: str
    weight: float
    any: tuple[Phrase, ...]
    also: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    is_guard: bool


@dataclass(frozen=True)
class Group:
    """Words that name a holder or a construct, and the subjects for which they count."""

    name: str
    subjects: frozenset[str]
    words: tuple[Phrase, ...]


@dataclass(frozen=True)
class Lists:
    """Everything the router knows."""

    signs: tuple[Sign, ...]
    risks: dict[str, tuple[Phrase, ...]]
    plain: tuple[Phrase, ...]
    harmless: tuple[Phrase, ...]
    subjects: dict[str, tuple[tuple[float, tuple[Phrase, ...]], ...]]
    places: tuple[Phrase, ...]
    usual_holders: dict[str, str]
    holders: tuple[Group, ...]
    constructs: tuple[Group, ...]
    danger: tuple[Phrase, ...]
    soon: tuple[Phrase, ...]


@cache
def known() -> Lists:
    """The lists as shipped."""
    other: dict[str, Any] = dict(words_of("other"))
    kinds: dict[str, Any] = dict(words_of("kinds"))
    return Lists(
        signs=_signs(kinds),
        risks={name: _phrases(_named(words, kinds["classes"])) for name, words in kinds["risks"].items()},
        plain=_phrases([*kinds["plain"]["faults"], *kinds["plain"]["wishes"]]),
        harmless=_phrases(kinds["plain"]["harmless"]),
        subjects={name: _weighed(groups) for name, groups in words_of("subjects").items()},
        places=_phrases(other["places"]["words"]),
        usual_holders=other["holders"]["default"],
        holders=tuple(_group(row, "who") for row in other["holder"]),
        constructs=tuple(_group(row, "name") for row in other["construct"]),
        danger=_phrases(other["danger"]["words"]),
        soon=_phrases(other["soon"]["words"]),
    )


def _signs(rows: dict[str, Any]) -> tuple[Sign, ...]:
    classes = {**rows["classes"], **{name: rows[name]["words"] for name in ("more", "document", "report_only")}}

    def words(row: dict[str, Any], name: str) -> tuple[Phrase, ...]:
        return _phrases(_named(row.get(name, ()), classes))

    return tuple(
        Sign(
            row["kind"], float(row["weight"]), words(row, "any"), words(row, "with"), words(row, "unless"),
            row.get("guard", False),
        )
        for row in rows["sign"]
    )  # fmt: skip


def _named(words: Iterable[str], classes: dict[str, list[str]]) -> list[str]:
    """Words, with those of a class in place of its @name."""
    groups = (classes[word[1:]] if word.startswith("@") else [word] for word in words)
    return [word for group in groups for word in group]


def _weighed(groups: Any) -> tuple[tuple[float, tuple[Phrase, ...]], ...]:
    return tuple((float(weight), _phrases(words)) for weight, words in groups.items())


def _group(row: dict[str, Any], name: str) -> Group:
    return Group(row[name], frozenset(row["subjects"]), _phrases(row["words"]))


def _phrases(words: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(phrase(word) for word in words)
