"""What reading a file gives: pieces of text that know where they stand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from danbiet.common.bounded import Answer


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


def answered(texts: Texts) -> Answer:
    """The same for the way out of a child process; passages without a word are left behind."""
    rows = [(one.where, one.text, one.is_hidden, one.near) for one in texts if one.text.strip()]
    return {"unread": list(texts.unread)}, json.dumps(rows).encode()


def received(answer: Answer) -> Texts:
    """The same on the other side."""
    values, body = answer
    unread = values["unread"]
    return Texts(tuple(Passage(*row) for row in json.loads(body)), tuple(unread) if isinstance(unread, list) else ())
