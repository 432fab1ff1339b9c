"""One rule of counting: the page of a ward and that of the place above say the same, and an ended ward counts once."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pytest

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.rules.arising import STANDING
from danbiet.disclosure.rules.keeping import BINDING, Count, Kept, days_late, is_binding, kept
from danbiet.disclosure.selectors import owed
from danbiet.disclosure.selectors.below import Asked
from danbiet.disclosure.tests.papers import obligation
from danbiet.places.models import Successor, Unit
from tests.people import END_OF_DISTRICTS, Country

DUTIES = ["BUD16-03", "BUD16-05", "DIS22-10", "DIS22-13", "DIS34-03", "PAR-03"]
LAST_DAY = END_OF_DISTRICTS - timedelta(days=1)
ASKED = [
    (date(2025, 6, 30), 2025), (END_OF_DISTRICTS, 2025), (date(2025, 12, 31), 2025), (date(2026, 11, 23), 2026),
    (date(2026, 11, 23), 2025), (date(2026, 1, 1), 2026), (date(2024, 3, 1), 2024),
]  # fmt: skip


def page(code: str, *, as_of: date, year: int) -> owed.PlacePage:
    return owed.place_page(ANONYMOUS, code, asked=Asked(as_of, year), today=as_of)


def by_rules(rows: Iterable[Obligation], asked: Asked) -> Count:
    """The counts as the pure rules make them, row by row."""
    every, found = list(rows), dict.fromkeys(Count.__dataclass_fields__, 0)
    for row in every:
        is_known = row.arose_on <= asked.as_of or clock.day(row.recorded_at) <= asked.as_of
        one = owed.standing_of(row)
        how = kept(one, on=asked.as_of)
        if row.arose_on < asked.first:
            found["earlier"] += asked.is_this_year and how is Kept.LATE
        elif row.arose_on.year == asked.year and is_known and not _is_replaced(row, every, asked.as_of):
            found["total"] += how is not Kept.WAIVED
            found[_named(one, how, asked.as_of)] += 1
    return Count(**found)


def _named(one, how: Kept, on: date) -> str:
    if how in {Kept.LATE, Kept.SOON, Kept.UNDATED, Kept.WAIVED}:
        return how.value
    if not is_binding(one):
        return "undated_published"
    return "after" if days_late(one, on=on) else "on_time"


def _is_replaced(row: Obligation, rows: list[Obligation], on: date) -> bool:
    """Of what hangs by law alone and was not published: by a later decision, or since its law is over."""
    if row.occasion != STANDING or (row.published_on and row.published_on <= on):
        return False
    later = [one for one in rows if (one.place_id, one.duty) == (row.place_id, row.duty) and one.arose_on <= on]
    return not owed.duty(row.duty).in_force(on) or any(one.arose_on > row.arose_on for one in later)


def drawn(units: list[Unit], rng: Random) -> None:
    """Obligations of every kind, on days around the end of the districts."""
    for n in range(400):
        unit = rng.choice(units)
        first = max(unit.from_day, date(2023, 1, 1))
        arose_on = first + timedelta(days=rng.randrange(((unit.until_day or date(2027, 1, 1)) - first).days))
        due_on = arose_on + timedelta(days=rng.randrange(200)) if rng.random() < 0.8 else None
        published_on = arose_on + timedelta(days=rng.randrange(300)) if rng.random() < 0.5 else None
        state = (
            rng.choice(["published", "complete"]) if published_on else rng.choice(["open", "open", "open", "waived"])
        )
        obligation(
            unit, rng.choice(DUTIES), arose_on=arose_on, due_on=due_on, period=str(n),
            occasion=STANDING if rng.random() < 0.2 else "Quyết định", state=state, published_on=published_on,
            due_means=rng.choice([*sorted(BINDING), "earliest_end"]), certainty=rng.choice(["seen", "seen", "memory"]),
            completed_on=published_on if state == "complete" else None,
            waived_on=arose_on if state == "waived" else None, waived_reason="x" if state == "waived" else "",
            recorded_at=clock.moment(arose_on - timedelta(days=rng.choice([0, 0, 60]))),
        )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_every_page_counts_as_the_rules_do(country: Country, seed: int) -> None:
    units = [one.unit for one in (country.district, country.dong_ngac, country.xuan_dinh, country.new_dong_ngac,
                                  country.new_xuan_dinh)]  # fmt: skip
    drawn(units, Random(seed))
    rows = {unit.pk: list(Obligation.objects.filter(place=unit)) for unit in units}
    for as_of, year in ASKED:
        asked, standing = Asked(as_of, year), [unit for unit in units if not unit.has_ended(as_of)]
        for unit in standing if as_of >= END_OF_DISTRICTS else units[:3]:
            assert page(unit.code, as_of=as_of, year=year).count == by_rules(rows[unit.pk], asked), (unit, as_of, year)
        city = page("01", as_of=as_of, year=year).below
        known = [rows[unit.pk] for unit in units if unit.from_day <= as_of]
        assert city.count == sum((by_rules(some, asked) for some in known), Count()), (as_of, year)
        lines = {line.unit.pk: line.count for line in city.lines}
        if as_of >= END_OF_DISTRICTS:
            assert lines == {unit.pk: page(unit.code, as_of=as_of, year=year).count for unit in units[3:]}
            assert city.ended == sum((by_rules(rows[unit.pk], asked) for unit in units[:3]), Count())
        else:
            below = page("021", as_of=as_of, year=year)
            assert {line.unit.pk: line.count for line in below.below.lines} == {
                unit.pk: page(unit.code, as_of=as_of, year=year).count for unit in units[1:3]
            }
            assert lines == {country.district.unit.pk: below.count + below.below.count}
            assert city.ended == Count()


def test_what_is_late_from_a_year_before_is_said_in_both_places(client, country: Country, in_2026: None) -> None:
    obligation(country.new_xuan_dinh.unit, "BUD16-03", arose_on=date(2025, 12, 31), due_on=date(2026, 1, 15))
    own = client.get("/disclosure/00611/").content.decode()
    above = client.get("/disclosure/01/").content.decode()
    for text in (own, above):
        assert "Từ các năm trước còn 1 mục quá hạn chưa công khai." in text
        assert "Năm 2026 chưa ghi nội dung nào phát sinh." in text
    assert "1 từ các năm trước" in above
    assert client.get("/disclosure/00611/?year=2025").content.decode().count("1 quá hạn chưa công khai") == 1


def test_what_an_ended_ward_left_late_stays_in_the_year_of_the_city_once(client, country: Country, settings) -> None:
    Successor.objects.create(
        old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, share="1", basis="count", decree="1656",
        on=END_OF_DISTRICTS,
    )  # fmt: skip
    obligation(country.dong_ngac.unit, "BUD16-05", arose_on=date(2025, 3, 3), due_on=date(2025, 4, 2))
    for as_of in (LAST_DAY, END_OF_DISTRICTS, date(2025, 12, 31)):
        assert page("01", as_of=as_of, year=2025).below.count == Count(total=1, late=1), as_of
    after = page("01", as_of=END_OF_DISTRICTS, year=2025)
    assert after.below.ended == Count(total=1, late=1)
    assert {line.count for line in after.below.lines} == {Count()}
    assert page("00602", as_of=END_OF_DISTRICTS, year=2025).count == Count(), "taken over, not counted again"
    settings.DEMO, settings.TODAY = True, "2025-07-02"
    text = client.get("/disclosure/01/").content.decode()
    assert '<tfoot><tr><th scope="row">Đơn vị đã hết hiệu lực</th>' in text
    assert "Cộng mọi đơn vị bên dưới, cả đơn vị đã hết hiệu lực." in text


def test_what_hangs_by_law_alone_counts_until_a_decision_takes_its_place(country: Country) -> None:
    ward, day = country.new_dong_ngac.unit, date(2025, 9, 1)
    obligation(ward, "DIS22-13", arose_on=END_OF_DISTRICTS, occasion=STANDING)
    obligation(ward, "DIS22-13", arose_on=day)
    assert page("00602", as_of=day - timedelta(days=1), year=2025).count == Count(total=1, undated=1)
    assert page("00602", as_of=day, year=2025).count == Count(total=1, undated=1)
    assert page("01", as_of=day, year=2025).below.count == Count(total=1, undated=1)
