"""The place of the story, from the shipped data: Hà Nội, Bắc Từ Liêm with 13 wards, ten successors, the provinces."""

from dataclasses import dataclass
from datetime import date

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.places import selectors, services
from danbiet.places.models import Unit
from danbiet.places.services.country import shipped

IN_2021, LAST_DAY, NEW_DAY = date(2021, 9, 21), date(2025, 6, 30), date(2025, 7, 1)
LOADED_AT = clock.moment(date(2021, 1, 4))


@dataclass(frozen=True)
class BacTuLiem:
    """The district's tree before and after 1 July 2025."""

    city: Unit
    district: Unit
    wards: tuple[Unit, ...]
    heirs: tuple[Unit, ...]

    def ward(self, code: str) -> Unit:
        return next(unit for unit in self.wards if unit.code == code)

    def heir(self, code: str) -> Unit:
        return next(unit for unit in self.heirs if unit.code == code)


def story_codes() -> set[str]:
    """01, 021, the wards of 021 and every code that succeeds one of them."""
    wards = {row["code"] for row in shipped("units") if row["parent_code"] == "021"}
    return {"01", "021"} | wards | {row["new"] for row in shipped("successors") if row["old"] in wards}


def bac_tu_liem() -> BacTuLiem:
    """Load and return the place of the story."""
    services.load_country(only=story_codes(), by=SYSTEM, at=LOADED_AT)
    district = selectors.unit_at("021", on=IN_2021)
    return BacTuLiem(
        city=selectors.unit_at("01", on=IN_2021),
        district=district,
        wards=tuple(selectors.descendants(district, on=IN_2021)),
        heirs=tuple(selectors.heirs_of(district)),
    )


def provinces() -> None:
    """Load the 63 provinces and the 34 that follow."""
    codes = {row["code"] for row in shipped("units") if row["tier"] == "province"}
    services.load_country(only=codes, by=SYSTEM, at=LOADED_AT)
