"""Recording scores: from an official table, from the figures that ship with the product, from own measurement."""

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.db import connection, transaction
from python_calamine import CalamineError, CalamineWorkbook

from danbiet.common.actor import Actor, Conflict, FileProblems, NotAllowed, Problem, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit
from danbiet.scores.models import Measurement, Score, ScoreSet
from danbiet.scores.rules import Kind, may_record
from danbiet.scores.rules.measured import Measured
from danbiet.scores.rules.tables import Reading, Table, Where, read_tidy
from danbiet.scores.rules.workbook import Sheet, read_workbook
from danbiet.scores.selectors import provinces_of_papi

MOST_UNPACKED = 300 * 1024 * 1024
SHIPPED = Path(__file__).parent / "data" / "published.csv"
SHIPPED_SOURCE = "PAPI 2011-2024, CECODES, VFF-CRT, RTA, UNDP"


class AlreadyRecorded(Conflict):
    """The same file, byte for byte, was recorded before."""


class NoProvinces(Conflict):
    """Scores cannot be recorded before the provinces they belong to are loaded."""


@dataclass(frozen=True)
class Recorded:
    """What one act recorded, or would record."""

    score_set: int | None
    rows: int
    years: tuple[int, ...]
    provinces: int
    corrects: int | None


def read_file(data: bytes, *, name: str, provinces: Mapping[str, str]) -> tuple[Reading, ...]:
    """The readings of a tidy CSV or an official workbook; refuses the whole file when anything in it is wrong."""
    if data.startswith(b"PK\x03\x04") or Path(name).suffix.lower() in {".xlsx", ".xlsm"}:
        table = read_workbook(_sheets(data, name), file=name, provinces=provinces)
    else:
        table = _read_csv(data, name, provinces)
    if table.problems:
        raise FileProblems(table.problems)
    return table.readings


def _read_csv(data: bytes, name: str, provinces: Mapping[str, str]) -> Table:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        sentence = say("Tệp không phải UTF-8. Lưu lại dưới dạng CSV UTF-8 rồi nhập.")
        raise FileProblems((Problem("not_utf8", sentence, file=name, row=row),)) from error
    if "\x00" in text:
        sentence = say("Tệp không phải là CSV: có ký tự rỗng.")
        raise FileProblems((Problem("not_csv", sentence, file=name),))
    try:
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        sentence = say("Tệp CSV bị hỏng, có lẽ thiếu dấu ngoặc kép đóng.")
        raise FileProblems((Problem("not_csv", sentence, file=name),)) from error
    return read_tidy(rows, file=name, provinces=provinces)


