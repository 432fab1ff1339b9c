"""`danbiet compose DATA --design TOML --edition ID|--index TOML --out RESULT`: an index with its uncertainty."""

from argparse import ArgumentParser
from typing import Any

from danbiet.common.commands import Exit, HouseCommand
from danbiet.survey.management import asking


class Command(HouseCommand):
    help = "Compose an index of many units, with intervals on every part and rank; needs no database."

    def options(self, parser: ArgumentParser) -> None:
        asking.options(parser)
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--edition", metavar="ID", help="an edition of the catalogue, such as 2021-2024")
        which.add_argument("--index", metavar="TOML", help="an index file")

    def act(self, **options: Any) -> Exit:
        asking.limit_threads(1)
        from danbiet.survey.frames import running

        asked = asking.asked(options)
        told = running.run_compose(
            asked, edition=options["edition"], index=options["index"], progress=asking.progress(self)
        )
        self.result(*asking.told(told))
        return Exit.DONE
