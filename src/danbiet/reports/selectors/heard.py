"""What residents brought and when they were received, as plain facts of a moment; and what a report says of it.

Denunciations and tips are read by nobody but their own pages (tests/repository/test_secrecy.py): not here either.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db.models import Min, QuerySet

from danbiet.common import clock
from danbiet.law.periods import Period
from danbiet.places.models import Unit
from danbiet.places.selectors import closure_on
from danbiet.reports.rules.voices import CaseFact, ReceptionFact
from danbiet.voices.models import Case, Reception, ReceptionDay, Step
from danbiet.voices.rules import Verdict
from danbiet.voices.rules.clocks import MEMORY
from danbiet.voices.rules.receiving import DayState
from danbiet.voices.rules.stages import Act

YEARS = 2  # before that of the period: what fell due in the year before may have been received in the one before it
COLUMNS = (
    "pk", "kind", "received_on", "accepted_on", "answered_on", "merged_into", "closed_on", "handed_over_on",
    "answer_due_on", "answer_certainty", "verdict", "verdict_on", "contested_on", "rated_on",
)  # fmt: skip


def _below(place: Unit, on: date) -> QuerySet[Unit]:
    """The place and the units under it."""
    return Unit.objects.filter(pk__in=closure_on(on).filter(ancestor=place).values("descendant"))


def _received(place: Unit, period: Period, as_of: datetime) -> QuerySet[Step]:
    """The steps by which cases were laid on the desks of the place and the units under it, by a moment."""
    below = _below(place, period.last_day)
    return Step.objects.filter(place__in=below, act=Act.RECEIVE.value, moves=1, at__lte=as_of)


def cases(place: Unit, period: Period, as_of: datetime) -> Iterator[CaseFact]:
    """Cases received by the place and the units under it in the period's year and the two before."""
    today, since = clock.day(as_of), date(period.year - YEARS, 1, 1)
    found = Case.objects.filter(pk__in=_received(place, period, as_of).filter(on__gte=since).values("case"))
    for row in found.values(*COLUMNS).iterator(chunk_size=5000):
        yield _case(row, today)


def _case(row: dict[str, object], today: date) -> CaseFact:
    """A case as it was known on a day; a day known from memory alone binds nobody."""

    def known(name: str) -> date | None:
        value = row[name]
        return value if isinstance(value, date) and value <= today else None

    binds = row["answer_due_on"] if row["answer_certainty"] != MEMORY else None
    return CaseFact(
        pk=int(str(row["pk"])), kind=str(row["kind"]), received_on=known("received_on") or today,
        accepted_on=known("accepted_on"), answered_on=known("answered_on"),
        merged_on=known("closed_on") if row["merged_into"] else None, handed_on=known("handed_over_on"),
        due_on=binds if isinstance(binds, date) else None,
        agreed_on=known("verdict_on") if row["verdict"] == Verdict.AGREED else None,
        contested_on=known("contested_on"), rated_on=known("rated_on"),
    )  # fmt: skip


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
