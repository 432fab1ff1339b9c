"""By when, day by day, by which article. Needs no database, no settings and no network."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danbiet.common import clock
from danbiet.common.actor import Damaged, FileProblems, Problem, Refusal, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.law import words
from danbiet.law.calendar import Calendar, DamagedCalendar, OutsideCalendar, Why, official, read, written_day
from danbiet.law.counting import BadSpan
from danbiet.law.deadlines import CountedDay, Deadline, Means, NoExtension, NotInForce, as_json, explain, sentence
from danbiet.law.deadlines import deadline as deadline_of
from danbiet.law.deadlines import term as bare_term
from danbiet.law.duties import Duty, UnknownDuty

BARE_UNITS = ("working_days", "calendar_days")
WHY = {
    Why.FIRST_DAY: say("ngày sự kiện, không tính"),
    Why.COUNTED: say("tính"),
    Why.SATURDAY: say("thứ Bảy, không tính"),
    Why.SUNDAY: say("Chủ nhật, không tính"),
    Why.DAY_OFF: say("ngày nghỉ, không tính"),
    Why.WORKED_SATURDAY: say("làm bù, tính"),
    Why.SUSPENDED: say("tạm đình chỉ, không tính"),
    Why.ROLLED: say("ngày làm việc được dời đến"),
}
WRONG_ROW = {
    "column_missing": say("thiếu cột {column}"),
    "day_wrong": say("{value} không phải ngày dạng 2026-11-23"),
    "day_outside": say("{value} nằm ngoài các năm 1990 đến 2060"),
    "day_twice": say("ngày {value} có hai dòng"),
    "kind_unknown": say("{value} không phải off hay work"),
    "certainty_unknown": say("{value} không phải seen hay memory"),
}


class WrongUse(Damaged):
    """An option, or two together, of which nothing can be made."""

    code = "wrong_use"


class NoSuchDuty(Damaged):
    """No duty of that name."""

    code = "unknown_duty"


class RuleNotInForce(Refusal):
    """The rule is known but did not hold on the day: it cannot be told."""

    exit = 3
    code = "not_in_force"


class Command(HouseCommand):
    help = "DUTY, or --days N --unit working_days|calendar_days: the day it sets for an event on --on, and why."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("duty", nargs="?", metavar="DUTY")
        parser.add_argument("--on", metavar="DAY", help="the day of the event (default: today)")
        parser.add_argument("--days", metavar="N")
        parser.add_argument("--unit", metavar="|".join(BARE_UNITS))
        parser.add_argument("--extend", nargs="?", const="1", metavar="TIMES")
        parser.add_argument("--suspend", nargs=2, action="append", default=[], metavar=("FROM", "UNTIL"))
        parser.add_argument("--remote", action="store_true")
        parser.add_argument("--calendar", type=Path, metavar="FILE", help="CSV date,kind,label,source")

    def act(self, **options: Any) -> Exit:
        calendar = _calendar(options["calendar"])
        with _answered(options["duty"]):
            found = _found(options, calendar)
            language = get_language() or "vi"
            text = "\n".join([sentence(found, calendar=calendar, language=language), *_rows(found, calendar)])
            self.result(as_json(found, calendar=calendar, language=language), text)
        return Exit.CANNOT_TELL if found.means is Means.NONE else Exit.DONE


def _found(options: dict[str, Any], calendar: Calendar) -> Deadline:
    on = clock.today() if options["on"] is None else day(options["on"])
    suspensions = [(day(first), day(until)) for first, until in options["suspend"]]
    if options["duty"]:
        if options["days"] or options["unit"]:
            raise WrongUse(say("Chọn một: tên nghĩa vụ, hoặc --days cùng --unit."))
        return deadline_of(
            options["duty"],
            on=on,
            calendar=calendar,
            is_remote=options["remote"],
            suspensions=suspensions,
            extensions=_number(options["extend"] or "0"),
        )
    return _bare(options, on=on, calendar=calendar, suspensions=suspensions)


def _bare(options: dict[str, Any], *, on: date, calendar: Calendar, suspensions: list[tuple[date, date]]) -> Deadline:
    if not options["days"] or not options["unit"]:
        raise WrongUse(say("Cần tên nghĩa vụ (xem: danbiet duties), hoặc --days N cùng --unit."))
    if options["unit"] not in BARE_UNITS:
        raise WrongUse(say("--unit là một trong: {units}."), units=", ".join(BARE_UNITS))
    if options["remote"] or options["extend"]:
        raise WrongUse(say("--remote và --extend chỉ dùng cùng tên nghĩa vụ."))
    return bare_term(_number(options["days"]), options["unit"], on=on, calendar=calendar, suspensions=suspensions)


@contextmanager
def _answered(name: str | None) -> Iterator[None]:
    """What the law cannot answer, as sentences with the right exit code."""
    try:
        yield
    except UnknownDuty as error:
        nearest = ", ".join(error.nearest)
        raise NoSuchDuty(say("Không có nghĩa vụ {name}. Gần nhất: {nearest}."), name=name, nearest=nearest) from error
    except NotInForce as error:
        raise not_in_force(error.duty, error.on) from error
    except NoExtension as error:
        values = {"duty": error.duty.id, "times": error.allowed}
        raise WrongUse(say("{duty} chỉ được gia hạn nhiều nhất {times} lần."), **values) from error
    except BadSpan as error:
        raise WrongUse(say("Tạm đình chỉ: ngày tiếp tục phải sau ngày tạm đình chỉ.")) from error
    except (OutsideCalendar, OverflowError) as error:
        raise WrongUse(say("Chỉ tính được trong các năm 1990 đến 2060.")) from error


def not_in_force(rule: Duty, on: date) -> RuleNotInForce:
    """The refusal that names the rule that was, or will be, or of which nobody knows since when it is."""
    language = get_language() or "vi"
    did_not = say("{duty} không có hiệu lực ngày {on}. {what}: {basis}, hiệu lực {validity}.")
    unknown = say("Không rõ {duty} có hiệu lực ngày {on} hay không. {what}: {basis}, hiệu lực {validity}.")
    return RuleNotInForce(
        unknown if rule.basis.may_hold(on) else did_not,
        duty=rule.id,
        on=words.day_words(on, language),
        what=rule.what(language),
        basis=words.cited(rule.basis, language),
        validity=words.validity(rule, language),
    )


def _rows(found: Deadline, calendar: Calendar) -> Iterator[str]:
    """Each day on a line: the day of the week, the day, why, and the name of a holiday."""
    return (_row(one) for one in explain(found, calendar=calendar))


def _row(one: CountedDay) -> str:
    language = get_language() or "vi"
    label = f" ({words.holiday(one.label, language)})" if one.label else ""
    return f"  {'+' if one.counted else ' '} {words.day_words(one.day, language)}: {_(WHY[one.why])}{label}"


def _calendar(path: Path | None) -> Calendar:
    if path is None:
        return official()
    if not path.is_file():
        raise WrongUse(say("Không đọc được tệp lịch {path}."), path=path)
    try:
        return read(path)
    except DamagedCalendar as error:
        raise FileProblems(tuple(_problem(path, *problem) for problem in error.problems)) from error
    except UnicodeDecodeError as error:
        raise WrongUse(say("Tệp lịch {path} không phải văn bản UTF-8."), path=path) from error
    except csv.Error as error:
        raise WrongUse(say("Tệp lịch {path} không phải CSV."), path=path) from error


def _problem(path: Path, row: int, column: str, code: str, value: str) -> Problem:
    values = (("column", column), ("value", value))
    return Problem(code, WRONG_ROW[code], values, file=path.name, row=row, column=column)


def day(text: str) -> date:
    """A day as written, 2026-11-23."""
    try:
        return written_day(text)
    except ValueError as error:
        raise WrongUse(say("“{text}” không phải ngày dạng 2026-11-23."), text=text) from error


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise WrongUse(say("{text} không phải số nguyên từ 0."), text=text)
    return int(text)
