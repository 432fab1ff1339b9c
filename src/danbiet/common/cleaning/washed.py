"""What cleaning one file gives, before it has a name."""

from dataclasses import dataclass
from typing import cast

from danbiet.common.bounded import Answer


@dataclass(frozen=True)
class Washed:
    """New bytes, what was taken out (sentences, each once), pages or sheets, and the size of a picture in dots."""

    data: bytes
    removed: tuple[str, ...] = ()
    pages: int = 1
    size: tuple[int, int] | None = None


def answered(washed: Washed) -> Answer:
    """The same for the way out of a child process."""
    return {"removed": list(washed.removed), "pages": washed.pages}, washed.data


def received(answer: Answer) -> Washed:
    """The same on the other side."""
    values, body = answer
    return Washed(body, tuple(cast(list[str], values["removed"])), cast(int, values["pages"]))
