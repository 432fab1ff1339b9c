"""What the commands of the measuring engine have in common: their options, their progress and their last sentence."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common.commands import HouseCommand
from danbiet.survey.rules.asking import Asked, Told, limit_threads

MORE = ("weights", "replicates")
__all__ = ["asked", "limit_threads", "options", "progress", "told"]


def options(parser: ArgumentParser) -> None:
    """DATA, --design, --out and --seed."""
    parser.add_argument("data", metavar="DATA")
    parser.add_argument("--design", required=True, metavar="TOML")
    parser.add_argument("--out", required=True, metavar="RESULT")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")


def seed(text: str) -> int:
    """A whole number from 0; anything else is no seed."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def asked(options: dict[str, Any]) -> Asked:
    """The options as paths."""
    weights, replicates = (Path(name) if (name := options.get(f"{one}_out")) else None for one in MORE)
    data, design, out = (Path(options[name]) for name in ("data", "design", "out"))
    return Asked(data, design, out, options["seed"], weights, replicates)


def progress(command: HouseCommand) -> Callable[[int, int, str], None]:
    """Tells a person on stderr which request is being answered."""

    def tell(number: int, count: int, name: str) -> None:
        command.progress(_("{number}/{count} {name}").format(number=number, count=count, name=name))

    return tell


def told(done: Told) -> tuple[dict[str, object], str]:
    """The result as an object and as a sentence."""
    sentence = _("Đã ghi {rows} dòng kết quả vào {out}.").format(rows=done.rows, out=done.out)
    return {"ok": True, "rows": done.rows, "out": done.out}, sentence
