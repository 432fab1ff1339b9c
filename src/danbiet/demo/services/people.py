"""The people of the story, with what they hold in 2021 and in 2026."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from danbiet.accounts import services as accounts
from danbiet.accounts.models import User
from danbiet.accounts.services import Charge, Person
from danbiet.common import clock
from danbiet.common.actor import SYSTEM, Actor, Role
from danbiet.demo.rules import PASSWORD, story
from danbiet.places import selectors as places
from danbiet.places.models import Agency, Unit

BEGINNING = date(2021, 8, 2)
CHANGE = date(2025, 7, 1)
NEW_ONLY = {"00091", "00598", "00602", "00611", "00613", "00619"}


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the story."""
    return clock.moment(day, time(hour, minute))


def moment(written: datetime) -> datetime:
    """A moment of the story, from local time."""
    return clock.moment(written.date(), written.time())


def unit(code: str, at: datetime) -> Unit:
    """The unit that bears a code at a moment."""
    return places.unit_at(code, on=clock.day(at))


@dataclass(frozen=True)
class Cast:
    """Who plays; each acts as what they hold on the day of the act."""

    users: dict[str, User]

    def actor(self, name: str, at: datetime) -> Actor:
        """The person as an actor on the day of a moment."""
        return self.users[name].actor(clock.day(at))


def open_accounts(*, at: datetime) -> Cast:
    """Open every account of the story with all its roles; the first charge opens the account."""
    users = {}
    for row in story()["person"]:
        first, *more = [_charge(charge) for charge in row["charges"]]
        person = Person(username=row["name"], name=row["full"])
        user = accounts.create_user(by=SYSTEM, person=person, password=PASSWORD, at=at, first=first)
        for charge in more:
            accounts.grant(by=SYSTEM, user=user, charge=charge, at=at)
        users[row["name"]] = user
    return Cast(users)


def _charge(row: dict[str, Any]) -> Charge:
    begin = row.get("from", BEGINNING)
    place = _place(row["place"], begin=begin, role=row["role"])
    begin = max(begin, place.from_day)
    agency = Agency.objects.get(place=place, name_vi=row["agency"]) if "agency" in row else None
    return Charge(
        role=Role(row["role"]), place=place, from_day=begin, until_day=place.until_day,
        agency=agency or places.peoples_committee(place),
    )  # fmt: skip


def _place(code: str, *, begin: date, role: str) -> Unit:
    """The unit of a code: the new one where the old meaning of the code is not of this story."""
    return places.unit_at(code, on=CHANGE if code in NEW_ONLY else begin)
