"""Reports for tests, made through services, on the district's plan handed down to its wards."""

from datetime import date, datetime

from danbiet.common import clock
from danbiet.plans import services as plans
from danbiet.plans.models import Task
from danbiet.plans.tests.factories import ward_task
from danbiet.reports import services
from danbiet.reports.models import Report
from danbiet.reports.selectors.writing import CAPACITIES
from tests.people import Cast, Country, Place

SEPTEMBER = clock.moment(date(2021, 9, 16))
LATER = clock.moment(date(2021, 9, 17))
PDF = b"%PDF-1.4 signed and sealed"


def work(country: Country, cast: Cast) -> Task:
    """The ward's task: due before the data closed, with one accepted note and one that waits."""
    task = ward_task(country, cast, due_on=date(2021, 9, 1))
    for day, text in ((date(2021, 8, 30), "Đã phổ biến tại tổ 1."), (date(2021, 9, 10), "Đã phổ biến tại tổ 2.")):
        report = plans.Report(text=text)
        plans.report_progress(task, report=report, by=cast.actor("ward"), at=clock.moment(day))
    first = task.notes.order_by("on").first()
    plans.accept(first, by=cast.actor("planner"), at=clock.moment(date(2021, 9, 2)))
    return task


def draft(cast: Cast, place: Place, *, who: str = "ward", period: str = "2021-Q3", at: datetime = SEPTEMBER) -> Report:
    return services.draft(place.unit, period=period, by=cast.actor(who, clock.day(at)), at=at)


def signing(**changes: object) -> services.Signing:
    return services.Signing(**{"signer": "Nguyễn Văn Ặc", "capacity": CAPACITIES[0], **changes})


def issued(
    cast: Cast, place: Place, *, who: str = "ward", chair: str = "wardchair", at: datetime = SEPTEMBER
) -> Report:
    """A report with its causes written and issued."""
    report = draft(cast, place, who=who, at=at)
    texts = {"causes": "Thiếu người phụ trách ở hai tổ."}
    services.write_texts(report, texts=texts, seen=report.version, by=cast.actor(who), at=at)
    return services.issue(report, signing=signing(), by=cast.actor(chair), at=at)
