"""Who works on what a unit that ended left open, as pages say it (decision 0176)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.places.rules.charge import Why
from danbiet.places.rules.kinds import Tier
from danbiet.voices.models import Case
from danbiet.voices.rules import Kind
from danbiet.voices.rules.rights import is_parted

WHY_LABELS = {
    Why.WHOLE: "",
    Why.SHARE: gettext_lazy("Nơi này nhận phần lớn nhất của đơn vị cũ."),
    Why.NAME: gettext_lazy("Chưa có số liệu chia địa bàn: giao nơi mang tên cũ."),
    Why.CODE: gettext_lazy(
        "Chưa có số liệu chia địa bàn, không nơi nào mang tên cũ: phần mềm chọn theo mã, cần cấp trên xác nhận."
    ),
    Why.ABOVE: gettext_lazy("Không nguồn nào đã đọc nói nơi nào nhận việc này: cấp trên của đơn vị cũ giải quyết."),
}
# The head of the tier above settles it; the district's own second complaints came from its communes (decision 0176).
SECOND = gettext_lazy("Khiếu nại lần hai của cấp xã nay do cấp tỉnh giải quyết (Luật 02/2011/QH13, điều 33(1)).")


@dataclass(frozen=True)
class TakenOver:
    """That a unit ended on a day, which one is in charge of what it left open, and why that one."""

    old: Unit
    new: Unit
    why: str


def seat_of(place: Unit, *, on: date) -> Unit:
    """The unit in charge of what lies in a place: itself while it stands."""
    taken = taken_over(place, on=on)
    return taken.new if taken else place


def taken_over(place: Unit, *, on: date, kind: Kind | None = None) -> TakenOver | None:
    """Who is in charge of a unit that ended, told of a case of a kind; nothing to tell of a unit that stands."""
    took = places.takers_of(place.pk, on=on) if place.has_ended(on) else places.Takers()
    if took.charged is None:
        return None
    is_second = kind is Kind.COMPLAINT_SECOND and place.tier == Tier.DISTRICT
    return TakenOver(place, Unit.objects.get(pk=took.charged), str(SECOND if is_second else WHY_LABELS[took.why]))


def seats(case: Case, *, on: date) -> frozenset[int]:
    """The units whose people a case may be given to: its place; once that ended, the one in charge, and, where several
    work on its kind, those that hold a part."""
    took = places.takers_of(case.place_id, on=on) if case.place.has_ended(on) else places.Takers()
    if took.charged is None:
        return frozenset({case.place_id})
    return frozenset({took.charged}) | (took.others if is_parted(Kind(case.kind)) else frozenset())
