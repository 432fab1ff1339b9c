"""What a command of the measuring engine is asked for, and what it tells at the end."""

import os
from dataclasses import dataclass
from pathlib import Path


def limit_threads(count: int) -> None:
    """Array libraries read these once, when they are first imported; one thread gives the same bytes everywhere."""
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(max(count, 1))


@dataclass(frozen=True)
class Asked:
    """The files and the seed of one run; `also`: the same result in further forms."""

    data: Path
    design: Path
    out: Path
    seed: int = 0
    weights_out: Path | None = None
    replicates_out: Path | None = None
    also: tuple[Path, ...] = ()

    @property
    def outputs(self) -> tuple[Path, ...]:
        """All files that will be written."""
        results = (self.out, *self.also)
        metas = (beside(path) for path in results if path.suffix != ".json")
        return (*results, *metas, *(path for path in (self.weights_out, self.replicates_out) if path))


def beside(path: Path) -> Path:
    """Where the meta file of a table stands."""
    return path.with_name(f"{path.name}.meta.json")


@dataclass(frozen=True)
class Told:
    """How many rows went where."""

    rows: int
    out: str
