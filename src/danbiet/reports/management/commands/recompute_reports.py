"""`danbiet recompute_reports`: count every figure of every issued report again and name those that differ."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common.commands import Exit, HouseCommand
from danbiet.reports.selectors.facts import issued, recompute
from danbiet.reports.selectors.pages import label


class Command(HouseCommand):
    help = "Count every figure of every issued report again, as of its issue; exit 1 names those that differ."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", metavar="CODE", default="")

    def act(self, **options: Any) -> Exit:
        differences: list[dict[str, object]] = []
        count = 0
        for report in issued(options["place"]):
            count += 1
            for key, stored, fresh in recompute(report):
                differences.append({"report": report.pk, "key": key, "stored": stored, "fresh": fresh})
                text = _("Báo cáo {report} ({place}): {label} ghi {stored}, đếm lại {fresh}.")
                self.progress(
                    text.format(report=report, place=report.place, label=label(key), stored=stored, fresh=fresh)
                )
        sentence = _("Đã đếm lại {count} báo cáo, {differences} số khác.")
        value: dict[str, object] = {"ok": not differences, "reports": count, "differences": differences}
        self.result(value, sentence.format(count=count, differences=len(differences)))
        return Exit.FALSE if differences else Exit.DONE
