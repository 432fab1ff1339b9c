"""The days that a figure counts, and the print of the rows it counts.

The days are those of the periods that the law closes on the 14th: RPT-01, RPT-02, RPT-03, RPT-04, RPT-05.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

Row = int | str


@dataclass(frozen=True)
class Window:
    """Days counted: from the first, until exclusively the second; stocks are read on the last day."""

    from_day: date
    until_day: date

    @property
    def last_day(self) -> date:
        """The day on which the data close."""
        return self.until_day - timedelta(days=1)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.from_day <= day < self.until_day

    def reached(self, day: date | None) -> bool:
        """Whether the day came before the data closed."""
        return day is not None and day < self.until_day


def fingerprint(rows: Iterable[Row]) -> str:
    """SHA-256 of the rows' keys in order: same rows, same print."""
    return hashlib.sha256("\n".join(str(row) for row in rows).encode()).hexdigest()
