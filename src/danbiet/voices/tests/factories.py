"""Cases for tests, made through services."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Actor
from danbiet.places.models import Unit
from danbiet.voices import services
from danbiet.voices.models import Case, LocalTerm
from danbiet.voices.rules import Channel, Kind, Outcome, Subject
from tests.people import Cast, Country

PEPPER = b"pepper of the tests"
LID = "Nắp cống vỡ trước số nhà 12, ngõ 63 đường Đông Ngạc, xe máy suýt ngã"
ANSWERED = "Tổ thoát nước đã thay nắp cống bằng gang sáng thứ Hai, có ảnh kèm theo."
TOLD = services.Contact(name="Nguyễn Thị Hoa", phone="0912345678", address="số 12, ngõ 63", wants="phone")


def at_day(on: date) -> datetime:
    return clock.moment(on)


def report(place: Unit, **changes: object) -> services.Report:
    values = {
        "kind": Kind.REPORT, "text": LID, "channel": Channel.WEB, "place": place, "subject": Subject.DRAINAGE,
        "address": "ngõ 63", "point": (21.09, 105.77), "sender": TOLD,
    }  # fmt: skip
    return services.Report(**{**values, **changes})


def received(
    place: Unit, *, at: datetime, by: Actor = ANONYMOUS, draw: Callable[[int], bytes] = secrets.token_bytes, **changes
) -> services.Received:
    return services.receive(report(place, **changes), by=by, at=at, pepper=PEPPER, draw=draw)


def case(place: Unit, *, at: datetime, **changes) -> Case:
    return received(place, at=at, **changes).case


def local_term(place: Unit, *, what: str = "report", n: int = 10, unit: str = "working_days") -> LocalTerm:
    return LocalTerm.objects.create(
        place=place, what=what, n=n, unit=unit, from_day=date(2021, 1, 1), source="Quyết định 15/QĐ-UBND"
    )


def talked(found: Case, *, by: Actor, on: date) -> Case:
    """A complaint for which a dialogue was set ten days before, and held on the day."""
    services.set_dialogue(found, on_day=on, where="Trụ sở", by=by, at=at_day(on - timedelta(days=10)))
    return services.note_dialogue(found, came=True, text="Biên bản số 3", by=by, at=at_day(on))


def answered(country: Country, cast: Cast, *, at: datetime, outcome: Outcome = Outcome.SOLVED, **changes) -> Case:
    """A report that the ward's officer took up and answered at the same moment."""
    found = case(country.dong_ngac.unit, at=at, **changes)
    officer = cast.actor("ward", clock.day(at))
    services.accept(found, by=officer, at=at)
    return services.answer(found, given=services.Answer(outcome, ANSWERED), by=officer, at=at)
