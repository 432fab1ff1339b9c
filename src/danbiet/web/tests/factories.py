"""Names folded as the real list of units has them, and the links of 2025."""

from datetime import date
from decimal import Decimal

from vn_text import fold

from danbiet.places.models import Successor, Unit
from tests.people import END_OF_DISTRICTS, Country


def fold_names() -> None:
    for unit in Unit.objects.all():
        unit.folded = fold(unit.name_vi)
        unit.save()


def succeed(country: Country, *, share: str = "0.6", basis: str = "area", on: date = END_OF_DISTRICTS) -> None:
    """Old Đông Ngạc passed mostly to the new one, the rest to new Xuân Đỉnh."""
    old = country.dong_ngac.unit
    for new, part in ((country.new_dong_ngac.unit, Decimal(share)), (country.new_xuan_dinh.unit, 1 - Decimal(share))):
        Successor.objects.create(old=old, new=new, share=part, basis=basis, decree="1656/NQ-UBTVQH15", on=on)
