"""What cleaning one file gives, before it has a name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Washed:
    """New bytes, what was taken out (sentences, each once), pages or sheets, and the size of a picture in dots."""

    data: bytes
    removed: tuple[str, ...] = ()
    pages: int = 1
    size: tuple[int, int] | None = None
