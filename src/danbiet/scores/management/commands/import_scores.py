"""danbiet import_scores FILE [--dry-run]: record published scores from a tidy CSV or an official workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import SYSTEM, FileProblems, Problem, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.scores import services

LIMIT = 50 * 1024 * 1024


class Command(HouseCommand):
    help = "Record published PAPI scores from a tidy CSV or an official XLSX workbook; all rows or none."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true")

    def act(self, **options: Any) -> Exit:
        path: Path = options["file"]
        try:
            done = services.import_scores(
                _content(path), name=path.name, by=SYSTEM, at=clock.now(), dry_run=options["dry_run"]
            )
        except services.AlreadyRecorded as error:
            self._refuse(error)
            return Exit.FALSE
        self.result(
            {
                "ok": True, "dry_run": options["dry_run"], "set": done.score_set, "rows": done.rows,
                "years": list(done.years), "provinces": done.provinces, "corrects": done.corrects,
            },
            self._sentence(done, options["dry_run"]),
        )  # fmt: skip
        return Exit.DONE

    def _sentence(self, done: services.Recorded, dry_run: bool) -> str:
        sentence = (
            _("Tệp đọc được: {rows} điểm của {provinces} tỉnh, thành phố, {first} đến {last}. Chưa ghi gì.")
            if dry_run
            else _("Đã ghi {rows} điểm của {provinces} tỉnh, thành phố, {first} đến {last}.")
        )
        return sentence.format(rows=done.rows, provinces=done.provinces, first=done.years[0], last=done.years[-1])


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise FileProblems((Problem("no_file", say("Không có tệp này."), file=path.name),))
    if path.stat().st_size > LIMIT:
        sentence = say("Tệp lớn hơn {limit} MB, không phải bảng điểm.")
        raise FileProblems((Problem("too_large", sentence, (("limit", LIMIT // 1024**2),), file=path.name),))
    return path.read_bytes()