def _sheets(data: bytes, name: str) -> list[Sheet]:
    try:
        if _unpacked(data) > MOST_UNPACKED:
            sentence = say("Tệp XLSX khi giải nén quá lớn, không phải bảng điểm.")
            raise FileProblems((Problem("too_large", sentence, file=name),))
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [
            Sheet(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names
        ]
    except (CalamineError, BadZipFile, OSError, ValueError) as error:
        sentence = say("Tệp XLSX bị hỏng hoặc có mật khẩu, không mở được.")
        raise FileProblems((Problem("not_xlsx", sentence, file=name),)) from error


def _unpacked(data: bytes) -> int:
    """How large a workbook says that it becomes: read from its directory, before anything is unpacked."""
    with ZipFile(BytesIO(data)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def import_scores(data: bytes, *, name: str, by: Actor, at: datetime, dry_run: bool = False) -> Recorded:
    """Record the scores of a file, all rows or none; refused when the same file is there already."""
    units = _units()
    readings = read_file(data, name=name, provinces={code: unit.name_vi for code, unit in units.items()})
    digest = hashlib.sha256(data).hexdigest()
    if dry_run:
        return _summary(readings, score_set=None, corrects=_corrected(readings, units))
    return record_scores(
        readings, kind=Kind.PUBLISHED, origin=Origin(source=name, file_name=name, digest=digest), by=by, at=at
    )


def load_published(*, by: Actor, at: datetime) -> Recorded:
    """Record the figures that ship with the product; a second time there is nothing to do."""
    data = SHIPPED.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    existing = ScoreSet.objects.filter(digest=digest).first()
    if existing:
        return Recorded(existing.pk, 0, (), 0, None)
    units = _units()
    readings = read_file(data, name=SHIPPED.name, provinces={code: unit.name_vi for code, unit in units.items()})
    origin = Origin(source=SHIPPED_SOURCE, file_name=SHIPPED.name, digest=digest)
    return record_scores(readings, kind=Kind.PUBLISHED, origin=origin, by=by, at=at)


@dataclass(frozen=True)
class Origin:
    """Where a set of scores comes from; the digest tells two files apart, the link leads to how it was made."""

    source: str
    file_name: str
    digest: str
    link: str = ""


@dataclass(frozen=True)
class OfOurOwn:
    """What a wave measured, and the units that its codes mean."""

    cells: tuple[Measured, ...]
    units: Mapping[str, Unit]

    def readings(self) -> list[Reading]:
        """Those that have a value, as any score."""
        return [
            Reading(
                one.code, one.year, one.construct, one.value, Where("", "", row, ""), one.standard_error,
                one.low, one.high, one.level,
            )
            for row, one in enumerate(self.cells, 2) if one.value is not None
        ]  # fmt: skip


def record_measured(measured: OfOurOwn, *, origin: Origin, by: Actor, at: datetime) -> Recorded:
    """Record what a wave measured, as scores of their own kind beside the published ones."""
    with transaction.atomic():
        done = record_scores(
            measured.readings(), kind=Kind.MEASURED, origin=origin, by=by, at=at, units=measured.units
        )  # fmt: skip
        pk = ScoreSet.objects.get(digest=origin.digest).pk
        scores = {
            (unit, year, construct): score
            for score, unit, year, construct in Score.objects.filter(score_set=pk).values_list(
                "pk", "unit", "year", "construct"
            )
        }
        Measurement.objects.bulk_create(
            _measurement(one, measured.units[one.code], pk, scores) for one in measured.cells
        )
    return done


TOLD = (
    "year", "construct", "edition", "method", "n", "clusters", "withheld", "best", "worst", "rivals", "cohort",
    "chance_improved", "year_before",
)  # fmt: skip


def _measurement(
    one: Measured, unit: Unit, score_set: int, scores: Mapping[tuple[int, int, str], int]
) -> Measurement:  # fmt: skip
    score = scores.get((unit.pk, one.year, one.construct))
    told = {name: getattr(one, name) for name in TOLD}
    return Measurement(
        score_set_id=score_set, score_id=score, unit=unit, warnings=";".join(one.warnings), **told
    )  # fmt: skip


def record_scores(
    readings: Sequence[Reading], *, kind: Kind, origin: Origin, by: Actor, at: datetime,
    units: Mapping[str, Unit] | None = None,
) -> Recorded:  # fmt: skip
    """Record one set of scores with one event; what it repeats with other figures, it corrects.

    `units`: what the codes of the readings mean, where they are not the 63 provinces.
    """
    if not may_record(by, kind):
        if kind is Kind.MEASURED:
            raise NotAllowed(say("Điểm tự đo do lãnh đạo đơn vị công bố."))
        raise NotAllowed(say("Chỉ người phân tích hoặc quản trị được ghi điểm PAPI."))
    units = _units() if units is None else units
    with transaction.atomic():
        if ScoreSet.objects.filter(digest=origin.digest).exists():
            raise AlreadyRecorded(say("Tệp {name} đã được ghi trước đây, không ghi lần nữa."), name=origin.file_name)
        corrects = _corrected(readings, units, kind)
        score_set = ScoreSet.objects.create(
            kind=kind.value, source=origin.source, file_name=origin.file_name, digest=origin.digest,
            corrects_id=corrects, link=origin.link, recorded_at=at,
        )  # fmt: skip
        _insert(_rows(score_set.pk, readings, units))
        done = _summary(readings, score_set=score_set.pk, corrects=corrects)
        ledger.record(
            by=by, act="scores.record", target=f"scores.set/{score_set.pk}", place="",
            payload={
                "kind": kind.value, "source": origin.source, "digest": origin.digest, "rows": done.rows,
                "years": list(done.years), "corrects": corrects,
            },
            at=at,
        )  # fmt: skip
    return done


def _units() -> dict[str, Unit]:
    units = provinces_of_papi()
    if not units:
        raise NoProvinces(say("Chưa có tỉnh, thành phố nào trong hệ thống. Nạp đơn vị hành chính trước."))
    return units


COLUMNS = ("score_set_id", "unit_id", "year", "construct", "value", "standard_error", "low", "high", "printed_level")


def _rows(score_set: int, readings: Iterable[Reading], units: Mapping[str, Unit]) -> list[tuple[str | int | None, ...]]:
    return [
        (
            score_set, units[one.province].pk, one.year, one.construct,
            *(None if number is None else str(number) for number in (one.value, one.standard_error, one.low, one.high)),
            one.printed_level,
        )
        for one in readings
    ]  # fmt: skip


def _insert(rows: Sequence[tuple[str | int | None, ...]]) -> None:
    """One prepared statement for all rows: a model object for each of 28,854 would take most of the time."""
    table, marks = Score._meta.db_table, ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES ({marks})", rows)


def _corrected(
    readings: Sequence[Reading], units: Mapping[str, Unit], kind: Kind = Kind.PUBLISHED
) -> int | None:  # fmt: skip
    """The latest set of the kind that holds one of these scores: the new set names it as corrected."""
    years = {reading.year for reading in readings}
    cells = {(units[one.province].pk, one.year, one.construct) for one in readings}
    for pk in ScoreSet.objects.filter(kind=kind.value).order_by("-pk").values_list("pk", flat=True):
        held = Score.objects.filter(score_set=pk, year__in=years).values_list("unit", "year", "construct")
        if not cells.isdisjoint(held):
            return pk
    return None


def _summary(readings: Sequence[Reading], *, score_set: int | None, corrects: int | None) -> Recorded:
    return Recorded(
        score_set,
        len(readings),
        tuple(sorted({one.year for one in readings})),
        len({one.province for one in readings}),
        corrects,
    )
