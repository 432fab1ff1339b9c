"""Provinces, successors and scores for tests; workbooks as the official ones are laid out."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO, StringIO

import xlsxwriter

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.places.models import Closure, Successor, Unit
from danbiet.scores import services
from danbiet.scores.rules import edition_for
from danbiet.scores.rules.cells import fold

AT: datetime = clock.moment(date(2026, 11, 23))
END = date(2025, 7, 1)
CITIES = {"01", "31", "48", "79", "92"}
NEW = {"08": ("Tỉnh Tuyên Quang", ("02", "08")), "48": ("Thành phố Đà Nẵng", ("48", "49"))}


@cache
def shipped() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in csv.reader(StringIO(services.SHIPPED.read_text(encoding="utf-8"))))


@cache
def names() -> dict[str, str]:
    return {row[1]: row[2] for row in shipped()[1:]}


def unit(code: str, name: str, *, from_day: date = date(2008, 8, 1), until_day: date | None = None) -> Unit:
    return Unit(
        code=code, from_day=from_day, until_day=until_day, tier="province",
        kind="city" if code in CITIES else "province", name_vi=name, name_en=fold(name).title(),
        folded=fold(name), sort_key=fold(name),
    )  # fmt: skip


def provinces() -> dict[str, Unit]:
    """The 63 (Hà Nội as the cast has it), and two of the 34 that are made of two each."""
    merged = {old for _, olds in NEW.values() for old in olds}
    known = {one.code: one for one in Unit.objects.filter(tier="province")}
    made = [
        unit(code, name, until_day=END if code in merged else None)
        for code, name in names().items()
        if code not in known
    ]
    new = {code: unit(code, name, from_day=END) for code, (name, _) in NEW.items()}
    Unit.objects.bulk_create([*made, *new.values()])
    Closure.objects.bulk_create(
        Closure(ancestor=one, descendant=one, depth=0, from_day=one.from_day, until_day=one.until_day)
        for one in [*made, *new.values()]
    )
    old = {**known, **{one.code: one for one in made}}
    Successor.objects.bulk_create(
        Successor(old=old[one], new=new[code], share=1, basis="count", decree="202/2025/QH15", on=END)
        for code, (_, olds) in NEW.items()
        for one in olds
    )
    return {code: old[code] for code in names()}


def tidy(rows: Sequence[Sequence[object]], head: str = "year,province_code,province_vi,level,code,score") -> bytes:
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerows([head.split(","), *rows])
    return file.getvalue().encode()


def load(keep: Callable[[tuple[str, ...]], bool] = lambda row: True) -> services.Recorded:
    """Record the shipped figures, or those rows of them that are to be kept."""
    head, *rows = shipped()
    data = tidy([row for row in rows if keep(row)], ",".join(head))
    return services.import_scores(data, name="published.csv", by=SYSTEM, at=AT)


def recent(row: tuple[str, ...]) -> bool:
    return int(row[0]) >= 2022


Block = tuple[str, Sequence[Sequence[object]]]


def workbook(*sheets: Block, merges: Sequence[tuple[str, str, str]] = ()) -> bytes:
    """A workbook of sheets of rows; None leaves a cell out; merges are (sheet, range, text)."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in sheets:
        page = book.add_worksheet(name)
        for area, text in ((area, text) for sheet, area, text in merges if sheet == name):
            page.merge_range(area, text)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(at, column, value)
    book.close()
    return file.getvalue()


def wide(year: int, codes: Sequence[str], *, value: float = 0.5) -> list[list[object]]:
    """Provinces in rows: a Vietnamese head row, an English one, then 28 figures a province."""
    edition = edition_for(year)
    vi: list[object] = ["Tỉnh/Thành phố"]
    en: list[object] = ["Province"]
    shares: list[float] = []
    for one in edition.dimensions:
        vi += [f"Chỉ số nội dung {one.number}: {one.name_vi}"]
        en += [f"Dimension {one.number}: {one.name_en}"]
        parts = [part.low + (part.high - part.low) * value for part in one.sub_dimensions]
        vi += [f"{part.number}. {part.name_vi}" for part in one.sub_dimensions]
        en += [f"{part.number}. {part.name_en}" for part in one.sub_dimensions]
        shares += [sum(parts), *parts]
    return [vi, en, *([names()[code], *shares] for code in codes)]


def long(year: int, codes: Sequence[str], *, value: float = 0.5, statistics: bool = False) -> list[list[object]]:
    """Provinces in columns, a row per part, in both languages, with statistic rows for the total where asked."""
    edition = edition_for(year)
    rows: list[list[object]] = [["Chỉ số / Indicator", "Thang điểm/Scale", None, *(names()[code] for code in codes)]]
    total = 0.0
    for one in edition.dimensions:
        parts = [part.low + (part.high - part.low) * value for part in one.sub_dimensions]
        total += sum(parts)
        rows.append(
            [f"Chỉ số nội dung {one.number} / Dimension {one.number}", "1-10", None, *[sum(parts)] * len(codes)]
        )
        for part, score in zip(one.sub_dimensions, parts, strict=True):
            label = f"{part.number}. {part.name_vi} / {part.name_en}"
            rows.append([label, f"{part.low}-{part.high}", None, *[score] * len(codes)])
            rows.append([f"Biết {part.construct} (%)", "0%-100%", None, *[0.61] * len(codes)])
    if statistics:
        rows.append(["Weighted PAPI Score", "10-80", "Weighted", *[total + 3] * len(codes)])
        rows.append(["Unweighted PAPI Score", "10-80", "Unweighted", *[total] * len(codes)])
        rows.append([None, None, "95% CI Low", *[total - 0.26] * len(codes)])
        rows.append([None, None, "95% CI High", *[total + 0.26] * len(codes)])
        rows.append([None, None, "Standard Error", *[0.158] * len(codes)])
    return rows
