"""danbiet estimate_wave [PK]: make the runs that wait, of one wave or of all; for a terminal or a timer."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.common.commands import Exit, HouseCommand
from danbiet.survey import services
from danbiet.survey.management import asking
from danbiet.survey.selectors.pages import told_run, waiting


class Command(HouseCommand):
    help = "Makes the runs of waves that wait; progress is shown here and on the wave's page, where it can be stopped."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("wave", type=int, nargs="?", metavar="PK")

    def act(self, **options: Any) -> Exit:
        states: dict[str, str] = {}
        for run in waiting(options["wave"]):
            self.progress(_("Đang tính {wave}…").format(wave=run.wave))
            run = services.estimate_wave(run, by=SYSTEM, at=clock.now(), progress=asking.progress(self))
            states[str(run.pk)] = run.state
            for problem in told_run(run).problems:
                self.progress(problem)
        done = sum(state == "done" for state in states.values())
        told = _("Đã tính xong {done} trên {count} lượt.").format(done=done, count=len(states))
        self.result({"ok": done == len(states), "runs": states}, told)
        return Exit.DONE if done == len(states) else Exit.FALSE
