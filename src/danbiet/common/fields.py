"""Fields that every part's forms share: a day, and choices of rows."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from danbiet.law.calendar import LAST

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def day_input() -> forms.DateInput:
    """A day as the browser asks for it; without its help, 2021-09-30 or 30/9/2021 may be typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Day(forms.DateField):
    """A day, none after the last of the calendar of working days: a limit may be counted from any day typed."""

    def __init__(self, **options: Any) -> None:
        latest = MaxValueValidator(LAST, _("Chỉ ghi được ngày đến hết năm 2060: lịch ngày làm việc đến đó."))
        known = [MinValueValidator(date(1945, 1, 1)), latest]
        super().__init__(widget=day_input(), input_formats=DAY_FORMATS, validators=known, **options)


def by_key(things: Iterable[Any]) -> list[tuple[str, str]]:
    """Choices of rows by their key."""
    return [(str(thing.pk), str(thing)) for thing in things]
