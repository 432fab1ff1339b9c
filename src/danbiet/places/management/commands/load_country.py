"""Load the units of Viet Nam that ship with the product."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.common.commands import Exit, HouseCommand
from danbiet.places import services


class Command(HouseCommand):
    help = "Load all units of Viet Nam in both regimes; safe to run twice."

    def act(self, **options: Any) -> Exit:
        loaded = services.load_country(by=SYSTEM, at=clock.now())
        sentence = _("Đã thêm {units} đơn vị, {successors} liên kết kế tiếp, {former_names} tên cũ, {agencies} UBND.")
        self.result({"ok": True, **asdict(loaded)}, sentence.format(**asdict(loaded)))
        return Exit.DONE
