"""Kept files laid out under the names that a design gives them, for as long as the engine works."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from danbiet.common import files


@contextmanager
def laid_out(kept: Mapping[str, str]) -> Iterator[Path]:
    """A folder in which every name leads to the file kept under its hash; gone afterwards with all that was made."""
    with tempfile.TemporaryDirectory(prefix="danbiet-") as name:
        folder = Path(name)
        for one, sha256 in kept.items():
            if sha256:
                (folder / one).symlink_to(files.path_of(sha256).resolve())
        yield folder
