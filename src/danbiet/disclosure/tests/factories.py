"""A ward's obligations for tests, raised and recorded through services."""

from datetime import date

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.disclosure.models import Item, Obligation
from danbiet.disclosure.services import obligations as services
from danbiet.disclosure.services.obligations import Told
from tests.people import Cast, Place

JULY = date(2021, 7, 15)


def arisen(place: Place, cast: Cast, occasion: str = "settlement_approved", *, on: date = JULY, who: str = "ward",
           period: str = "2020", words: str = "") -> Obligation:  # fmt: skip
    """The first obligation that an occasion gives rise to."""
    told = Told(occasion, on, period, words)
    return services.record_occasion(place.unit, told=told, by=cast.actor(who, on), at=clock.moment(on))[0]


def raised(on: date) -> services.Raised:
    return services.raise_periodic(on=on, by=SYSTEM, at=clock.moment(on))


def published(row: Obligation, *, on: date, confirmed_on: date | None = None, is_complete: bool = False) -> Item:
    """As the services of items leave an obligation for which something was published."""
    row.state, row.published_on = ("complete" if is_complete else "published"), on
    row.completed_on = on if is_complete else None
    row.save()
    return Item.objects.create(
        place=row.place, obligation=row, kind="document", title=f"Bản công khai {row.duty}", state="published",
        created_at=clock.moment(on), published_at=clock.moment(on), confirmed_on=confirmed_on,
    )  # fmt: skip
