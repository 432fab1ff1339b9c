"""Outlines of wards brought by the operator."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from danbiet.common import clock
from danbiet.common.actor import Actor, FileProblems, NotAllowed, Problem, Role, say
from danbiet.ledger import services as ledger
from danbiet.places import selectors
from danbiet.places.models import Outline, Unit
from danbiet.places.rules import geometry


class OnlyAdministratorsDraw(NotAllowed):
    """Outlines are imported by the operator or an administrator."""


@dataclass(frozen=True)
class OutlinesRead:
    """Which units got an outline, which under the place still have none, and how many points are kept."""

    units: tuple[str, ...]
    without: tuple[str, ...]
    points: int


def import_outlines(data: bytes, *, place: Unit, file: str, source: str, by: Actor, at: datetime) -> OutlinesRead:
    """Keep simplified outlines of units under a place, all or none; an older outline of the unit is replaced."""
    if by.user is not None and not by.has(Role.ADMINISTRATOR):
        raise OnlyAdministratorsDraw(say("Chỉ quản trị được nhập ranh giới."))
    on = clock.day(at)
    shapes = geometry.read(data, file=file)
    below = {unit.code: unit for unit in [place, *selectors.descendants(place, on=on)]}
    sentence = say("Mã {code} không thuộc {place} vào ngày {day}.")
    strangers = tuple(
        Problem("unknown_code", sentence, (("code", shape.code), ("place", place.name_vi), ("day", on.isoformat())),
                file=file, row=number, column="features")
        for number, shape in enumerate(shapes, start=1)
        if shape.code not in below
    )  # fmt: skip
    if strangers:
        raise FileProblems(strangers)
    with transaction.atomic():
        for shape in shapes:
            kept = {"rings": [list(map(list, ring)) for ring in shape.rings], "source": source, "imported_on": on}
            Outline.objects.update_or_create(unit=below[shape.code], defaults=kept)
        codes = sorted(shape.code for shape in shapes)
        payload = {"file": file, "sha256": hashlib.sha256(data).hexdigest(), "source": source, "codes": codes}
        ledger.record(
            by=by,
            act="places.import_outlines",
            target=f"places.unit/{place.pk}",
            place=place.key,
            payload=payload,
            at=at,
        )
    return _told(shapes, below, place)


def _told(shapes: tuple[geometry.Shape, ...], below: dict[str, Unit], place: Unit) -> OutlinesRead:
    drawn = {shape.code for shape in shapes}
    tier = max((unit.tier for code, unit in below.items() if code in drawn), default=place.tier)
    without = sorted(code for code, unit in below.items() if code not in drawn and unit.tier == tier)
    points = sum(len(ring) for shape in shapes for ring in shape.rings)
    return OutlinesRead(units=tuple(sorted(drawn)), without=tuple(without), points=points)
