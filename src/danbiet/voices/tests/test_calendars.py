"""A place's declared days count in everything that is counted when it is read: denunciations, second complaints."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.places.models import DeclaredDay, Unit
from danbiet.voices import selectors as cases
from danbiet.voices import services
from danbiet.voices.models import Denunciation
from danbiet.voices.rules import Kind, Outcome
from danbiet.voices.rules.denunciations import Act
from danbiet.voices.selectors import denunciations as selectors
from danbiet.voices.services import denunciations
from danbiet.voices.tests.factories import ANSWERED, PEPPER, received
from danbiet.voices.tests.vaulting import denounced
from tests.people import Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2026")]
ON = date(2026, 11, 20)  # a Friday, declared off


def off(unit: Unit) -> None:
    DeclaredDay.objects.create(
        unit=unit, day=ON, works=False, label="Nghỉ bão", source="Công điện 1", declared_at=clock.moment(ON)
    )


def days(one: Denunciation, cast: Cast, on: date) -> dict[str, date | None]:
    page = selectors.page_of(cast.actor("wardchair", on), one.pk, on=on)
    return {day.clock.duty: day.clock.due for day in page.days}


def test_a_denunciation_is_counted_with_the_days_of_its_place(country: Country, cast: Cast) -> None:
    on, place = date(2026, 11, 18), country.new_dong_ngac.unit
    one = denounced(place, by=cast.users["wardchair"], on=on)
    assert days(one, cast, on) == {"DEN-01": date(2026, 11, 30), "DEN-02": date(2026, 11, 26)}
    off(place)
    assert days(one, cast, on) == {"DEN-01": date(2026, 12, 1), "DEN-02": date(2026, 11, 27)}
    assert [line.next.due for line in selectors.lines(cast.actor("wardchair", on), on=on)] == [date(2026, 12, 1)]
    assert [item.due_on for item in selectors.desk_items(cast.actor("wardchair", on), on=on)] == [date(2026, 12, 1)]


def test_a_letter_tells_the_day_of_settling_that_its_page_tells(country: Country, cast: Cast, client: Client) -> None:
    on, place = date(2026, 10, 21), country.new_dong_ngac.unit  # 30 days end on the day that was declared off
    by, at = cast.actor("wardchair", on), clock.moment(on)
    one = denounced(place, by=cast.users["wardchair"], on=on)
    off(place)
    denunciations.take_step(one, act=Act.ACCEPT, on=on, criteria=0, by=by, at=at)
    assert days(one, cast, on)["DEN-05"] == date(2026, 11, 23)
    client.force_login(cast.users["wardchair"])
    letter = client.get(f"/voices/denunciations/{one.pk}/letters/accept/0.docx")
    assert "23/11/2026" in ZipFile(BytesIO(letter.content)).read("word/document.xml").decode()


def test_the_end_of_a_second_complaint_is_counted_with_the_days_of_the_place(country: Country, cast: Cast) -> None:
    on, place = date(2026, 10, 21), country.new_dong_ngac.unit  # 30 days of CPL-15 end on the day that was declared off
    by, at = cast.actor("wardchair", on), clock.moment(on)
    taken = received(place, at=at, kind=Kind.COMPLAINT_FIRST)
    services.accept(taken.case, by=by, at=at)
    services.answer(taken.case, given=services.Answer(Outcome.SOLVED, ANSWERED), by=by, at=at)
    assert cases.status_page(taken.code, pepper=PEPPER, on=on).second_until == date(2026, 11, 20)
    off(place)
    assert cases.status_page(taken.code, pepper=PEPPER, on=on).second_until == date(2026, 11, 23)
