"""How pages show a rule of law: its article, its limit in words, and the days that were counted as a calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.law import words
from danbiet.law.calendar import Why
from danbiet.law.citation import Citation
from danbiet.law.deadlines import CountedDay
from danbiet.law.duties import Duty, PostingTerm, duty

register = template.Library()

MOST_NAMED = 4
MOST_DAYS = 140  # twenty weeks: longer counts are told in words alone
NO_CELLS: list["Cell"] = []


@dataclass(frozen=True)
class Cell:
    """One day of the picture; `day` is empty for the cells before the first."""

    day: date | None = None
    css: str = "h"
    text: str = ""
    title: str = ""
    is_named: bool = False


def language() -> str:
    """The reader's language as law knows it: vi or en."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


@register.filter
def cited(of: Citation | str) -> str:
    """The document and its article, in the reader's language."""
    return words.cited(of, language())


@register.filter
def article(duty_id: str) -> str:
    """The document and article of a duty named by its id; "" where no duty is named."""
    return cited(duty(duty_id).basis) if duty_id else ""


@register.filter
def holiday(label: str) -> str:
    """The name of a day off in the reader's language, where it is one of the national calendar."""
    return words.holiday(label, language())


@register.filter
def days_said(days: Sequence[date]) -> str:
    """The first days of a series, each with its day of the week; how many more there are."""
    said = ", ".join(words.day_words(day, language()) for day in days[:MOST_NAMED])
    more = len(days) - MOST_NAMED
    return said + (_(" và {n} ngày nữa").format(n=more) if more > 0 else "")


@register.filter
def weekdays_said(weekdays: Sequence[int]) -> str:
    """Days of the week, Monday being 0, as they are read out."""
    names = [words.WEEKDAYS[language()][day] for day in weekdays]
    return _(" hoặc ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@register.filter
def limit_said(of: Duty) -> str:
    """The limit in words; "" where the law sets none."""
    return words.limit_words(of.limit, language())


@register.filter
def posting_said(of: PostingTerm) -> str:
    """How long and where it hangs."""
    return words.posting_words(of, language())


@register.filter
def said(of: Duty, part: str) -> str:
    """Who, what, trigger or note of a duty, in the reader's language."""
    return str(getattr(of, part)(language()))


@register.inclusion_tag("components/days.html")
def counted_days(days: Sequence[CountedDay], today: date | None = None) -> dict[str, object]:
    """Counted days as weeks from Monday to Sunday; what is not counted has a broken edge and its reason."""
    ordered = sorted(days, key=lambda one: one.day)
    return {"cells": list(_cells(ordered, days, today)) if 0 < len(days) <= MOST_DAYS else NO_CELLS}


def _cells(ordered: Sequence[CountedDay], days: Sequence[CountedDay], today: date | None) -> Iterator[Cell]:
    numbers, last = _numbers(days), days[-1].day
    yield from [Cell()] * ordered[0].day.weekday()
    for one in ordered:
        is_named = one in (ordered[0], ordered[-1]) or one.day.day == 1
        yield Cell(one.day, _css(one, last, today), _text(one, numbers), _title(one), is_named)


def _numbers(days: Sequence[CountedDay]) -> dict[date, int]:
    """Which counted day each is, in the order of the count, which may run backward."""
    counted = [one.day for one in days if one.counted]
    return {day: number for number, day in enumerate(counted, start=1)}


def _css(one: CountedDay, last: date, today: date | None) -> str:
    if one.day == last:
        return "end"
    state = "off" if not one.counted else "past" if today and one.day < today else ""
    return f"{state} today".strip() if one.day == today else state


def _text(one: CountedDay, numbers: dict[date, int]) -> str:
    if one.day in numbers:
        return str(numbers[one.day])
    short = {Why.FIRST_DAY: _("ngày đầu"), Why.SUSPENDED: _("tạm dừng"), Why.ROLLED: _("dời đến")}
    return short.get(one.why, _("nghỉ"))


def _title(one: CountedDay) -> str:
    reasons = {
        Why.FIRST_DAY: _("Ngày sự kiện, không tính"),
        Why.COUNTED: _("Tính"),
        Why.SATURDAY: _("Thứ Bảy, không tính"),
        Why.SUNDAY: _("Chủ nhật, không tính"),
        Why.DAY_OFF: _("Ngày nghỉ, không tính"),
        Why.WORKED_SATURDAY: _("Ngày cuối tuần làm bù, có tính"),
        Why.SUSPENDED: _("Tạm dừng, không tính"),
        Why.ROLLED: _("Ngày cuối là ngày nghỉ nên dời"),
    }
    return ": ".join(filter(None, [reasons[one.why], holiday(one.label)]))
