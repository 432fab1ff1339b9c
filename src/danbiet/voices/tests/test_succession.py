"""Cases that an ended unit left open: one in charge, who else works on what, whose names they know, and the pages."""

from datetime import date

import pytest
from django.test import Client

from danbiet.accounts.models import Holding
from danbiet.common import clock
from danbiet.common.actor import NotAllowed, NotYours, Role
from danbiet.places.models import Successor
from danbiet.voices import selectors, services
from danbiet.voices.models import Case
from danbiet.voices.rules import Channel, Kind, State
from danbiet.voices.rules.rights import Look
from danbiet.voices.selectors import desk, handling, pages
from danbiet.voices.services.handling import NotHere
from danbiet.voices.tests.factories import TOLD, case
from danbiet.voices.tests.test_withheld import NAMES, sent
from tests.people import END_OF_DISTRICTS, IN_2021, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
AT, NOW = clock.moment(IN_2021), clock.moment(IN_2026)
LAST_MONTH = date(2025, 6, 20)


@pytest.fixture
def split(country: Country) -> None:
    """Đông Ngạc was cut in two, nobody counted how; Xuân Đỉnh passed whole."""
    for old, new, share in (
        (country.dong_ngac, country.new_dong_ngac, "0.5"), (country.dong_ngac, country.new_xuan_dinh, "0.5"),
        (country.xuan_dinh, country.new_xuan_dinh, "1"),
    ):  # fmt: skip
        basis = "count" if share == "1" else "assumed"
        Successor.objects.create(old=old.unit, new=new.unit, share=share, basis=basis, decree="", on=END_OF_DISTRICTS)


@pytest.fixture
def head_of_the_city(country: Country, cast: Cast) -> None:
    Holding.objects.create(
        user=cast.users["analyst"], role=Role.LEADER.value, place=country.city.unit, agency=country.city.committee,
        from_day=country.city.unit.from_day,
    )  # fmt: skip


def held(cast: Cast, name: str, found: Case) -> frozenset[str]:
    return frozenset(one.value for one in selectors.rights_over(cast.actor(name, IN_2026), found, on=IN_2026))


@pytest.mark.usefixtures("split")
def test_who_holds_a_part_knows_the_sender_only_with_the_case_in_hand(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    beside = cast.actor("ward2", IN_2026)
    assert Look.SENDER in held(cast, "ward", found)
    assert {"see", "accept"} <= held(cast, "ward2", found)
    assert Look.SENDER not in held(cast, "ward2", found)
    services.assign(found, given=services.Given(officer=cast.users["ward2"]), by=beside, at=NOW)
    assert Look.SENDER in held(cast, "ward2", found)


@pytest.mark.usefixtures("split")
@pytest.mark.parametrize("kind", [Kind.COMPLAINT_FIRST, Kind.CRIME_REPORT])
def test_one_head_decides_a_complaint_of_a_ward_cut_in_two(country: Country, cast: Cast, kind: Kind) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=kind)
    assert "see" in held(cast, "wardchair", found)
    assert held(cast, "ward2", found) == frozenset()
    assert found not in selectors.cases_visible_to(cast.actor("ward2", IN_2026), on=IN_2026)
    assert found in selectors.cases_visible_to(cast.actor("wardchair", IN_2026), on=IN_2026)


@pytest.mark.usefixtures("split", "head_of_the_city")
def test_a_second_complaint_of_a_district_is_decided_by_the_head_of_the_city(country: Country, cast: Cast) -> None:
    """From 2025-07-01 it is the province's to settle (law.md, trap 18; Luật 02/2011/QH13, điều 33(1))."""
    at = clock.moment(LAST_MONTH)
    chair = cast.actor("chair", LAST_MONTH)
    found = case(country.district.unit, at=at, kind=Kind.COMPLAINT_SECOND, channel=Channel.COUNTER, by=chair)
    services.accept(found, by=chair, at=at)
    due = found.due_on
    first_day = clock.moment(date(2025, 7, 2))
    for name in ("chair", "wardchair", "planner"):
        with pytest.raises(NotYours):
            services.suspend(found, reason="Chờ giám định", by=cast.actor(name, IN_2026), at=first_day)
    services.suspend(found, reason="Chờ giám định", by=cast.actor("analyst", IN_2026), at=first_day)
    services.resume(found, reason="Đã có kết luận", by=cast.actor("analyst", IN_2026), at=first_day)
    assert (found.state, found.due_on) == (State.ACCEPTED, due)
    assert [row.detail for row in desk.desk_items(cast.actor("analyst", IN_2026), on=IN_2026)] == [found.number] * 2
    with pytest.raises(NotAllowed):  # it waits with the leader of the city, not with its plan officer
        services.accept(case(country.district.unit, at=at), by=cast.actor("inspector", IN_2026), at=NOW)


@pytest.mark.usefixtures("split")
def test_what_an_ended_ward_left_is_called_a_second_complaint_above_alone(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    with pytest.raises(NotHere, match="Thành phố Hà Nội"):
        services.reclassify(
            found, kind=Kind.COMPLAINT_SECOND, reason="Lần hai", by=cast.actor("wardchair", IN_2026), at=NOW
        )


@pytest.mark.usefixtures("split", "head_of_the_city", "in_2026")
def test_the_page_says_who_is_in_charge_and_whom_it_can_be_given_to(country: Country, cast: Cast) -> None:
    found = case(country.district.unit, at=AT)
    client = Client()
    client.force_login(cast.users["analyst"])
    page = client.get(f"/voices/cases/{found.number}/").content.decode()
    assert "nay Thành phố Hà Nội (mã 01) chịu trách nhiệm giải quyết" in page
    assert TOLD.phone in page
    around = handling.around(found, on=IN_2026)
    assert {one.username for one in around.officers} >= {"analyst", "city", "ward", "ward2"}
    assert country.new_xuan_dinh.unit in around.targets
    assert country.district.unit not in around.targets
    services.transfer(
        found, to=country.new_xuan_dinh.unit, reason="Thuộc địa bàn", by=cast.actor("city", IN_2026), at=NOW
    )
    assert pages.targets_of(found.place, on=IN_2026)[0] == country.city.unit
    complaint = case(country.district.unit, at=AT, kind=Kind.COMPLAINT_SECOND)
    assert {one.username for one in handling.around(complaint, on=IN_2026).officers} == {"analyst", "city"}
    page = client.get(f"/voices/cases/{complaint.number}/").content.decode()
    assert "nay do cấp tỉnh giải quyết (Luật 02/2011/QH13, điều 33(1))" in page


@pytest.mark.usefixtures("split", "in_2026")
def test_a_ward_cut_in_two_says_why_one_is_in_charge(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    client = Client()
    client.force_login(cast.users["ward2"])
    page = client.get(f"/voices/cases/{found.number}/").content.decode()
    assert "(mã 00601) hết hiệu lực" in page
    assert "Chưa có số liệu chia địa bàn: giao nơi mang tên cũ." in page
    assert TOLD.phone not in page


@pytest.mark.usefixtures("split", "in_2026")
def test_words_that_may_be_a_denunciation_are_sorted_by_the_unit_in_charge(country: Country, cast: Cast) -> None:
    found = sent(country)
    for name, reads in (("ward", True), ("ward2", False)):
        client = Client()
        client.force_login(cast.users[name])
        for page in (f"/voices/cases/{found.number}/", "/voices/desk/sorting/"):
            shown = client.get(page).content.decode()
            assert (found.number in shown, NAMES[0] in shown) == (True, reads)
