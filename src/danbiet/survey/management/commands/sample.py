"""danbiet sample FRAME --design TOML --seed TEXT --out FILE: draw a sample that anybody can draw again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from danbiet.common.commands import Exit, HouseCommand
from danbiet.survey.management import asking
from danbiet.survey.rules.asking import Asked

if TYPE_CHECKING:
    from danbiet.survey.frames.drawing import Selection

TOLD = 5  # strata short of units that are told on the screen; the meta file has them all


class Command(HouseCommand):
    help = "Draws a sample in stages from a frame by a published seed; same frame, design and seed give the same bytes."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("frame", type=Path, metavar="FRAME")
        parser.add_argument("--design", type=Path, required=True, metavar="TOML")
        parser.add_argument("--seed", required=True, metavar="TEXT")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def act(self, **options: Any) -> Exit:
        asking.limit_threads(1)
        from danbiet.survey.frames import drawing

        self.progress(_("Đang đọc khung mẫu và chọn…"))
        asked = Asked(options["frame"], options["design"], options["out"])
        selection = drawing.run_sample(asked, seed=options["seed"])
        self._tell_short(selection)
        counts = {"selected": selection.selected, "reserve": selection.reserve, "rows_read": selection.rows_read}
        told = _("Đã chọn {selected} đơn vị và {reserve} dự phòng từ {rows_read} dòng, hạt giống “{seed}”.")
        self.result({"ok": True, "out": str(asked.out), **counts}, told.format(**counts, seed=options["seed"]))
        return Exit.DONE

    def _tell_short(self, selection: "Selection") -> None:
        for one in selection.short[:TOLD]:
            sentence = _("Tầng “{stratum}” chỉ có {has} đơn vị {unit}, cần {take} và {reserve} dự phòng: lấy hết.")
            self.progress(sentence.format(**vars(one)))
        more = len(selection.short) - TOLD
        if more > 0:
            self.progress(_("Còn {count} tầng thiếu đơn vị nữa, ghi đủ trong tệp meta.").format(count=more))
