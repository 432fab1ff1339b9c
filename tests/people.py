"""The cast: the same people in every test, on the two days of the story (2021 and 2026)."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.contrib.auth.hashers import make_password

from danbiet.accounts.models import Holding, User
from danbiet.common import clock
from danbiet.common.actor import Actor, Role
from danbiet.places.models import Agency, Closure, Unit

IN_2021 = date(2021, 9, 21)
IN_2026 = date(2026, 11, 23)
END_OF_DISTRICTS = date(2025, 7, 1)


def mistyped(code: str) -> str:
    """The code with another last sign, whichever it ends in: codes are random, so no one sign is wrong for all."""
    return code[:-1] + ("1" if code.endswith("0") else "0")


@dataclass(frozen=True)
class Place:
    """A unit and its people's committee."""

    unit: Unit
    committee: Agency


@dataclass(frozen=True)
class Country:
    """The places of the story: the city, the district, two of its wards, and two successor wards."""

    city: Place
    district: Place
    dong_ngac: Place
    xuan_dinh: Place
    new_dong_ngac: Place
    new_xuan_dinh: Place


def _place(code: str, name: str, *, tier: str, kind: str, days: tuple[date, date | None], above: list[Unit]) -> Place:
    from_day, until_day = days
    unit = Unit.objects.create(
        code=code, from_day=from_day, until_day=until_day, tier=tier, kind=kind,
        name_vi=name, name_en=name, folded=name.lower(), sort_key=name,
    )  # fmt: skip
    Closure.objects.bulk_create(
        Closure(
            ancestor=ancestor, descendant=unit, depth=depth, from_day=from_day,
            until_day=min([day for day in (until_day, ancestor.until_day) if day], default=None),
        )
        for depth, ancestor in enumerate([unit, *above])
    )  # fmt: skip
    committee = Agency.objects.create(
        place=unit, kind="peoples_committee", name_vi=f"UBND {name}", name_en=f"People's Committee of {name}",
        from_day=from_day, until_day=until_day,
    )  # fmt: skip
    return Place(unit, committee)


@pytest.fixture
def country(db) -> Country:
    """Hà Nội, quận Bắc Từ Liêm until 2025, its wards Đông Ngạc and Xuân Đỉnh, and the wards that succeed them."""
    old = (date(2014, 4, 1), END_OF_DISTRICTS)
    new = (END_OF_DISTRICTS, None)
    city = _place("01", "Thành phố Hà Nội", tier="province", kind="city", days=(date(2008, 8, 1), None), above=[])
    district = _place("021", "Quận Bắc Từ Liêm", tier="district", kind="urban_district", days=old, above=[city.unit])
    up = [district.unit, city.unit]
    return Country(
        city=city,
        district=district,
        dong_ngac=_place("00601", "Phường Đông Ngạc", tier="ward", kind="ward", days=old, above=up),
        xuan_dinh=_place("00610", "Phường Xuân Đỉnh", tier="ward", kind="ward", days=old, above=up),
        new_dong_ngac=_place("00602", "Phường Đông Ngạc", tier="ward", kind="ward", days=new, above=[city.unit]),
        new_xuan_dinh=_place("00611", "Phường Xuân Đỉnh", tier="ward", kind="ward", days=new, above=[city.unit]),
    )


@dataclass(frozen=True)
class Cast:
    """Who plays: users, keyed as the demo's accounts."""

    users: dict[str, User]

    def actor(self, name: str, on: date = IN_2021) -> Actor:
        return self.users[name].actor(on)


Part = tuple[str, str, tuple[tuple[Role, Place], ...]]  # name, full name, roles with their places


def _played(parts: list[Part]) -> dict[str, User]:
    """Everybody at once, with one password; half of all tests begin with this."""
    password = make_password("dan-biet-demo")
    users = [User(username=name, password=password, first_name=full) for name, full, _ in parts]
    made = dict(zip([name for name, _, _ in parts], User.objects.bulk_create(users), strict=True))
    Holding.objects.bulk_create(
        Holding(
            user=made[name], role=role.value, place=place.unit, agency=place.committee,
            from_day=place.unit.from_day, until_day=place.unit.until_day,
        )
        for name, _, roles in parts
        for role, place in roles
    )  # fmt: skip
    return made


@pytest.fixture
def cast(country: Country) -> Cast:
    """The demo's people, and a stranger who holds nothing."""
    old, new = country.dong_ngac, country.new_dong_ngac
    both = [country.xuan_dinh, country.new_xuan_dinh]
    parts: list[Part] = [
        ("city", "Cán bộ thành phố", ((Role.PLAN_OFFICER, country.city),)),
        ("planner", "Cán bộ kế hoạch", ((Role.PLAN_OFFICER, country.district), (Role.PLAN_OFFICER, new))),
        ("chair", "Chủ tịch quận", ((Role.LEADER, country.district), (Role.LEADER, new))),
        ("ward", "Cán bộ phường", ((Role.WARD_OFFICER, old), (Role.WARD_OFFICER, new))),
        ("wardchair", "Chủ tịch phường", ((Role.LEADER, old), (Role.LEADER, new))),
        ("ward2", "Cán bộ Xuân Đỉnh", tuple((Role.WARD_OFFICER, place) for place in both)),
        ("inspector", "Thanh tra", ((Role.INSPECTOR, country.district), (Role.INSPECTOR, new))),
        ("grouphead", "Tổ trưởng", ((Role.GROUP_HEAD, old), (Role.GROUP_HEAD, new))),
        ("analyst", "Người phân tích", ((Role.ANALYST, country.city),)),
        ("admin", "Quản trị", ((Role.ADMINISTRATOR, country.city),)),
        ("resident", "Người dân", ((Role.RESIDENT, old), (Role.RESIDENT, new))),
        ("stranger", "Người lạ", ()),
    ]
    return Cast(_played(parts))


@pytest.fixture
def at_2021() -> datetime:
    return clock.moment(IN_2021)


@pytest.fixture
def at_2026() -> datetime:
    return clock.moment(IN_2026)


@pytest.fixture
def in_2021(settings) -> None:
    """Pages believe that today is 21 September 2021."""
    settings.DEMO, settings.TODAY = True, IN_2021.isoformat()


@pytest.fixture
def in_2026(settings) -> None:
    """Pages believe that today is 23 November 2026."""
    settings.DEMO, settings.TODAY = True, IN_2026.isoformat()
