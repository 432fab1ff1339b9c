"""Import outlines of units from GeoJSON."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import SYSTEM, FileProblems, Problem, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.places import selectors, services


class Command(HouseCommand):
    help = (
        "GeoJSON FeatureCollection of units under a place, told by properties.code; checked, simplified, all or none."
    )

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", required=True, metavar="CODE")
        parser.add_argument("--source", default="")

    def act(self, **options: Any) -> Exit:
        path, at = options["file"], clock.now()
        if not path.is_file():
            raise FileProblems((Problem("no_file", say("Không có tệp này."), file=path.name),))
        place = selectors.unit_at(options["place"], on=clock.day(at))
        source = options["source"] or path.name
        done = services.import_outlines(path.read_bytes(), place=place, file=path.name, source=source, by=SYSTEM, at=at)
        sentence = _("Đã nhập ranh giới của {count} đơn vị, giữ {points} điểm; còn {without} đơn vị chưa có ranh giới.")
        told = sentence.format(count=len(done.units), points=done.points, without=len(done.without))
        self.result({"ok": True, **asdict(done)}, told)
        return Exit.DONE
