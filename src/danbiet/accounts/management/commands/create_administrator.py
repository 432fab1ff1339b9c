"""Open the first administrator's account of a place; the password comes on stdin."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from danbiet.accounts import services
from danbiet.common import clock
from danbiet.common.actor import SYSTEM, Role
from danbiet.common.commands import Exit, HouseCommand
from danbiet.places.selectors import unit_at


class Command(HouseCommand):
    help = "Open the account of an administrator of a place; the password is read from stdin."

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--place", required=True, metavar="CODE")

    def act(self, **options: Any) -> Exit:
        username, place = options["username"], options["place"]
        at = clock.now()
        on = clock.day(at)
        unit = unit_at(place, on=on)
        person = services.Person(username=username, name=username)
        charge = services.Charge(Role.ADMINISTRATOR, unit, from_day=on)
        password = sys.stdin.readline().rstrip("\r\n")
        user = services.create_user(by=SYSTEM, person=person, password=password, first=charge, at=at)
        value: dict[str, object] = {"ok": True, "user": user.pk, "username": username, "place": unit.key}
        self.result(value, _("Đã mở tài khoản quản trị {username} cho {place}.").format(username=username, place=unit))
        return Exit.DONE
