"""Restore a backup into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common.commands import Exit, HouseCommand
from danbiet.common.files import house
from danbiet.ledger import services


class Command(HouseCommand):
    help = "IN --key IDENTITY: only into an empty data directory and database; wholly or not at all."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="IN")
        parser.add_argument("--key", type=Path, required=True, metavar="IDENTITY")

    def act(self, **options: Any) -> Exit:
        done = services.restore(source=options["source"], key=options["key"], house=house())
        total = sum(count.rows for count in done.counts.values())
        self.result(
            {"ok": True, "rows": total, "opens_codes": done.opens_codes},
            _("Đã khôi phục {rows} dòng.").format(rows=total),
        )
        if not done.opens_codes:
            self.progress(
                _("Khóa bí mật ở đây không phải khóa của nơi đã sao lưu: mã biên nhận của người dân chưa mở được gì.")
                + " "
                + _("Chép lại keys/secret_key (hoặc DANBIET_SECRET_KEY) của nơi ấy trước khi chạy dịch vụ.")
            )
        return Exit.DONE
