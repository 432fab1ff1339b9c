"""What a ward can do about a matter itself, and what only others can change (data/powers.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from danbiet.voices.rules import Subject
from danbiet.voices.rules.router import Holder


@dataclass(frozen=True)
class Power:
    """The two halves of a matter, in both languages, and who usually holds the second."""

    can_vi: str
    can_en: str
    cannot_vi: str
    cannot_en: str
    other: Holder


@cache
def powers() -> dict[Subject, Power]:
    """The sharing as shipped."""
    rows = tomllib.loads(files("danbiet.voices").joinpath("data/powers.toml").read_text(encoding="utf-8"))
    return {
        Subject(name): Power(row["can_vi"], row["can_en"], row["cannot_vi"], row["cannot_en"], Holder(row["other"]))
        for name, row in rows.items()
    }
