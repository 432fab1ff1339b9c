"""danbiet sample FRAME --design TOML --seed TEXT --out FILE: draw a sample that anybody can draw again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet import __version__
from danbiet.common.commands import Exit, HouseCommand
from danbiet.survey.frames.designs import design_of
from danbiet.survey.frames.drawing import Selection, draw_sample, write_selection
from danbiet.survey.frames.reading import sha256_of

TOLD = 5  # strata short of units that are told on the screen; the meta file has them all


class Command(HouseCommand):
    help = "Draws a sample in stages from a frame by a published seed; same frame, design and seed give the same bytes."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("frame", type=Path)
        parser.add_argument("--design", type=Path, required=True, metavar="TOML")
        parser.add_argument("--seed", required=True, metavar="TEXT")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def act(self, **options: Any) -> Exit:
        design = design_of(options["design"])
        self.progress(_("Đang đọc khung mẫu và chọn…"))
        selection = draw_sample(options["frame"], design, seed=options["seed"])
        meta = self._meta(selection, options["seed"], sha256_of(options["design"]))
        write_selection(selection, out=options["out"], meta=meta)
        self._tell_short(selection)
        told = _("Đã chọn {selected} đơn vị và {reserve} dự phòng từ {rows} dòng, hạt giống “{seed}”.")
        counts = {"selected": selection.selected, "reserve": selection.reserve}
        sentence = told.format(**counts, rows=selection.rows_read, seed=options["seed"])
        self.result({"ok": True, "out": str(options["out"]), **counts, "meta": meta}, sentence)
        return Exit.DONE

    def _tell_short(self, selection: Selection) -> None:
        for one in selection.short[:TOLD]:
            sentence = _("Tầng “{stratum}” chỉ có {has} đơn vị {unit}, cần {take} và {reserve} dự phòng: lấy hết.")
            self.progress(sentence.format(**vars(one)))
        more = len(selection.short) - TOLD
        if more > 0:
            self.progress(_("Còn {count} tầng thiếu đơn vị nữa, ghi đủ trong tệp meta.").format(count=more))

    def _meta(self, selection: Selection, seed: str, design_sha256: str) -> dict[str, object]:
        return {
            "version": __version__,
            "seed": seed,
            "data_sha256": selection.frame_sha256,
            "design_sha256": design_sha256,
            "rows_read": selection.rows_read,
            "rows_used": selection.selected + selection.reserve,
            "selected": selection.selected,
            "reserve": selection.reserve,
            "short": [vars(one) for one in selection.short],
        }
