"""danbiet load_published: record the published scores that ship with the product; safe to run twice."""

from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.common.commands import Exit, HouseCommand
from danbiet.scores import services


class Command(HouseCommand):
    help = "Record the published PAPI scores that ship with the product; safe to run twice."

    def act(self, **options: Any) -> Exit:
        done = services.load_published(by=SYSTEM, at=clock.now())
        sentence = _("Đã ghi {rows} điểm PAPI đã công bố.") if done.rows else _("Điểm PAPI đã công bố có sẵn rồi.")
        self.result({"ok": True, "set": done.score_set, "rows": done.rows}, sentence.format(rows=done.rows))
        return Exit.DONE
