"""What reading a file gives: pieces of text that know where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A piece of text: where it stands (for a reader), whether a reader of the file would not see it.

    `near` holds words that stand beside it elsewhere: the head of its column, the cell on its left.
    """

    where: str
    text: str
    is_hidden: bool = False
    near: str = ""


@dataclass(frozen=True)
class Texts:
    """All passages of a file, and the places whose words a machine cannot read: a person must look there."""

    passages: tuple[Passage, ...]
    unread: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.passages)
