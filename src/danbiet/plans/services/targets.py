"""Targets of a draft: what they aim at, said by a person who has seen what places have done."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from danbiet.common.actor import Actor, Damaged, say
from danbiet.plans.models import Item, Target
from danbiet.plans.rules.importing import constructs
from danbiet.plans.rules.states import ItemKind, TargetMeasure
from danbiet.plans.services.drafting import record, require_draft, require_draft_right


class WrongTarget(Damaged):
    """What a target aims at does not fit together."""


@dataclass(frozen=True)
class Aimed:
    """What is measured, of which part of the index, to which value, by the end of which year."""

    measure: TargetMeasure
    construct: str = ""
    value: Decimal | None = None
    year: int | None = None
    source: str = ""


def drafted(item: Item, *, aimed: Aimed) -> Target:
    """A target not kept yet, to be judged first."""
    return Target(
        plan=item.plan, item=item, text=item.text, measure=aimed.measure.value, construct=aimed.construct,
        value=aimed.value, year=aimed.year, source=aimed.source[:300],
    )  # fmt: skip


def set_target(item: Item, *, aimed: Aimed, by: Actor, at: datetime) -> Target:
    """Say what a target of a draft aims at. Refused: not yours, issued, not a target, value without a year."""
    require_draft_right(item.plan, by=by, at=at)
    check(item, aimed=aimed)
    with transaction.atomic():
        require_draft(item.plan)
        before = list(item.targets.values_list("measure", "value", "year"))
        item.targets.all().delete()
        target = drafted(item, aimed=aimed)
        target.save()
        payload = {
            "item": item.pk, "before": [[str(part) for part in row] for row in before], "measure": target.measure,
            "construct": target.construct, "value": str(target.value), "year": target.year,
        }  # fmt: skip
        record(by=by, act="set_target", plan=item.plan, at=at, payload=payload)
    return target


def check(item: Item, *, aimed: Aimed) -> None:
    """Raise when a target does not fit together."""
    if item.kind != ItemKind.TARGET:
        raise WrongTarget(say("Mục {code} không phải chỉ tiêu."), code=item.code)
    if aimed.construct and aimed.construct not in constructs():
        raise WrongTarget(say("Không có thành phần PAPI tên {name}."), name=aimed.construct)
    if aimed.value is not None and aimed.year is None:
        raise WrongTarget(say("Chỉ tiêu có số thì cần năm đạt."))
    if aimed.measure == TargetMeasure.SCORE and aimed.value is None:
        raise WrongTarget(say("Chỉ tiêu bằng điểm cần số điểm."))
