"""What every command has in common: two languages, JSON on request, and exit codes that mean something."""

import json
import re
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from danbiet.common.actor import Damaged, FileProblems, Problem, Refusal, say

# What argparse says of a wrong line, as sentences of the house; what it says in other words is shown as it is.
MISUSES = (
    (r"unrecognized arguments: (?P<what>.+)", say("Không hiểu: {what}.")),
    (r"the following arguments are required: (?P<what>.+)", say("Còn thiếu: {what}.")),
    (r"one of the arguments (?P<what>.+) is required", say("Cần một trong: {what}.")),
    (r"argument (?P<name>\S+): not allowed with argument (?P<what>\S+)", say("{name} không dùng cùng {what}.")),
    (r"argument (?P<name>\S+): expected (?:one|\d+) arguments?", say("{name} còn thiếu giá trị.")),
    (r"argument (?P<name>\S+): invalid choice: (?P<what>.+) \(choose from (?P<choices>.+)\)",
     say("{name}: {what} không có, chọn một trong {choices}.")),
    (r"argument (?P<name>\S+): invalid \w+ value: (?P<what>.+)", say("{name}: {what} không dùng được.")),
)  # fmt: skip


class Exit(IntEnum):
    """Exit codes (interfaces.md 2)."""

    DONE = 0
    FALSE = 1
    DAMAGED = 2
    CANNOT_TELL = 3
    SURROUNDINGS = 4
    STOPPED = 130


class Misused(Damaged):
    """The line itself cannot be used: an unknown option, or one that lacks its value."""

    code = "wrong_use"


class Surroundings(Refusal):
    """Nothing is wrong with what was asked; where it runs is."""

    code = "surroundings"


class Stopped(Refusal):
    """A person has stopped the command."""

    code = "stopped"


STOPPED = say("Đã dừng. Chưa ghi dở dang gì.")
SURROUNDINGS = say("Môi trường chạy không ổn: {error}")


class HouseCommand(BaseCommand):
    """A command says results on stdout, sentences and progress on stderr, and ends with an `Exit` code.

    Subclasses write `options(parser)` and `act(**options) -> Exit`.
    """

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--lang", choices=["vi", "en"], default="vi")
        self.options(parser)

    def options(self, parser: ArgumentParser) -> None:
        """Arguments of the command itself."""

    def act(self, **options: Any) -> Exit:
        """Do it, print the result, and return the exit code."""
        raise NotImplementedError

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.called_from_command_line = False  # a wrong line is raised, and told below like any refusal
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            self.as_json = "--json" in argv
            with translation.override(language_asked(argv)):
                self._refuse(misused(str(error).removeprefix("Error: ")))
            sys.exit(int(Exit.DAMAGED))

    def handle(self, *args: object, **options: Any) -> None:
        self.as_json = options["as_json"]
        with translation.override(options["lang"]):
            code = self._guarded(options)
        if code is not Exit.DONE:
            sys.exit(int(code))

    def result(self, value: dict[str, object], sentence: str) -> None:
        """Print the result: the JSON object, or the sentence."""
        self.stdout.write(json.dumps(value, ensure_ascii=False) if self.as_json else sentence)

    def progress(self, sentence: str) -> None:
        """Tell a person how far it is."""
        self.stderr.write(sentence)

    def _guarded(self, options: dict[str, Any]) -> Exit:
        try:
            return self.act(**options)
        except Refusal as error:
            self._refuse(error)
            return Exit(error.exit)
        except KeyboardInterrupt:
            try:  # nothing may come before this: array libraries raise the first interrupt and leave the second waiting
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            except KeyboardInterrupt:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            self._refuse(Stopped(STOPPED))
            return Exit.STOPPED
        except (OSError, OperationalError) as error:
            self._refuse(Surroundings(SURROUNDINGS, error=error))
            return Exit.SURROUNDINGS

    def _refuse(self, error: Refusal) -> None:
        problems = error.problems if isinstance(error, FileProblems) else (Problem(error.code, error.sentence),)
        rows = [_row(problem, error) for problem in problems]
        if self.as_json:
            self.stdout.write(json.dumps({"ok": False, "errors": rows}, ensure_ascii=False))
        self.stderr.write(_(error.sentence).format(**error.values))
        for row in rows if isinstance(error, FileProblems) else ():
            self.stderr.write(" · ".join(str(part) for part in (row["file"], _place(row), row["message"]) if part))


def language_asked(argv: Sequence[str]) -> str:
    """The language that a line asks for, before it is parsed."""
    is_english = "--lang=en" in argv or any(pair == ("--lang", "en") for pair in zip(argv, argv[1:], strict=False))
    return "en" if is_english else "vi"


def misused(message: str) -> Misused:
    """What argparse found wrong, in words of the house."""
    for pattern, sentence in MISUSES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return Misused(sentence, **found.groupdict())
    return Misused("{message}", message=message)


def _row(problem: Problem, error: Refusal) -> dict[str, object]:
    values = dict(problem.values) or error.values
    column = f"{problem.sheet}!{problem.column}" if problem.sheet else problem.column
    message = _(problem.sentence).format(**values)
    return {"file": problem.file, "row": problem.row, "column": column, "code": problem.code, "message": message}


def _place(row: dict[str, object]) -> str:
    parts = [_("dòng {row}").format(row=row["row"]) if row["row"] else "", str(row["column"])]
    return " ".join(part for part in parts if part)
