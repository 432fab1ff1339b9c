"""Words as they are searched: without marks, in either kind of case, all of them, the last one perhaps unfinished."""

import re
from dataclasses import dataclass

from danbiet.plans.rules.folding import words

NUMBER = re.compile(r"^PA-(\d{4})-(\d{6,9})$")
MOST_WORDS = 8
SHORTEST = 2


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a number, or words; nothing when too little was typed."""

    number: str = ""
    words: tuple[str, ...] = ()

    @property
    def is_enough(self) -> bool:
        return bool(self.number or self.words)


def folded(*texts: str) -> str:
    """The words of texts without marks, as they lie in the index."""
    return " ".join(word for text in texts for word in words(text))


def wanted(typed: str) -> Wanted:
    """What a person typed into the box."""
    number = typed.strip().upper().replace(" ", "")
    if NUMBER.match(number):
        return Wanted(number=number)
    found = tuple(dict.fromkeys(words(typed[:200])))[:MOST_WORDS]
    return Wanted(words=found) if any(len(word) >= SHORTEST for word in found) else Wanted()
