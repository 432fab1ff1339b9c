"""Each act on obligations: works, refused, not yours, and in the record."""

from datetime import date, timedelta

import pytest

from danbiet.common import clock
from danbiet.common.actor import SYSTEM, NotAllowed
from danbiet.disclosure.models import Charge, Obligation
from danbiet.disclosure.rules.arising import NothingArises, UnknownOccasion
from danbiet.disclosure.services import obligations as services
from danbiet.disclosure.services.obligations import Told
from danbiet.ledger.models import Event, Opening
from danbiet.places import services as places
from danbiet.places.services import Declared
from tests.people import IN_2021, IN_2026, Cast, Country

LATE_SEPTEMBER = date(2021, 9, 30)
AT = clock.moment(LATE_SEPTEMBER)


def payloads(act: str) -> list[dict]:
    events = Event.objects.filter(act=f"disclosure.{act}").order_by("seq")
    return [Opening.objects.get(event=event, part="payload").value for event in events]


def settlement(country: Country, cast: Cast, *, on: date = date(2021, 7, 15), who: str = "ward") -> Obligation:
    told = Told("settlement_approved", on, "2020", "Nghị quyết 12/NQ-HĐND")
    rows = services.record_occasion(country.dong_ngac.unit, told=told, by=cast.actor(who), at=clock.moment(IN_2021))
    return next(row for row in rows if row.duty == "BUD16-05")


def test_what_happened_is_recorded_with_its_day_and_article(country: Country, cast: Cast) -> None:
    row = settlement(country, cast)
    assert (row.arose_on, row.due_on, row.due_means) == (date(2021, 7, 15), date(2021, 8, 16), "latest_day")
    assert (row.period, row.certainty, row.state) == ("2020", "seen", "open")
    assert row.occasion == "HĐND phê chuẩn quyết toán ngân sách – Nghị quyết 12/NQ-HĐND"
    (event,) = Event.objects.filter(act="disclosure.record_occasion")
    assert event.place == country.dong_ngac.unit.key
    assert [line["duty"] for line in payloads("record_occasion")[0]["duties"]] == ["BUD16-05", "BUD16-06"]


def test_in_2026_the_budget_has_no_day_and_none_is_made_up(country: Country, cast: Cast) -> None:
    told = Told("settlement_approved", date(2026, 7, 8), "2025")
    (row,) = services.record_occasion(
        country.new_dong_ngac.unit, told=told, by=cast.actor("ward", IN_2026), at=clock.moment(IN_2026)
    )
    assert (row.duty, row.due_on, row.due_means) == ("BUD26-01", None, "none")


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (Told("fees_set", IN_2021 + timedelta(days=1)), services.OccasionRefused),  # has not happened
        (Told("fees_set", date(2014, 3, 1)), services.OccasionRefused),  # before there was the ward
        (Told("fees_set", IN_2021, "2021-99"), services.OccasionRefused),  # no month
        (Told("asset_decided", date(2021, 9, 1)), NothingArises),  # no rule in force then
        (Told("nonsense", date(2021, 9, 1)), UnknownOccasion),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    country: Country, cast: Cast, told: Told, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.record_occasion(country.dong_ngac.unit, told=told, by=cast.actor("ward"), at=clock.moment(IN_2021))
    assert not Obligation.objects.exists()
    assert not Event.objects.filter(act="disclosure.record_occasion").exists()


def test_the_same_twice_is_refused(country: Country, cast: Cast) -> None:
    settlement(country, cast)
    with pytest.raises(services.AlreadyRecorded):
        settlement(country, cast)
    assert Obligation.objects.count() == 2


