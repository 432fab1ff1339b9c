"""Back everything up into one encrypted file."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Damaged, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.common.files import house
from danbiet.ledger import services
from danbiet.ledger.services.pipes import make_keys


class Command(HouseCommand):
    help = "OUT --to KEY: one encrypted file. --keygen DIR: a new pair of keys. --contents: what there is, as hashes."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, nargs="?", metavar="OUT")
        parser.add_argument("--to", action="append", default=[], metavar="KEY")
        parser.add_argument("--keygen", type=Path, metavar="DIR")
        parser.add_argument("--contents", action="store_true")

    def act(self, **options: Any) -> Exit:
        if options["keygen"]:
            recipient = make_keys(folder=options["keygen"])
            self.result({"ok": True, "recipient": recipient}, recipient)
        elif options["contents"]:
            self.tell(services.contents(), None)
        elif options["out"] is None or not options["to"]:
            raise Damaged(say("Cần tên tệp và khóa nhận: danbiet backup TỆP --to KHÓA."))
        else:
            self.tell(
                services.backup(out=options["out"], to=options["to"], at=clock.now(), house=house()), options["out"]
            )
        return Exit.DONE

    def tell(self, counts: dict[str, Any], out: Path | None) -> None:
        models = {label: asdict(count) for label, count in counts.items()}
        lines = [f"{label} {count.rows} {count.sha256}" for label, count in counts.items()]
        total = sum(count.rows for count in counts.values())
        sentence = _("Đã sao lưu {rows} dòng vào {name}.").format(rows=total, name=out.name if out else "")
        self.result({"ok": True, "models": models}, sentence if out else "\n".join(lines))
