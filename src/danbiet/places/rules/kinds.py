"""Tiers, kinds and how sure a day or a share is; Vietnamese names and their kinds."""

from enum import StrEnum


class Tier(StrEnum):
    """A level of government; the district tier ended on 1 July 2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    WARD = "ward"


class Kind(StrEnum):
    """What a unit of a tier is called."""

    PROVINCE = "province"
    CITY = "city"
    URBAN_DISTRICT = "urban_district"
    RURAL_DISTRICT = "rural_district"
    TOWN = "town"
    PROVINCIAL_CITY = "provincial_city"
    WARD = "ward"
    COMMUNE = "commune"
    TOWNSHIP = "township"
    SPECIAL_ZONE = "special_zone"


class Known(StrEnum):
    """How the days of a unit are known (decision 0010)."""

    DECREE = "decree"  # a source gives the day
    MEMORY = "memory"  # from memory of the decree, not checked against its text
    SINCE = "since"  # the first day is a bound: in force at least since then
    ASSUMED = "assumed"  # one of the days lies somewhere between two maps


class AgencyKind(StrEnum):
    """Who can own plans and tasks in a place."""

    PEOPLES_COMMITTEE = "peoples_committee"
    PEOPLES_COUNCIL = "peoples_council"
    OFFICE = "office"
    PARTY_COMMITTEE = "party_committee"
    FATHERLAND_FRONT = "fatherland_front"
    MASS_ORGANISATION = "mass_organisation"
    PEOPLES_INSPECTION_BOARD = "peoples_inspection_board"


class GroupKind(StrEnum):
    """Tổ dân phố in wards and townships, thôn elsewhere."""

    URBAN = "urban"
    VILLAGE = "village"


PREFIXES: dict[Tier, dict[str, Kind]] = {
    Tier.PROVINCE: {"Tỉnh": Kind.PROVINCE, "Thành phố": Kind.CITY},
    Tier.DISTRICT: {
        "Quận": Kind.URBAN_DISTRICT,
        "Huyện": Kind.RURAL_DISTRICT,
        "Thị xã": Kind.TOWN,
        "Thành phố": Kind.PROVINCIAL_CITY,
    },
    Tier.WARD: {
        "Phường": Kind.WARD,
        "Xã": Kind.COMMUNE,
        "Thị trấn": Kind.TOWNSHIP,
        "Đặc khu": Kind.SPECIAL_ZONE,
    },
}
ENGLISH = {
    Kind.PROVINCE: "Province",
    Kind.CITY: "City",
    Kind.URBAN_DISTRICT: "District",
    Kind.RURAL_DISTRICT: "District",
    Kind.TOWN: "Town",
    Kind.PROVINCIAL_CITY: "City",
    Kind.WARD: "Ward",
    Kind.COMMUNE: "Commune",
    Kind.TOWNSHIP: "Township",
    Kind.SPECIAL_ZONE: "Special Zone",
}


def kind_in(name: str, *, tier: Tier) -> Kind | None:
    """The kind that a full Vietnamese name begins with."""
    found = (kind for prefix, kind in PREFIXES[tier].items() if name.startswith(prefix + " "))
    return next(found, None)


def short_name(name: str) -> str:
    """The name without its kind: "Phường Đông Ngạc" -> "Đông Ngạc"; "Phường 1" stays."""
    for prefixes in PREFIXES.values():
        for prefix in prefixes:
            if name.startswith(prefix + " ") and not name[len(prefix) + 1 :].isdigit():
                return name[len(prefix) + 1 :]
    return name


def within_sentence(name: str) -> str:
    """The name as written inside a sentence: "phường Đông Ngạc"."""
    return name[:1].lower() + name[1:]


def tier_of(code: str) -> Tier | None:
    """The tier that the length of an official code tells."""
    return {2: Tier.PROVINCE, 3: Tier.DISTRICT, 5: Tier.WARD}.get(len(code)) if code.isdecimal() else None
