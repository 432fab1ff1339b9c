"""Which duties arise for a place on which day: by the calendar, and from what happened; under the law of that day.

The day of an act is what the law counts from; nothing is counted from the day on which somebody typed it in. A duty
whose number of days was not read, or that names none, arises without a day. Readings: a duty "once a year" is due on
the last day of a year that is whole for the place; in a part of a year, whether the place began or ended in it, it has
no day. Permanent contents arise with their law or with the unit; their five working days run from a decision, so that
without one they have no day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from danbiet.common.actor import Damaged, say
from danbiet.disclosure.rules.completeness import Needed
from danbiet.disclosure.rules.contents import CONTENTS, content, is_permanent, needed
from danbiet.disclosure.rules.occasions import OCCASIONS, Occasion
from danbiet.disclosure.rules.quarters import LIST_DUTY
from danbiet.law.calendar import Calendar
from danbiet.law.citation import Citation
from danbiet.law.deadlines import Means, deadline
from danbiet.law.duties import Duty, duty

DAY = timedelta(days=1)
ONE_A_YEAR = "per_year"
OF_WARDS = frozenset({"DIS34", "DIS22"})
SEPARATOR = " – "  # between the occasion, which is translated, and what the officer wrote

QUARTER_ENDS = (
    (3, 31, "Q1", "Q1", say("Hết quý I")),
    (6, 30, "H1", "H1", say("Hết quý II và 6 tháng")),
    (9, 30, "Q3", "9M", say("Hết quý III")),
    (12, 31, "Q4", "", say("Hết quý IV và cả năm")),
)
EXECUTION = ("BUD16-03", "BUD26-01")
YEARLY = (
    ("DIS22-20", say("Đầu năm hoặc khi luật bắt đầu áp dụng")),
    ("PAR-03", say("Mỗi năm một lần")),
    ("PAR-04", say("Mỗi năm một lần, vào cuối năm")),
)
STANDING = say("Phải niêm yết thường xuyên từ khi quy định có hiệu lực hoặc đơn vị thành lập")
DISTRICT_REPORT = "BUD16-07"
DISTRICT_REPORTS = ((0, say("Báo cáo công khai dự toán")), (1, say("Báo cáo công khai quyết toán")))


class UnknownOccasion(Damaged):
    """No occasion has this name."""


class NothingArises(Damaged):
    """No rule was in force on the day for this occasion and tier."""


@dataclass(frozen=True)
class PlaceFacts:
    """What the rules ask about a place; `until_day` is exclusive."""

    tier: str
    from_day: date
    until_day: date | None = None
    is_remote: bool = False
    has_loudspeaker: bool = True
    has_portal: bool = True

    def stands(self, on: date) -> bool:
        return self.from_day <= on and (self.until_day is None or on < self.until_day)


@dataclass(frozen=True)
class Told:
    """What an officer recorded: the occasion, its day, the year or quarter it is about, the officer's own words."""

    occasion: str
    happened_on: date
    period: str = ""
    words: str = ""


@dataclass(frozen=True)
class Arisen:
    """A duty that arose: `due_on` is empty where no day is known; `due_means` says what the day is."""

    arose_on: date
    duty: str
    period: str
    occasion: str
    due_on: date | None
    due_means: str
    certainty: str
    basis: Citation
    needed: Needed


def occasion_named(key: str) -> Occasion:
    """The occasion of that name."""
    found = OCCASIONS.get(key)
    if found is None:
        raise UnknownOccasion(say("Không có loại việc “{key}”."), key=key[:40])
    return found


def offered(tier: str, *, on: date) -> list[Occasion]:
    """The occasions that can give rise to a duty for a place of the tier on a day."""
    return [one for one in OCCASIONS.values() if tier in one.tiers and _in_force(one, tier, on)]


def arising_from(told: Told, facts: PlaceFacts, *, calendar: Calendar) -> tuple[Arisen, ...]:
    """The duties that arise from what happened, under the law in force on its day; refused where there is none."""
    occasion = occasion_named(told.occasion)
    found = _in_force(occasion, facts.tier, told.happened_on) if facts.tier in occasion.tiers else []
    if not found or not facts.stands(min(told.happened_on, facts.until_day or told.happened_on)):
        raise NothingArises(
            say("Ngày {day} không có quy định nào đang hiệu lực buộc đơn vị này công khai việc “{what}”."),
            day=f"{told.happened_on:%d/%m/%Y}", what=occasion.words,
        )  # fmt: skip
    words = SEPARATOR.join(filter(None, [occasion.words, " ".join(told.words.split())]))
    return tuple(
        _arisen(rule, told.happened_on, facts, about=(told.period, words), calendar=calendar) for rule in found
    )


def by_calendar(facts: PlaceFacts, *, from_day: date, until_day: date, calendar: Calendar) -> tuple[Arisen, ...]:
    """The duties that the calendar itself gives rise to from a day until, exclusively, another, in order."""
    rows = [
        row
        for year in range(from_day.year, until_day.year + 1)
        for row in _of_year(facts, year, calendar)
        if from_day <= row.arose_on < until_day and facts.stands(row.arose_on)
    ]
    return tuple(sorted(rows, key=lambda row: (row.arose_on, row.duty, row.occasion)))


