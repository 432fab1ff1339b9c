"""`danbiet report KIND --place CODE --period 2021-Q3 --out DIR`: the report as DOCX, PDF, XLSX and figures.json."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.commands import Exit, HouseCommand
from danbiet.law import periods
from danbiet.law.citation import NoRuleInForce
from danbiet.places.selectors import unit_at
from danbiet.reports.selectors.shelf import export_files


class Command(HouseCommand):
    help = "Write the report of a place and period as DOCX, PDF, XLSX and figures.json."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[kind.value for kind in periods.Kind])
        parser.add_argument("--place", required=True, metavar="CODE")
        parser.add_argument("--period", required=True, metavar="2021-Q3")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")

    def act(self, **options: Any) -> Exit:
        try:
            of = periods.period(options["period"])
        except periods.UnknownPeriod:
            return self._wrong(_("Không có kỳ báo cáo nào viết là {code}.").format(code=options["period"]))
        except NoRuleInForce:
            self.progress(_("Không biết quy định nào về kỳ báo cáo này vào lúc đó."))
            return Exit.CANNOT_TELL
        if of.kind != options["kind"]:
            return self._wrong(_("{code} không phải kỳ loại {kind}.").format(code=of.code, kind=options["kind"]))
        place = unit_at(options["place"], on=of.last_day)
        made, stops = export_files(place, of, at=clock.now())
        names = self._write(options["out"], made)
        for sentence in stops:
            self.progress(sentence)
        self.result({"ok": True, "files": names, "stops": stops}, "\n".join(names))
        return Exit.DONE

    def _wrong(self, sentence: str) -> Exit:
        if self.as_json:
            self.stdout.write(json.dumps({"ok": False, "errors": [{"code": "usage", "message": sentence}]}))
        self.progress(sentence)
        return Exit.DAMAGED

    def _write(self, out: Path, made: dict[str, bytes]) -> list[str]:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            part = out / f".{name}.part"
            part.write_bytes(data)
            part.replace(out / name)
        return [str(out / name) for name in made]
