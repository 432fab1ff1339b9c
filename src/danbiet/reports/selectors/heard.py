"""What residents brought and when they were received, as plain facts of a moment; and what a report says of it.

Denunciations and tips are read by nobody but their own pages (tests/repository/test_secrecy.py): not here either.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast

from danbiet.common import clock
from danbiet.law.periods import Period
from danbiet.places.models import Unit
from danbiet.places.selectors import closure_on
from danbiet.reports.rules.voices import CASES, CaseFact, ReceptionFact, counting
from danbiet.reports.rules.windows import Row, Window
from danbiet.voices.models import Case, Reception, ReceptionDay, Step
from danbiet.voices.rules import Verdict
from danbiet.voices.rules.clocks import MEMORY
from danbiet.voices.rules.receiving import DayState
from danbiet.voices.rules.stages import Act

YEARS = 2  # before that of the period: what fell due in the year before may have been received in the one before it
# a day known from memory alone binds nobody
BINDS = Q(answer_due_on__isnull=False) & ~Q(answer_certainty=MEMORY)


def _below(place: Unit, on: date) -> QuerySet[Unit]:
    """The place and the units under it."""
    return Unit.objects.filter(pk__in=closure_on(on).filter(ancestor=place).values("descendant"))


def _received(place: Unit, period: Period, as_of: datetime) -> QuerySet[Step]:
    """The steps by which cases were laid on the desks of the place and the units under it, by a moment."""
    below = _below(place, period.last_day)
    of_desks = Step.objects.exclude(moves=0)  # so said, SQLite sees that the index of a place's stock will do
    return of_desks.filter(place__in=below, act=Act.RECEIVE.value, moves=1, at__lte=as_of)


class HeardCases:
    """Cases received by the place and the units under it in the period's year and the two before, as known by a moment.

    The database counts together those that a window cannot tell apart: of the same kind, with the same steps reached.
    One of each is shown to the rules, so what a figure counts is said there alone; no case is held (decision 0156).
    """

    def __init__(self, place: Unit, period: Period, as_of: datetime) -> None:
        self.today = clock.day(as_of)
        self.received = _received(place, period, as_of).filter(on__gte=date(period.year - YEARS, 1, 1))
        self.is_single = not closure_on(period.last_day).filter(ancestor=place, depth__gt=0).exists()
        self.counted: dict[Window, Mapping[str, int]] = {}
        self.printed: dict[Window, Mapping[str, str]] = {}

    def counts(self, window: Window) -> Mapping[str, int]:
        """How many each figure counts."""
        if window not in self.counted:
            found: Counter[str] = Counter()
            for by_answer, signs, rows in self._streams(window):
                for *same, n in rows.values_list(*signs).annotate(n=Count("*")):
                    for key in self._keys(tuple(same), window, by_answer):
                        found[key] += n
            self.counted[window] = found
        return self.counted[window]

    def prints(self, window: Window) -> Mapping[str, str]:
        """The fingerprint of what each figure counts, read in one pass in the order of the keys as text."""
        if window not in self.printed:
            found: dict[str, Print] = defaultdict(Print)
            for by_answer, signs, rows in self._streams(window):
                meant: dict[tuple[object, ...], list[Print]] = {}
                for written, *same in _in_order(rows, signs):
                    if (alike := tuple(same)) not in meant:
                        meant[alike] = [found[key] for key in self._keys(alike, window, by_answer)]
                    for one in meant[alike]:
                        one.add(written)
            self.printed[window] = {key: one.hexdigest for key, one in found.items()}
        return self.printed[window]

    def rows(self, key: str, window: Window) -> list[Row]:
        """The keys of what a figure counts."""
        return [
            int(written)
            for by_answer, signs, rows in self._streams(window)
            if CASES[key].by_answer is by_answer
            for written, *same in _in_order(rows.filter(kind__in=CASES[key].kinds), signs)
            if key in self._keys(tuple(same), window, by_answer)
        ]

    def _streams(self, window: Window) -> Iterator[tuple[bool, tuple[str, ...], QuerySet[Case]]]:
        """Those received in a window, and those to be answered in it; each with the columns in which they differ."""
        edge = min(window.last_day, self.today)
        found = self._found()
        beside = timedelta(days=1)  # the moment has an index, the day has none: a day more on either side
        yield False, ("kind", *_reached(edge, self.today)), found.filter(
            received_on__gte=window.from_day, received_on__lt=window.until_day,
            received_at__gte=clock.moment(window.from_day - beside),
            received_at__lt=clock.moment(window.until_day + beside),
        ).annotate(**_reached(edge, self.today))  # fmt: skip
        answered = {"is_answered": _by("answered_on", edge), "is_in_time": _is(answered_on__lte=F("answer_due_on"))}
        yield True, ("kind", *answered), found.filter(
            BINDS, answer_due_on__gte=window.from_day, answer_due_on__lt=window.last_day
        ).annotate(**answered)  # fmt: skip

    def _found(self) -> QuerySet[Case]:
        """Of a single unit, looked for by its steps; of a unit with others under it, by the days asked for."""
        if self.is_single:
            return Case.objects.filter(pk__in=self.received.values("case")).order_by()
        return Case.objects.filter(Exists(self.received.filter(case=OuterRef("pk")))).order_by()

    def _keys(self, same: tuple[object, ...], window: Window, by_answer: bool) -> tuple[str, ...]:
        """The figures that count the cases which are the same to a window."""
        return counting((_answered if by_answer else _as_received)(same, window), window, by_answer=by_answer)


class Print:
    """The fingerprint of rows, told one after another."""

    def __init__(self) -> None:
        self.digest, self.between = hashlib.sha256(), b""

    def add(self, written: str) -> None:
        self.digest.update(self.between + written.encode())
        self.between = b"\n"

    @property
    def hexdigest(self) -> str:
        return self.digest.hexdigest()


def _in_order(rows: QuerySet[Case], signs: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Keys written out, in the order of fingerprints, with the signs of each."""
    written = rows.annotate(written=Cast("pk", TextField())).order_by("written")
    yield from written.values_list("written", *signs).iterator(chunk_size=5000)


