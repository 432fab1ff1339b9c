"""Charts as drawn in the design: SVG without viewBox, x in per cent, y in pixels, one hue; figures in the label."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from danbiet.common.templatetags.danbiet import number

register = template.Library()

MIDDLE = 13  # height of the line on which a strip's marks stand
LEFT = 2.0


class Spread(Protocol):
    """Where all the places lie."""

    low: float
    quarter: float
    middle: float
    three_quarters: float
    high: float


class Point(Protocol):
    year: int
    value: float | None
    mean: float | None


class Series(Protocol):
    points: Sequence[Point]
    breaks: Sequence[int]
    low: float
    high: float


@register.simple_tag
def strip(
    now: object, *, before: object = None, spread: Spread | None = None, usual: float | None = None,
    axis: tuple[float, float] = (0.0, 10.0), label: str = "",
) -> SafeString:  # fmt: skip
    """One place against all: range, middle half, median, last year, this year, and what one year usually moves."""
    at = Scale(axis)
    marks = [*_around(at, spread), *_bracket(at, before, usual)]
    marks += [f'<circle class="was" cx="{at(before)}" cy="{MIDDLE}" r="4.5"/>'] if before is not None else []
    marks += [f'<circle class="our" cx="{at(now)}" cy="{MIDDLE}" r="6"/>'] if now is not None else []
    height = 32 if usual else 26
    return _svg(height, label, marks)


@register.simple_tag
def interval(
    value: object, ends: tuple[object, object], *, axis: tuple[float, float], common: float | None = None,
    is_apart: bool = False, label: str = "",
) -> SafeString:  # fmt: skip
    """An estimate in its interval, on the axis of all rows; filled where the interval leaves the common level."""
    at, (low, high) = Scale(axis), ends
    marks = [_line("ax", ("0%", MIDDLE), ("100%", MIDDLE))]
    marks += [_line("natl", (at(common), 3), (at(common), 23))] if common is not None else []
    marks += [_line("ci", (at(low), MIDDLE), (at(high), MIDDLE))] if low is not None and high is not None else []
    if value is not None:
        marks.append(f'<circle class="{"our" if is_apart else "was"}" cx="{at(value)}" cy="{MIDDLE}" r="5"/>')
    return _svg(26, label, marks)


class Scale:
    """Per cent of the width for a value between two ends; a mark outside the axis stands at its end."""

    def __init__(self, axis: tuple[float, float]) -> None:
        self.low, self.high = axis

    def share(self, value: object) -> float:
        inside = (float(str(value)) - self.low) / ((self.high - self.low) or 1.0) * 100
        return min(100.0, max(0.0, inside))

    def __call__(self, value: object) -> str:
        return f"{self.share(value):.2f}%"


def _around(at: Scale, spread: Spread | None) -> Iterator[str]:
    if spread is None:
        return
    width = at.share(spread.three_quarters) - at.share(spread.quarter)
    yield _line("ax2", (at(spread.low), MIDDLE), (at(spread.high), MIDDLE))
    yield f'<rect class="nat" x="{at(spread.quarter)}" width="{width:.2f}%" y="6" height="14"/>'
    yield _line("natl", (at(spread.middle), 3), (at(spread.middle), 23))


def _bracket(at: Scale, before: object, usual: float | None) -> Iterator[str]:
    if before is None or not usual:
        return
    low, high = at(float(str(before)) - usual), at(float(str(before)) + usual)
    yield _line("mv", (low, 28), (high, 28))
    yield _line("mv", (low, 25), (low, 31))
    yield _line("mv", (high, 25), (high, 31))


def _line(kind: str, start: tuple[str, float], end: tuple[str, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{kind}" x1="{x1}" x2="{x2}" y1="{y1:g}" y2="{y2:g}"/>'


def _svg(height: int, label: str, marks: Sequence[str]) -> SafeString:
    drawing = mark_safe("".join(marks))
    return format_html(
        '<svg class="ch" width="100%" height="{}" role="img" aria-label="{}">{}</svg>', height, label, drawing
    )


class Sheet:
    """The plane of a line chart: years across, values up, ticks at both ends and the middle."""

    def __init__(self, series: Series, height: int, every: int) -> None:
        self.series, self.every = series, every
        self.top, self.bottom = 16.0, float(height - 20)
        self.right = 92.0 if height > 100 else 86.0
        years = [point.year for point in series.points]
        self.first, self.last = min(years), max(years)

    def x(self, year: float) -> str:
        span = (self.last - self.first) or 1
        return f"{LEFT + (year - self.first) / span * (self.right - LEFT):.2f}%"

    def y(self, value: float) -> float:
        share = (value - self.series.low) / ((self.series.high - self.series.low) or 1)
        return round(self.bottom - share * (self.bottom - self.top), 1)


@register.simple_tag
def line_chart(series: Series, *, height: int = 150, label: str = "", every: int = 0) -> SafeString:
    """One place through the years beside the mean of all; not joined where the way of measuring changed."""
    if not series.points:
        return mark_safe("")
    sheet = Sheet(series, height, every or max(2, len(series.points) - 1))
    marks = [*_grid(sheet), *_breaks(sheet), *_joined(sheet, "natl", "mean"), *_joined(sheet, "ourl", "value")]
    return _svg(height, label, [*marks, *_dots(sheet), *_years(sheet)])


def _grid(sheet: Sheet) -> Iterator[str]:
    low, high = sheet.series.low, sheet.series.high
    for value in (low, (low + high) / 2, high):
        y = sheet.y(value)
        yield _line("ax", ("0", y), (f"{sheet.right + 2:g}%", y))
        text = number(value, 0 if float(value).is_integer() else 2 if value * 10 % 1 else 1)
        yield f'<text x="100%" y="{y + 4:g}" text-anchor="end">{text}</text>'


def _breaks(sheet: Sheet) -> Iterator[str]:
    for year in sheet.series.breaks:
        if sheet.first < year <= sheet.last:
            x = sheet.x(year - 0.5)
            yield _line("brk", (x, 4), (x, sheet.bottom))


def _joined(sheet: Sheet, kind: str, field: str) -> Iterator[str]:
    points = sheet.series.points
    for one, two in zip(points, points[1:], strict=False):
        start, end = getattr(one, field), getattr(two, field)
        if start is not None and end is not None and two.year not in sheet.series.breaks:
            yield _line(kind, (sheet.x(one.year), sheet.y(start)), (sheet.x(two.year), sheet.y(end)))


def _dots(sheet: Sheet) -> Iterator[str]:
    """Every year of the place as a dot that tells its figure; the mean only where no line can show it."""
    for point in sheet.series.points:
        if point.mean is not None and _alone(sheet, point):
            yield f'<circle class="natd" cx="{sheet.x(point.year)}" cy="{sheet.y(point.mean)}" r="2"/>'
        if point.value is not None:
            told = f"<title>{point.year}: {number(point.value, 2)}</title>"
            yield f'<circle class="our" cx="{sheet.x(point.year)}" cy="{sheet.y(point.value)}" r="2.8">{told}</circle>'


def _alone(sheet: Sheet, point: Point) -> bool:
    years = {one.year for one in sheet.series.points if one.mean is not None}
    before = point.year - 1 in years and point.year not in sheet.series.breaks
    after = point.year + 1 in years and point.year + 1 not in sheet.series.breaks
    return not before and not after


def _years(sheet: Sheet) -> Iterator[str]:
    for year in range(sheet.first, sheet.last + 1, sheet.every):
        anchor = "start" if year == sheet.first else "middle"
        yield f'<text x="{sheet.x(year)}" y="{sheet.bottom + 16:g}" text-anchor="{anchor}">{year}</text>'
