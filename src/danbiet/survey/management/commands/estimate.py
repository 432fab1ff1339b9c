"""`danbiet estimate DATA --design TOML --out RESULT`: estimates with their uncertainty, from a table of answers."""

from argparse import ArgumentParser
from typing import Any

from danbiet.common.commands import Exit, HouseCommand
from danbiet.survey.management import asking


class Command(HouseCommand):
    help = "Estimate from a survey's table of answers by a design file; needs no database."

    def options(self, parser: ArgumentParser) -> None:
        asking.options(parser)
        parser.add_argument("--weights-out", metavar="FILE", help="id, base and final weight of each row")
        parser.add_argument("--replicates-out", metavar="FILE", help="the weights of every replicate")
        parser.add_argument("--threads", type=int, default=1, metavar="N")

    def act(self, **options: Any) -> Exit:
        asking.limit_threads(options["threads"])
        from danbiet.survey.frames import running

        told = running.run_estimate(asking.asked(options), progress=asking.progress(self))
        self.result(*asking.told(told))
        return Exit.DONE