def standing(facts: PlaceFacts, *, on: date, calendar: Calendar) -> tuple[Arisen, ...]:
    """The permanent contents of a ward under the law of a day, each with the day from which it must hang."""
    return tuple(
        _arisen(rule, since, facts, about=("", STANDING), calendar=calendar, has_day=False)
        for rule, since in _permanent(facts)
        if rule.in_force(on) and since <= on
    )


def year_of(facts: PlaceFacts, year: int, told: Iterable[Told], *, calendar: Calendar) -> tuple[Arisen, ...]:
    """Everything that arises for a place in a year, in order of days."""
    first, until = date(year, 1, 1), date(year + 1, 1, 1)
    rows = [*by_calendar(facts, from_day=first, until_day=until, calendar=calendar)]
    for one in told:
        rows += arising_from(one, facts, calendar=calendar)
    return tuple(sorted(rows, key=lambda row: (row.arose_on, row.duty, row.occasion)))


def due(id: str, *, on: date, facts: PlaceFacts, calendar: Calendar) -> tuple[date | None, str]:
    """The day a duty of a place is due when it arose on a day, and what that day is; none where a special law sets it.

    >>> from danbiet.law.calendar import official
    >>> ward = PlaceFacts("ward", date(2014, 4, 1))
    >>> str(due("BUD16-03", on=date(2021, 9, 30), facts=ward, calendar=official())[0])
    '2021-10-15'
    """
    rule = duty(id)
    if not content(id).has_own_clock:
        return None, Means.NONE.value
    if rule.limit.unit == ONE_A_YEAR and rule.limit.n == 1:
        last = date(on.year, 12, 31)
        is_whole = (on.month, on.day) == (1, 1) and facts.stands(last)
        return (last, Means.LATEST_DAY.value) if is_whole else (None, Means.NONE.value)
    found = deadline(rule, on=on, calendar=calendar, is_remote=facts.is_remote)
    return found.due, found.means.value


def _of_year(facts: PlaceFacts, year: int, calendar: Calendar) -> Iterator[Arisen]:
    if facts.tier == "ward":
        yield from _quarters(facts, year, calendar)
        yield from _yearly(facts, year, calendar)
        for rule, since in _permanent(facts):
            if since.year == year:
                yield _arisen(rule, since, facts, about=("", STANDING), calendar=calendar, has_day=False)
    if facts.tier == "district" and duty(DISTRICT_REPORT).in_force(date(year, 1, 1)):
        for back, words in DISTRICT_REPORTS:
            yield _arisen(duty(DISTRICT_REPORT), date(year, 1, 1), facts, about=(str(year - back), words),
                          calendar=calendar)  # fmt: skip


def _quarters(facts: PlaceFacts, year: int, calendar: Calendar) -> Iterator[Arisen]:
    """Budget quarters end on their last day, unlike those of reports (trap 20)."""
    for month, last, code, new_code, words in QUARTER_ENDS:
        on = date(year, month, last)
        rule = next((duty(id) for id in EXECUTION if duty(id).in_force(on)), None)
        if rule is not None:
            part = code if rule.id == EXECUTION[0] else new_code
            period = f"{year}-{part}" if part else str(year)
            yield _arisen(rule, on, facts, about=(period, words), calendar=calendar)
        if duty(LIST_DUTY).in_force(on):
            quarter = f"{year}-Q{month // 3}"
            yield _arisen(duty(LIST_DUTY), on, facts, about=(quarter, words), calendar=calendar)


def _yearly(facts: PlaceFacts, year: int, calendar: Calendar) -> Iterator[Arisen]:
    for id, words in YEARLY:
        rule = duty(id)
        on = max(date(year, 1, 1), facts.from_day, rule.basis.valid_from or facts.from_day)
        if on.year == year and rule.in_force(on):
            yield _arisen(rule, on, facts, about=(str(year), words), calendar=calendar)


def _permanent(facts: PlaceFacts) -> Iterator[tuple[Duty, date]]:
    """Permanent contents, each with the day from which it holds here: that of the law, or of the unit."""
    for id in CONTENTS if facts.tier == "ward" else ():
        if id[:5] in OF_WARDS and is_permanent(id):
            rule = duty(id)
            since = max(rule.basis.valid_from or facts.from_day, facts.from_day)
            if rule.in_force(since):
                yield rule, since


def _in_force(occasion: Occasion, tier: str, on: date) -> list[Duty]:
    """Of each row of alternatives, the first in force; the contents of communes are asked of no other tier."""
    found = []
    for row in occasion.duties:
        fit = [duty(id) for id in row if tier == "ward" or id[:5] not in OF_WARDS]
        found += [rule for rule in fit if rule.in_force(on)][:1]
    return found


def _arisen(
    rule: Duty, on: date, facts: PlaceFacts, *, about: tuple[str, str], calendar: Calendar, has_day: bool = True
) -> Arisen:
    """The row of a duty; `about` is its period and what happened."""
    due_on, means = due(rule.id, on=on, facts=facts, calendar=calendar) if has_day else (None, "none")
    forms = needed(rule.id, on=on, has_loudspeaker=facts.has_loudspeaker, has_portal=facts.has_portal)
    return Arisen(on, rule.id, *about, due_on, means, rule.basis.certainty, rule.basis, forms)