@pytest.mark.parametrize("who", ["ward2", "planner", "inspector", "grouphead", "resident", "stranger"])
def test_only_the_officers_of_the_very_place_record(country: Country, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        settlement(country, cast, who=who)


def test_the_calendar_raises_once_for_every_unit_served(country: Country, cast: Cast) -> None:
    first = services.raise_periodic(on=LATE_SEPTEMBER, by=SYSTEM, at=AT)
    again = services.raise_periodic(on=LATE_SEPTEMBER, by=SYSTEM, at=AT)
    assert (first.units, again) == (2, services.Raised(0, 0))
    ward = Obligation.objects.filter(place=country.dong_ngac.unit)
    assert set(ward.values_list("duty", flat=True)) == {"BUD16-03", "DIS34-03", "DIS34-09", "DIS34-10"}
    assert ward.get(period="2021-Q3").due_on == date(2021, 10, 15)
    assert {event.place for event in Event.objects.filter(act="disclosure.raise_periodic")} == {
        country.dong_ngac.unit.key,
        country.xuan_dinh.unit.key,
    }


def test_a_clock_that_stood_still_finds_the_quarter_missed(country: Country, cast: Cast) -> None:
    for day in (IN_2021, date(2021, 11, 2)):
        services.raise_periodic(on=day, by=SYSTEM, at=clock.moment(day))
    periods = set(Obligation.objects.filter(duty="BUD16-03").values_list("period", flat=True))
    assert periods == {"2021-Q3"}, "not the half-year that was due before anybody used the product"


def test_what_was_due_before_the_first_day_is_not_held_against_a_ward(country: Country, cast: Cast) -> None:
    services.raise_periodic(on=date(2021, 11, 2), by=SYSTEM, at=clock.moment(date(2021, 11, 2)))
    assert not Obligation.objects.filter(duty="BUD16-03").exists()
    assert Obligation.objects.filter(duty="DIS34-03").count() == 2


def test_the_district_gets_what_names_it_until_it_ends(country: Country, cast: Cast) -> None:
    services.raise_periodic(on=date(2021, 1, 4), by=SYSTEM, at=clock.moment(date(2021, 1, 4)))
    rows = Obligation.objects.filter(place=country.district.unit)
    assert sorted(rows.values_list("duty", "period", "due_on")) == [
        ("BUD16-07", "2020", None),
        ("BUD16-07", "2021", None),
    ]


def test_where_nobody_serves_nothing_is_raised(country: Country) -> None:
    assert services.raise_periodic(on=LATE_SEPTEMBER, by=SYSTEM, at=AT) == services.Raised(0, 0)


def test_a_duty_is_waived_with_a_reason(country: Country, cast: Cast) -> None:
    row = settlement(country, cast)
    waived = services.waive(row, reason="HĐND phường đã thôi hoạt động", seen=0, by=cast.actor("ward"), at=AT)
    assert (waived.state, waived.version) == ("waived", 1)
    assert payloads("waive") == [{"reason": "HĐND phường đã thôi hoạt động"}]


def test_a_waiver_is_refused_without_reason_or_after_somebody_else(country: Country, cast: Cast) -> None:
    row = settlement(country, cast)
    with pytest.raises(services.ReasonMissing):
        services.waive(row, reason="  ", seen=0, by=cast.actor("ward"), at=AT)
    with pytest.raises(NotAllowed):
        services.waive(row, reason="x", seen=0, by=cast.actor("ward2"), at=AT)
    services.waive(row, reason="x", seen=0, by=cast.actor("ward"), at=AT)
    with pytest.raises(services.ObligationChanged):
        services.waive(row, reason="y", seen=0, by=cast.actor("wardchair"), at=AT)
    assert len(payloads("waive")) == 1


def test_the_leader_charges_a_person_of_the_place(country: Country, cast: Cast) -> None:
    ward, leader = country.dong_ngac.unit, cast.actor("wardchair")
    services.charge(ward, duty="BUD16-05", user=cast.users["ward"], by=leader, at=AT)
    assert Charge.objects.get().user == cast.users["ward"]
    services.charge(ward, duty="BUD16-05", user=None, by=leader, at=AT)
    assert not Charge.objects.exists()
    assert [row["user"] for row in payloads("charge")] == [cast.users["ward"].pk, None]


def test_nobody_else_charges_and_nobody_from_elsewhere_is_charged(country: Country, cast: Cast) -> None:
    ward = country.dong_ngac.unit
    with pytest.raises(NotAllowed):
        services.charge(ward, duty="BUD16-05", user=cast.users["ward"], by=cast.actor("ward"), at=AT)
    with pytest.raises(services.PersonElsewhere):
        services.charge(ward, duty="BUD16-05", user=cast.users["ward2"], by=cast.actor("wardchair"), at=AT)
    assert not Charge.objects.exists()


def test_a_declared_holiday_moves_what_is_open_and_says_what(country: Country, cast: Cast) -> None:
    row = settlement(country, cast)  # due Monday 16/8/2021
    done = settlement(country, cast, on=date(2021, 7, 16))
    Obligation.objects.filter(pk=done.pk).update(
        state="published", published_on=date(2021, 8, 1), due_on=date(2021, 8, 16)
    )
    day = Declared(date(2021, 8, 16), False, "Nghỉ phòng dịch", "Công điện 18")
    places.declare_day(country.district.unit, declared=day, by=cast.actor("planner"), at=AT)
    moved = {one.obligation: one for one in services.recompute(by=SYSTEM, at=AT)}
    assert (moved[row.pk].was, moved[row.pk].now) == (date(2021, 8, 16), date(2021, 8, 17))
    assert done.pk not in moved
    row.refresh_from_db()
    assert row.due_on == date(2021, 8, 17)
    (payload,) = payloads("recompute")
    assert {"obligation": row.pk, "duty": "BUD16-05", "was": "2021-08-16", "now": "2021-08-17"} in payload["moved"]
    assert services.recompute(by=SYSTEM, at=AT) == ()
    assert len(payloads("recompute")) == 1, "nothing moved, nothing said"


def test_a_day_declared_elsewhere_moves_nothing_here(country: Country, cast: Cast) -> None:
    settlement(country, cast)
    day = Declared(date(2021, 8, 16), False, "Lễ hội", "QĐ 7")
    places.declare_day(country.xuan_dinh.unit, declared=day, by=cast.actor("planner"), at=AT)
    assert services.recompute(by=SYSTEM, at=AT) == ()
