"""danbiet small_area DATA --design TOML --out RESULT: estimates of areas with little sample, by a model over all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common.actor import say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.survey.management import asking
from danbiet.survey.rules.asking import Asked

WARNINGS = {
    "zero_variance": say("Phương sai giữa các vùng bằng 0: mọi vùng nhận giá trị của mô hình, sai số bị báo nhỏ quá."),
    "not_converged": say("Việc tìm phương sai chưa kết thúc: không nên dùng kết quả này."),
    "df_under_2": say("Chỉ có một bậc tự do: khoảng tin cậy rất rộng."),
}


class Command(HouseCommand):
    help = "Estimates areas with little sample by the model of [small_area] in the design file; needs no database."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("data", type=Path, metavar="DATA")
        parser.add_argument("--design", type=Path, required=True, metavar="TOML")
        parser.add_argument("--out", type=Path, required=True, metavar="RESULT")

    def act(self, **options: Any) -> Exit:
        asking.limit_threads(1)
        from danbiet.survey.frames import small_areas

        self.progress(_("Đang đọc dữ liệu và ước lượng…"))
        made = small_areas.run_small_area(Asked(options["data"], options["design"], options["out"]))
        for warning in made.fitted.warnings:
            self.progress(_(WARNINGS[warning]))
        counts = {"areas": len(made.areas), "rows": made.used}
        told = _("Đã ước lượng {areas} vùng từ {rows} dòng.").format(**counts)
        answer = {"ok": True, "out": str(options["out"]), **counts, "warnings": list(made.fitted.warnings)}
        self.result(answer, told)
        return Exit.DONE
