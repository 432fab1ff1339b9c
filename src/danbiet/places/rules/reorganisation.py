"""The reorganisation file: CSV old,new,share,basis,decree,date, read and checked by itself."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from danbiet.common.actor import FileProblems, Problem, say
from danbiet.places.rules.kinds import tier_of
from danbiet.places.rules.rebasing import Basis

COLUMNS = ("old", "new", "share", "basis", "decree", "date")
OPTIONAL = ("name_vi",)  # the full name of a unit that the file founds
LIMIT_BYTES, LIMIT_ROWS, LIMIT_TEXT = 5 * 1024 * 1024, 20_000, 120
FIRST_DAY, LAST_DAY = date(1945, 9, 2), date(2100, 1, 1)
SMALLEST = Decimal("0.00000001")


@dataclass(frozen=True)
class Row:
    """One line: which share of which old unit passes to which new one, from which day, by what."""

    row: int
    old: str
    new: str
    share: Decimal
    basis: Basis
    decree: str
    day: date
    name_vi: str = ""


def read(data: bytes, *, file: str = "") -> tuple[Row, ...]:
    """All rows, or FileProblems with everything found wrong."""
    lines = _lines(data, file)
    header = [cell.strip().lower() for cell in lines[0]]
    _check_header(header, file)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        found = _row(number, header, cells)
        problems += found if isinstance(found, list) else []
        rows += [found] if isinstance(found, Row) else []
    problems += _together(rows) if not problems else []
    if not rows and not problems:
        problems.append(Problem("empty", say("Tệp không có dòng dữ liệu nào.")))
    refuse(problems, file)
    return tuple(rows)


def refuse(problems: Sequence[Problem], file: str) -> None:
    """Raise with the problems, each told its file, if there are any."""
    if problems:
        raise FileProblems(
            tuple(
                Problem(one.code, one.sentence, one.values, file=file, row=one.row, column=one.column)
                for one in problems
            )
        )


def _lines(data: bytes, file: str) -> list[list[str]]:
    text = ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse([Problem("encoding", say("Tệp không phải văn bản UTF-8."))], file)
    checks = [
        Problem("too_large", say("Tệp lớn hơn 5 MB.")) if len(data) > LIMIT_BYTES else None,
        Problem("empty", say("Tệp rỗng.")) if not text.strip() else None,
        Problem("control", say("Tệp chứa ký tự điều khiển.")) if "\0" in text else None,
    ]
    refuse([problem for problem in checks if problem], file)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        refuse([Problem("csv", say("Tệp không đọc được như một bảng CSV (ngoặc kép chưa đóng?)."))], file)
    if len(lines) > LIMIT_ROWS:
        refuse([Problem("too_large", say("Tệp nhiều hơn 20.000 dòng."))], file)
    return lines


def _check_header(header: list[str], file: str) -> None:
    problems = [
        Problem("column_missing", say("Thiếu cột {column}."), (("column", name),), row=1, column=name)
        for name in COLUMNS
        if name not in header
    ]
    problems += [
        Problem("column_unknown", say("Cột {column} không được nhận ở đây."), (("column", name),), row=1, column=name)
        for name in header
        if name not in COLUMNS + OPTIONAL
    ]
    if len(set(header)) < len(header):
        problems.append(Problem("column_twice", say("Một cột có mặt hai lần."), row=1))
    refuse(problems, file)


def _row(number: int, header: list[str], cells: list[str]) -> Row | list[Problem]:
    if len(cells) != len(header):
        sentence = say("Dòng có {found} ô, cần {wanted} ô.")
        return [Problem("cells", sentence, (("found", len(cells)), ("wanted", len(header))), row=number)]
    cell = {name: value.strip() for name, value in zip(header, cells, strict=True)}
    problems = [
        Problem(code, sentence, (("value", cell[column][:40]),), row=number, column=column)
        for column, code, sentence in _wrong(cell)
    ]
    if problems:
        return problems
    return Row(
        row=number,
        old=cell["old"],
        new=cell["new"],
        share=Decimal(cell["share"]),
        basis=Basis(cell["basis"]),
        decree=cell["decree"],
        day=date.fromisoformat(cell["date"]),
        name_vi=cell.get("name_vi", ""),
    )


def _wrong(cell: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    """(column, code, sentence) of every cell that cannot be meant."""
    for column in ("old", "new"):
        if tier_of(cell[column]) is None:
            yield column, "code", say("“{value}” không phải mã đơn vị (2, 3 hoặc 5 chữ số).")
    yield from _wrong_share(cell["share"])
    if cell["basis"] not in set(Basis):
        yield "basis", "basis", say("Căn cứ “{value}” không nằm trong: population, households, area, count, assumed.")
    if not cell["decree"] and cell["basis"] != Basis.ASSUMED:
        yield "decree", "decree", say("Thiếu số nghị quyết. Chỉ tỷ lệ giả định mới được để trống.")
    for column in ("decree", "name_vi"):
        if len(cell.get(column, "")) > LIMIT_TEXT:
            yield column, "too_long", say("“{value}…” dài quá 120 ký tự.")
    yield from _wrong_day(cell["date"])


def _wrong_share(text: str) -> Iterable[tuple[str, str, str]]:
    try:
        share = Decimal(text)
    except InvalidOperation:
        yield "share", "share", say("“{value}” không phải tỷ lệ, ví dụ 0.25 (dấu chấm).")
        return
    if not share.is_finite() or not 0 < share <= 1:
        yield "share", "share_range", say("Tỷ lệ {value} phải lớn hơn 0 và không quá 1.")
    elif share != share.quantize(SMALLEST):
        yield "share", "share_digits", say("Tỷ lệ {value} có hơn 8 chữ số thập phân.")


def _wrong_day(text: str) -> Iterable[tuple[str, str, str]]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = LAST_DAY
    if len(text) != 10 or not FIRST_DAY <= day < LAST_DAY:
        yield "date", "date", say("“{value}” không phải ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2025-07-01.")


def _together(rows: Sequence[Row]) -> list[Problem]:
    """What only shows when rows are seen together: links given twice, shares that do not sum to 1."""
    problems: list[Problem] = []
    groups: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in rows:
        if any(row.new == other.new for other in groups[row.old, row.day]):
            values = (("old", row.old), ("new", row.new))
            problems.append(
                Problem("twice", say("Cặp {old} → {new} có mặt hai lần."), values, row=row.row, column="new")
            )
        groups[row.old, row.day].append(row)
    for (old, _), parts in groups.items():
        total = sum((part.share for part in parts), Decimal(0))
        if total != 1:
            sentence = say("Các tỷ lệ của {old} cộng lại bằng {total}, phải bằng đúng 1.")
            values = (("old", old), ("total", f"{total.normalize():f}"))
            problems.append(Problem("shares_sum", sentence, values, row=parts[0].row, column="share"))
    return problems
