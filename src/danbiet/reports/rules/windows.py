"""The days that a figure counts."""

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
