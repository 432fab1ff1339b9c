"""Import a reorganisation file; a dry run unless told to apply."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import SYSTEM, FileProblems, Problem, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.places import services
from danbiet.places.services import Reorganised


class Command(HouseCommand):
    help = "CSV old,new,share,basis,decree,date: units that end, units that begin, and shares. Dry run unless --apply."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--undo", action="store_true")

    def act(self, **options: Any) -> Exit:
        data, name = read(options["file"]), options["file"].name
        if options["undo"]:
            return self.undo(data, is_applied=options["apply"])
        if options["apply"]:
            done = services.apply_reorganisation(data, file=name, by=SYSTEM, at=clock.now())
        else:
            done = services.preview_reorganisation(data, file=name)
        self.result({"ok": True, **asdict(done), "affected": dict(done.affected)}, _told(done))
        return Exit.DONE

    def undo(self, data: bytes, *, is_applied: bool) -> Exit:
        """Take back what the same file did."""
        back = services.undo_reorganisation(data, is_applied=is_applied, by=SYSTEM, at=clock.now())
        lines = [
            _head(is_applied),
            _("Rút lại {links} liên kết; trả lại {restored} tỷ lệ giả định.").format(
                links=back.links, restored=back.restored
            ),
            _("Mở lại: {units}").format(units=", ".join(back.reopened) or "–"),
            _("Bỏ: {units}").format(units=", ".join(back.removed) or "–"),
        ]
        self.result({"ok": True, **asdict(back)}, "\n".join(lines))
        return Exit.DONE


def read(path: Path) -> bytes:
    """The file's bytes; a file that is not there is a wrong use, not a surrounding."""
    if not path.is_file():
        raise FileProblems((Problem("no_file", say("Không có tệp này."), file=path.name),))
    return path.read_bytes()


def _head(is_applied: bool) -> str:
    return _("Đã ghi.") if is_applied else _("Chạy thử, chưa ghi gì. Thêm --apply để ghi.")


def _told(done: Reorganised) -> str:
    lines = [
        _head(done.is_applied),
        _("{rows} dòng: {links} liên kết mới, {unchanged} đã có.").format(
            rows=done.rows, links=done.links, unchanged=done.unchanged
        ),
        _("Tỷ lệ giả định được thay: {count}.").format(count=done.replaced),
        _("Kết thúc: {units}").format(units=", ".join(done.ended) or "–"),
        _("Thành lập: {units}").format(units=", ".join(done.founded) or "–"),
        _("Tỷ lệ giả định: {count} dòng.").format(count=done.assumed),
    ]
    lines += [_("Gắn với đơn vị kết thúc: {name}: {count}").format(name=name, count=n) for name, n in done.affected]
    return "\n".join(lines)
