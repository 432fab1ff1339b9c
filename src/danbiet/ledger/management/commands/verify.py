"""Check a published file against its receipt. Needs no database, no settings and no network."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common.actor import Damaged, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.common.templatetags.danbiet import day
from danbiet.ledger.rules import reading
from danbiet.ledger.rules.verifying import verify


class NoSuchFile(Damaged):
    """A file that was named is not there, or is none."""


class Command(HouseCommand):
    help = "RECEIPT FILE: was this file published by this office, not later than which day? --key may be repeated."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("receipt", type=Path, metavar="RECEIPT")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--key", type=Path, action="append", default=[], metavar="KEY.json")
        parser.add_argument("--head", type=Path, metavar="HEAD.json")
        parser.add_argument("--status", type=Path, metavar="STATUS.json")

    def act(self, **options: Any) -> Exit:
        receipt, head, status = options["receipt"], options["head"], options["status"]
        answer = verify(
            reading.read_receipt(_start(receipt), name=receipt.name),
            *_hashed(options["file"]),
            keys=[reading.read_key(_start(path), name=path.name) for path in options["key"]],
            head=reading.read_head(_start(head), name=head.name) if head else None,
            status=reading.read_status(_start(status, reading.LARGE), name=status.name) if status else None,
        )
        why = answer.told(_, day)
        values = {"on": answer.on, "signed_by": answer.signed_by, "current": answer.current, "why": why}
        self.result({"published": answer.published, **values}, why)
        return Exit(answer.exit)


def _start(path: Path, limit: int = reading.SMALL) -> bytes:
    """No more of a file than is read of such a file, and one byte that tells that there is more."""
    _refuse_unless_file(path)
    with path.open("rb") as file:
        return file.read(limit + 1)


def _hashed(path: Path) -> tuple[str, int]:
    """SHA-256 and bytes of a file of any size."""
    _refuse_unless_file(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def _refuse_unless_file(path: Path) -> None:
    if not path.is_file():
        raise NoSuchFile(say("Không có tệp {name}."), name=path.name)
