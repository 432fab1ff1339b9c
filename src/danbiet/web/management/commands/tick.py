"""The periodic acts: run by a timer, safe to run twice."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.access import told
from danbiet.common.actor import SYSTEM, Damaged, Refusal, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.common.files import house
from danbiet.law.calendar import missing_next_year
from danbiet.ledger import services as ledger
from danbiet.web import services


class Command(HouseCommand):
    help = "Does what is due: the day head of the record. Safe to run twice. --new-key begins another signing key."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", default=None, metavar="MOMENT")
        parser.add_argument("--new-key", action="store_true")

    def act(self, **options: Any) -> Exit:
        at = moment(options["at"]) if options["at"] else clock.now()
        if options["new_key"]:
            ledger.renew_key(by=SYSTEM, at=at, house=house())
        states, failures = services.tick(by=SYSTEM, at=at, house=house())
        words = {
            "done": _("đã làm"),
            "was_done": _("đã làm trước đó"),
            "refused": _("không làm được"),
            "failed": _("lỗi"),
        }
        warnings = _warnings(clock.day(at))
        lines = [f"{job}: {words[state]}" for job, state in states.items()]
        self.result(
            {"ok": not failures, "jobs": states, "warnings": list(warnings)}, "\n".join([*lines, *warnings.values()])
        )
        for error in failures:
            self.progress(told(error) if isinstance(error, Refusal) else repr(error))
        return _exit(failures)


def _warnings(on: date) -> dict[str, str]:
    """What a person should see to soon, by name: the days off of next year from November."""
    year = missing_next_year(on)
    if year is None:
        return {}
    sentence = _("Chưa có lịch nghỉ lễ năm {year}: hạn rơi vào năm đó mới trừ thứ Bảy, Chủ nhật.")
    return {"calendar_missing": sentence.format(year=year)}


def moment(text: str) -> datetime:
    """An RFC 3339 moment; a zone must be given."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Damaged(say("Thời điểm {text} không đúng dạng 2026-11-23T00:05:00+07:00."), text=text) from error
    if at.tzinfo is None:
        raise Damaged(say("Thời điểm {text} không đúng dạng 2026-11-23T00:05:00+07:00."), text=text)
    return at


def _exit(failures: list[Exception]) -> Exit:
    if not failures:
        return Exit.DONE
    return Exit(failures[0].exit) if isinstance(failures[0], Refusal) else Exit.SURROUNDINGS
