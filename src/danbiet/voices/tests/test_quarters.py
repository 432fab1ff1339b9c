"""You said, we did: what a quarter counts, which promises are kept, and what of them everybody may see."""

from datetime import date, timedelta

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.plans import services as plans
from danbiet.plans.tests.factories import upload
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Promise
from danbiet.voices.rules import Outcome
from danbiet.voices.selectors.figures import Counts, Month
from danbiet.voices.selectors.quarters import Promised, quarter_of, said_and_done
from danbiet.voices.tests.factories import ANSWERED, PEPPER, answered, case
from tests.people import IN_2021, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
AUGUST = Month(date(2021, 8, 1), date(2021, 9, 1))


@pytest.mark.parametrize(
    ("day", "from_day", "until_day", "number"),
    [
        (date(2021, 1, 1), date(2021, 1, 1), date(2021, 4, 1), "I"),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 4, 1), "I"),
        (date(2021, 6, 30), date(2021, 4, 1), date(2021, 7, 1), "II"),
        (date(2021, 9, 21), date(2021, 7, 1), date(2021, 10, 1), "III"),
        (date(2021, 12, 31), date(2021, 10, 1), date(2022, 1, 1), "IV"),
    ],
)
def test_every_day_lies_in_its_quarter(day: date, from_day: date, until_day: date, number: str) -> None:
    found = quarter_of(day)
    assert (found.from_day, found.until_day, found.number) == (from_day, until_day, number)


def promised(country: Country, cast: Cast, *, due_on: date, text: str) -> Case:
    found = case(country.dong_ngac.unit, at=AT)
    by = cast.actor("ward", IN_2021)
    services.accept(found, by=by, at=AT)
    given = services.Answer(Outcome.PARTLY, ANSWERED, promised=(text, due_on))
    return services.answer(found, given=given, by=by, at=AT)


def keeps(found: Case, cast: Cast, *, on: date) -> None:
    task = found.promises.get().task
    at = clock.moment(on)
    report = plans.Report("Đã làm xong.", files=(upload(seed=found.pk),), claims_done=True)
    note = plans.report_progress(task, report=report, by=cast.actor("ward", on), at=at)
    plans.accept(note, by=cast.actor("planner", on), at=at)


def test_promises_are_counted_by_what_became_of_them(country: Country, cast: Cast, django_assert_num_queries) -> None:
    due = IN_2021 + timedelta(days=3)
    kept = promised(country, cast, due_on=due, text="Thay nắp cống")
    late = promised(country, cast, due_on=due, text="Kẻ vạch")
    promised(country, cast, due_on=due, text="Nạo vét mương")
    promised(country, cast, due_on=date(2021, 10, 1), text="Việc của quý sau")
    keeps(kept, cast, on=due)
    keeps(late, cast, on=due + timedelta(days=1))
    here = [country.dong_ngac.unit.pk]
    with django_assert_num_queries(3):
        found = said_and_done(here, month=AUGUST, known=Counts(), on=due)
    assert found.promised == Promised(in_time=1, late=1, missed=0, coming=1, called_off=0)
    assert [one.text for one in found.kept] == ["Kẻ vạch", "Thay nắp cống"]
    assert said_and_done(here, month=AUGUST, known=Counts(), on=due + timedelta(days=1)).promised.missed == 1
    assert said_and_done([country.xuan_dinh.unit.pk], month=AUGUST, known=Counts(), on=due).promised.total == 0
    assert found.counts.received == found.counts.answered == 4


def test_who_is_silent_neither_agreed_nor_contested(country: Country, cast: Cast) -> None:
    services.agree(answered(country, cast, at=AT), at=AT)
    services.contest(answered(country, cast, at=AT), reason="Vẫn hỏng", pepper=PEPPER, at=AT)
    answered(country, cast, at=AT)
    case(country.dong_ngac.unit, at=AT)
    here = [country.dong_ngac.unit.pk]
    for month in (
        AUGUST,
        Month(date(2021, 9, 1), date(2021, 10, 1)),
    ):  # the quarter is the same from each of its months
        known = selectors.counts(here, from_day=month.from_day, until_day=month.until_day, on=IN_2021)
        counts = said_and_done(here, month=month, known=known, on=IN_2021).counts
        assert (counts.received, counts.answered, counts.agreed, counts.contested, counts.silent) == (4, 3, 1, 1, 1)


def test_the_page_names_the_case_only_once_it_is_published(
    client: Client, country: Country, cast: Cast, in_2021
) -> None:
    found = promised(country, cast, due_on=IN_2021, text="Thay nắp cống gang")
    keeps(found, cast, on=IN_2021)
    page = client.get("/voices/place/00601/").content.decode()
    assert "Thay nắp cống gang" in page
    assert "không công bố tỷ lệ: chỉ 1 việc" in page
    assert found.number not in page
    copy = services.Copy("Nắp cống vỡ ngõ 63", "Đã thay nắp cống.")
    services.redact(found, copy=copy, by=cast.actor("ward", IN_2021), at=AT)
    services.publish(Case.objects.select_related("place").get(pk=found.pk), by=cast.actor("wardchair", IN_2021), at=AT)
    assert f"/voices/{found.number}/" in client.get("/voices/place/00601/").content.decode()
    assert Promise.objects.get().task_id
