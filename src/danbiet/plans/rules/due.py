"""When a task is due, read from the words of the plan; the words are kept beside what was read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from danbiet.plans.rules.folding import fold, tidy


class Recurrence(StrEnum):
    """How often a task comes back."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    ONGOING = "ongoing"


@dataclass(frozen=True)
class Due:
    """A deadline as written and as read: a day, or a span [from_day, until_day), or a rhythm, or only words."""

    wording: str
    due_on: date | None = None
    from_day: date | None = None
    until_day: date | None = None
    recurrence: Recurrence | None = None

    @property
    def last_day(self) -> date | None:
        """The latest day the words allow, if they name one."""
        if self.due_on:
            return self.due_on
        return self.until_day - timedelta(days=1) if self.until_day else None


RHYTHMS = (
    (Recurrence.DAILY, r"hang ngay|moi ngay|/ngay\b"),
    (Recurrence.WEEKLY, r"hang tuan|moi tuan|/tuan\b"),
    (Recurrence.HALF_YEARLY, r"dinh ky 6 thang|6 thang (?:mot|1) lan|sau thang (?:mot|1) lan|/6 thang"),
    (Recurrence.QUARTERLY, r"hang quy|moi quy|/quy\b"),
    (Recurrence.MONTHLY, r"hang thang|moi thang|/thang\b(?!\s*\d)"),
    (Recurrence.YEARLY, r"hang nam|moi nam|/nam\b(?!\s*\d)"),
    (Recurrence.ONGOING, r"thuong xuyen|lien tuc"),
)
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
CUE = re.compile(
    r"\b(?:(?:hoan thanh|ban hanh|bao cao)\s+)?(?:xong\s+)?"
    r"(?:truoc(?: ngay)?|cham nhat(?: la| vao)?(?: ngay)?|den het|han (?:cuoi|chot)|trong(?= (?:quy|thang|nam))|"
    r"xong vao|thoi gian(?: thuc hien| hoan thanh)?:|thoi han(?: hoan thanh)?:)\s*"
)


def month(year: int, first: int, months: int = 1) -> tuple[date, date]:
    """The span of `months` months from the first day of month `first`."""
    end = year * 12 + first - 1 + months
    return date(year, first, 1), date(end // 12, end % 12 + 1, 1)


def _day(found: re.Match[str], year: int | None, wording: str) -> Due | None:
    named = found["year"] or year
    if named is None:
        return None
    return Due(wording, due_on=date(int(named), int(found["month"]), int(found["day"])))


def _span(wording: str, span: tuple[date, date]) -> Due:
    return Due(wording, from_day=span[0], until_day=span[1])


def _month(found: re.Match[str], year: int | None, wording: str) -> Due | None:
    named = found["year"] or year
    return _span(wording, month(int(named), int(found["month"]))) if named else None


def _quarter(found: re.Match[str], year: int | None, wording: str) -> Due | None:
    named = found["year"] or year
    return _span(wording, month(int(named), QUARTERS[found["quarter"]] * 3 - 2, 3)) if named else None


def _half(found: re.Match[str], year: int | None, wording: str) -> Due | None:
    named = found["year"] or year
    return _span(wording, month(int(named), 1 if found["half"] == "dau" else 7, 6)) if named else None


def _years(found: re.Match[str], year: int | None, wording: str) -> Due | None:
    return Due(wording, from_day=date(int(found["first"]), 1, 1), until_day=date(int(found["last"]) + 1, 1, 1))


def _year(found: re.Match[str], year: int | None, wording: str) -> Due | None:
    return _span(wording, month(int(found["year"]), 1, 12))


SEPARATOR = r"\s*[/.-]\s*"
YEAR = r"(?P<year>(?:19|20)\d\d)"
OF_YEAR = rf"(?:\s*[/-]\s*|\s*,?\s*nam\s+){YEAR}"
FORMS: tuple[tuple[str, Callable[[re.Match[str], int | None, str], Due | None]], ...] = (
    (rf"\b(?P<day>\d\d?){SEPARATOR}(?P<month>\d\d?){SEPARATOR}{YEAR}\b", _day),
    (rf"\bngay\s+(?P<day>\d\d?)\s+thang\s+(?P<month>\d\d?)(?:\s+nam\s+{YEAR})?", _day),
    (rf"\bquy\s*(?P<quarter>iv|iii|ii|i|[1-4])\b(?:{OF_YEAR})?", _quarter),
    (rf"\b6\s+thang\s+(?P<half>dau|cuoi)\s+nam(?:\s+{YEAR})?", _half),
    (rf"\bthang\s+(?P<month>\d\d?)(?:{OF_YEAR})?", _month),
    (rf"(?<![\d/.])(?P<month>\d\d?)\s*/\s*{YEAR}\b", _month),
    (r"\b(?P<first>20\d\d)\s*[-–]\s*(?P<last>20\d\d)\b", _years),
    (r"\b(?P<day>\d\d?)\s*/\s*(?P<month>\d\d?)(?P<year>)(?![/\d])", _day),
    (rf"\b(?:nam\s+)?{YEAR}\b", _year),
)


def _rhythm(folded: str) -> Recurrence | None:
    return next((kind for kind, form in RHYTHMS if re.search(form, folded)), None)


def _named(folded: str, year: int | None, wording: str) -> tuple[Due | None, int]:
    """(what the first form that fits says, where it ends)."""
    for form, make in FORMS:
        found = re.search(form, folded)
        if found is None:
            continue
        try:
            return make(found, year, wording), found.end()
        except ValueError:
            return None, 0
    return None, 0


def read_due(text: str, *, year: int | None = None) -> Due | None:
    """Read a deadline cell: `Quý IV/2021`, `Trước 30/11`, `Thường xuyên`; `year` completes a day without a year.

    Words that name no day, span or rhythm come back as words alone; an empty cell as None.
    """
    wording = tidy(text)
    if not wording:
        return None
    folded = fold(wording)
    read, _ = _named(folded, year, wording)
    return replace(read or Due(wording), recurrence=_rhythm(folded))


def find_due(sentence: str, *, year: int | None = None) -> Due | None:
    """Find a deadline inside a sentence: only after a word that announces one, never the date of a cited document."""
    wording = tidy(sentence)
    folded = fold(wording)
    cue = CUE.search(folded)
    rhythm = _rhythm(folded)
    if cue:
        read, end = _named(folded[cue.end() :][:40], year, "")
        if read:
            return replace(read, wording=wording[cue.start() : cue.end() + end].strip(), recurrence=rhythm)
    return Due(wording, recurrence=rhythm) if rhythm else None