def _is(*conditions: Q, **fields: object) -> Expression:
    return ExpressionWrapper(Q(*conditions, **fields), output_field=BooleanField())


def _by(name: str, day: date, **fields: object) -> Expression:
    return _is(**{f"{name}__lte": day}, **fields)


def _reached(edge: date, today: date) -> dict[str, Expression]:
    """What had come of a case by the end of a window, and whether it had been merged by the moment of the report."""
    return {
        "is_accepted": _by("accepted_on", edge), "is_answered": _by("answered_on", edge),
        "is_merged": _by("closed_on", edge, merged_into__isnull=False),
        "is_merged_by_now": _by("closed_on", today, merged_into__isnull=False),
        "is_handed": _by("handed_over_on", edge), "is_dated": _is(BINDS),
        "is_agreed": _by("verdict_on", edge, verdict=Verdict.AGREED.value),
        "is_contested": _by("contested_on", edge), "is_rated": _by("rated_on", edge),
    }  # fmt: skip


def _as_received(same: tuple[object, ...], window: Window) -> CaseFact:
    """A case with these signs: what was reached fell on the first day, what came later after the last."""
    kind, accepted, answered, merged, merged_by_now, handed, dated, agreed, contested, rated = same
    day = window.from_day
    return CaseFact(
        pk=0, kind=str(kind), received_on=day,
        accepted_on=day if accepted else None, answered_on=day if answered else None,
        merged_on=day if merged else window.until_day if merged_by_now else None,
        handed_on=day if handed else None, due_on=day if dated else None, agreed_on=day if agreed else None,
        contested_on=day if contested else None, rated_on=day if rated else None,
    )  # fmt: skip


