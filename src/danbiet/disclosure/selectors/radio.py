"""What a local rule says of a place's broadcasts: the units above it put before the pure rule."""

from datetime import date

from danbiet.disclosure.rules.radio import Station
from danbiet.places import selectors as places
from danbiet.places.models import Unit


def station_of(place: Unit, *, on: date) -> Station:
    """The station of a place: its kind, and what it lies in on a day, or lay in on its last."""
    above = places.ancestors(place, on=on if places.stands(place, on) else places.last_day(place))
    return Station((above[-1] if above else place).code, place.kind, above[0].kind if above else "")
