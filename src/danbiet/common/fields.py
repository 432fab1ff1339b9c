"""Fields that every part's forms share: a day, and choices of rows."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def day_input() -> forms.DateInput:
    """A day as the browser asks for it; without its help, 2021-09-30 or 30/9/2021 may be typed."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Day(forms.DateField):
    """A day."""

    def __init__(self, **options: Any) -> None:
        known = [MinValueValidator(date(1945, 1, 1)), MaxValueValidator(date(2100, 12, 31))]
        super().__init__(widget=day_input(), input_formats=DAY_FORMATS, validators=known, **options)


def by_key(things: Iterable[Any]) -> list[tuple[str, str]]:
    """Choices of rows by their key."""
    return [(str(thing.pk), str(thing)) for thing in things]
