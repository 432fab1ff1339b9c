"""`danbiet COMMAND`, the same as `manage.py COMMAND`.

Django is imported by functions: whoever stops a command while it starts is answered as well.
"""

import json
import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

# Commands that need no database, no data directory and none of its settings (interfaces.md 2).
FREE: dict[str, str] = {
    "compose": "danbiet.survey.management.commands.compose",
    "estimate": "danbiet.survey.management.commands.estimate",
    "sample": "danbiet.survey.management.commands.sample",
    "small_area": "danbiet.survey.management.commands.small_area",
    "deadline": "danbiet.web.management.commands.deadline",
    "duties": "danbiet.web.management.commands.duties",
    "verify": "danbiet.ledger.management.commands.verify",
    "vault": "danbiet.voices.management.commands.vault",
}

KEPT = 75  # of sysexits.h: the mail server keeps the letter and tries again (decision 0152)


def main() -> None:
    try:
        run()
    except KeyboardInterrupt:
        try:  # as in common.commands: a second interrupt may be waiting
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        stopped("Đã dừng. Chưa ghi dở dang gì.", "stopped", 130)


def run() -> None:
    """Run the command of the line; what it says is UTF-8, whatever the surroundings would write."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name in FREE:
        run_free(name, sys.argv)
        return
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line, get_commands

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danbiet.config.settings")
    os.umask(0o077)  # a database, a file or a key that a command makes is nobody else's to read
    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as error:
        stopped(f"Môi trường chạy không ổn: {error}", "surroundings", 4)
    if name and not name.startswith("-") and name not in {"help", *get_commands()}:
        stopped(f"Không có lệnh {name}. Xem: danbiet help", "wrong_use", 2)
    execute_from_command_line(sys.argv)


def stopped(sentence: str, code: str, status: int) -> NoReturn:
    """End before any command runs: no settings, so no second language."""
    if "--json" in sys.argv:
        error = {"file": "", "row": None, "column": "", "code": code, "message": sentence}
        print(json.dumps({"ok": False, "errors": [error]}, ensure_ascii=False))
    print(sentence, file=sys.stderr)
    sys.exit(KEPT if "--sysexits" in sys.argv else status)


def run_free(name: str, argv: list[str]) -> None:
    """Run one of the commands that stand on their own: nothing but the languages is set up."""
    import django
    from django.conf import settings

    source = Path(__file__).resolve().parents[1]
    if not settings.configured:
        settings.configure(
            LANGUAGE_CODE="vi",
            LANGUAGES=[("vi", "Tiếng Việt"), ("en", "English")],
            LOCALE_PATHS=sorted(source.glob("*/locale")),
            TIME_ZONE="Asia/Ho_Chi_Minh",
            USE_TZ=True,
            DEMO=False,
        )
        django.setup()
    import_module(FREE[name]).Command().run_from_argv(argv)
