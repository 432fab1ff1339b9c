"""What a command of the measuring engine is asked for, and what it tells at the end."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """The files and the seed of one run."""

    data: Path
    design: Path
    out: Path
    seed: int = 0
    weights_out: Path | None = None
    replicates_out: Path | None = None


@dataclass(frozen=True)
class Told:
    """How many rows went where."""

    rows: int
    out: str