def _answered(same: tuple[object, ...], window: Window) -> CaseFact:
    """A case that was to be answered on the first day, and was by then, later, or not yet."""
    kind, is_answered, is_in_time = same
    day = window.from_day
    answered_on = (day if is_in_time else day + timedelta(days=1)) if is_answered else None
    return CaseFact(pk=0, kind=str(kind), received_on=day, due_on=day, answered_on=answered_on)


def receptions(place: Unit, period: Period, as_of: datetime) -> Iterator[ReceptionFact]:
    """Days of the calendars posted by a moment, as far as they were settled by then."""
    since, below = date(period.year - YEARS, 1, 1), _below(place, period.last_day)
    days = ReceptionDay.objects.filter(place__in=below, on__gte=since, posted_on__lte=clock.day(as_of))
    visits: dict[int, list[int]] = defaultdict(list)
    for pk, day in Reception.objects.filter(day__in=days, at__lte=as_of).values_list("pk", "day"):
        visits[day].append(pk)
    for pk, on, state, closed_at in days.values_list("pk", "on", "state", "closed_at"):
        is_settled = closed_at is not None and closed_at <= as_of
        if not (is_settled and state == DayState.MOVED):
            yield ReceptionFact(pk, on, state if is_settled else DayState.PLANNED.value, tuple(visits[pk]))


def first_days(place: Unit, period: Period, as_of: datetime) -> dict[str, date | None]:
    """Since when the place or a unit under it has recorded cases, and set a calendar of receiving citizens."""
    below = _below(place, period.last_day)
    posted = ReceptionDay.objects.filter(place__in=below, posted_on__lte=clock.day(as_of))
    return {
        "cases": _received(place, period, as_of).aggregate(first=Min("on"))["first"],
        "receptions": posted.aggregate(first=Min("posted_on"))["first"],
    }


def sentences(values: Mapping[str, int | None]) -> Iterable[str]:
    """What a report says of the citizen's voice; only where anything was recorded."""
    if values.get("reception_days") is not None:
        yield (
            "Ngày tiếp công dân trong lịch đã qua: {figure:reception_days}, trong đó đã tiếp: "
            "{figure:receptions_kept}, không tiếp: {figure:receptions_missed}, chưa ghi: "
            "{figure:receptions_unsettled}; lượt tiếp: {figure:receptions}."
        )
    if values.get("feedback") is not None:
        yield (
            "Phản ánh, kiến nghị nhận trong kỳ: {figure:feedback}, trong đó tiếp nhận xử lý: "
            "{figure:feedback_accepted}, từ chối có lý do: {figure:feedback_refused}, gộp vào việc khác: "
            "{figure:feedback_merged}, chờ tiếp nhận: {figure:feedback_waiting}."
        )
        yield (
            "Đã trả lời: {figure:feedback_answered}; người gửi có ý kiến: {figure:feedback_judged}, trong đó đồng ý: "
            "{figure:feedback_agreed}, phản đối: {figure:feedback_contested}, chỉ chấm điểm: "
            "{figure:feedback_rated}. Chưa có ý kiến: {figure:feedback_silent}, không tính là hài lòng."
        )
        yield (
            "Phản ánh, kiến nghị đến hạn: {figure:feedback_due}, trong đó trả lời đúng hạn: "
            "{figure:feedback_on_time}, sau hạn: {figure:feedback_after_due}, quá hạn chưa trả lời: "
            "{figure:feedback_overdue}; nhận trong kỳ mà nơi này chưa đặt hạn: {figure:feedback_undated}."
        )
        yield (
            "Khiếu nại nhận trong kỳ: {figure:complaints}, trong đó thụ lý: {figure:complaints_accepted}, "
            "không thụ lý: {figure:complaints_refused}, gộp: {figure:complaints_merged}, chờ thụ lý: "
            "{figure:complaints_waiting}; đã có quyết định: {figure:complaints_answered}, quá hạn giải quyết: "
            "{figure:complaints_overdue}."
        )
