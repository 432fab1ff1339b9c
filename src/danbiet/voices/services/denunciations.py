"""Acts on denunciations. Events carry number, act and day: never the summary, which is for two roles of one place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from danbiet.common import clock
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, Role, say
from danbiet.ledger import services as ledger
from danbiet.places.models import Unit
from danbiet.voices.models import Denunciation, DenunciationStep
from danbiet.voices.rules import denunciations as rules
from danbiet.voices.rules import identification
from danbiet.voices.rules.denunciations import OWN_ACTS, Act, Source, Stage
from danbiet.voices.selectors.denunciations import handles, life_of

REFERENCE = re.compile(r"[0-9A-Z][0-9A-Z./-]{0,23}")
MOST_DIGITS = 8  # a reference is no phone and no identity card


class ReferenceRefused(Damaged):
    """The reference of the paper is not a short number of a register."""


class ConclusionRefused(Conflict):
    """There is no conclusion to publish, it hangs already, or the same person drafted it."""


@dataclass(frozen=True)
class Paper:
    """What is entered of a paper: its register number, how and when it came, and the summary."""

    reference: str
    source: Source
    received_on: date
    summary: str
    is_repeat: bool = False


def register(place: Unit, *, paper: Paper, confirmed: frozenset[str], by: Actor, at: datetime) -> Denunciation:
    """Enter a denunciation that lies on paper; refused when the summary could identify, or is not confirmed."""
    if not rules.may_handle(by, place.pk):
        raise NotAllowed(say("Chỉ thanh tra và người đứng đầu của chính nơi giải quyết làm việc này."))
    _check_reference(paper.reference)
    identification.check(paper.summary, confirmed=confirmed)
    rules.check_day(rules.Life(paper.received_on, paper.source, 0, False), paper.received_on, today=clock.day(at))
    year = paper.received_on.year
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=place.pk)
        last = Denunciation.objects.filter(place=place, year=year).aggregate(last=Max("number"))["last"]
        made = Denunciation.objects.create(
            place=place, year=year, number=(last or 0) + 1, paper_reference=paper.reference,
            source=paper.source.value, is_repeat=paper.is_repeat, received_on=paper.received_on,
            summary=paper.summary.strip(),
        )  # fmt: skip
        _record(made, "register", {"number": str(made), "received_on": paper.received_on.isoformat()}, by=by, at=at)
    return made


def rewrite_summary(
    denunciation: Denunciation, *, summary: str, confirmed: frozenset[str], by: Actor, at: datetime
) -> None:
    """Replace the summary by one that tells less; the old one is gone."""
    _require_handler(denunciation, by, on=clock.day(at))
    identification.check(summary, confirmed=confirmed)
    with transaction.atomic():
        Denunciation.objects.filter(pk=denunciation.pk).update(summary=summary.strip())
        _record(denunciation, "rewrite_summary", {}, by=by, at=at)


def take_step(
    denunciation: Denunciation, *, act: Act, on: date, criteria: int | None = None, by: Actor, at: datetime
) -> None:
    """Do one act of the procedure on a day; `criteria`: how many grounds of complexity the acceptance names."""
    if act in OWN_ACTS:
        raise rules.MoveNotAllowed(say("Việc này không làm được ở bước hiện nay của vụ tố cáo."))
    with transaction.atomic():
        found = _locked(denunciation, act, on, by=by, at=at)
        changes = {"stage": rules.GOES_TO[act].value} if act in rules.GOES_TO else {}
        if act is Act.ACCEPT and criteria is not None:
            changes["criteria"] = min(criteria, 7)  # type: ignore[assignment]
        _change(found, act, on, changes, by=by, at=at)


def draft_conclusion(
    denunciation: Denunciation, *, text: str, confirmed: frozenset[str], by: Actor, at: datetime
) -> None:
    """Write the text that will hang in public; checked like a summary, published by somebody else."""
    _require_handler(denunciation, by, on=clock.day(at))
    identification.check(text, confirmed=confirmed)
    with transaction.atomic():
        rows = Denunciation.objects.filter(pk=denunciation.pk, stage=Stage.CONCLUDED.value, published_on=None)
        if not text.strip() or not rows.update(conclusion=text.strip(), drafted_by=by.user):
            raise ConclusionRefused(say("Chưa có kết luận, hoặc kết luận đã công khai: không soạn lại được."))
        _record(denunciation, "draft_conclusion", {}, by=by, at=at)


def publish_conclusion(denunciation: Denunciation, *, on: date, by: Actor, at: datetime) -> None:
    """Hang the drafted text in public: a second pair of eyes, the leader's, after the drafter's."""
    with transaction.atomic():
        found = _locked(denunciation, Act.PUBLISH, on, by=by, at=at)
        if not found.conclusion or found.drafted_by_id == by.user:
            raise ConclusionRefused(say("Người soạn bản công khai và người công khai phải là hai người khác nhau."))
        _change(found, Act.PUBLISH, on, {"published_on": on}, by=by, at=at)


def take_down_conclusion(denunciation: Denunciation, *, on: date, by: Actor, at: datetime) -> None:
    """Take a published conclusion down; refused before it hung for the time of Decree 31/2019 article 6(2)."""
    with transaction.atomic():
        found = _locked(denunciation, Act.TAKE_DOWN, on, by=by, at=at)
        least = rules.hangs_until(found.published_on) if found.published_on else None
        if least and least.due and on <= least.due:
            raise ConclusionRefused(say("Phải niêm yết đủ 15 ngày liên tục, đến hết ngày {day}."),
                                    day=f"{least.due:%d/%m/%Y}")  # fmt: skip
        _change(found, Act.TAKE_DOWN, on, {"taken_down_on": on}, by=by, at=at)


def _locked(denunciation: Denunciation, act: Act, on: date, *, by: Actor, at: datetime) -> Denunciation:
    """The row as it stands now, once the act may follow."""
    _require_handler(denunciation, by, on=clock.day(at))
    found = Denunciation.objects.select_for_update().select_related("place").get(pk=denunciation.pk)
    life = life_of(found)
    leads = handles(by, found, Role.LEADER, on=clock.day(at))
    rules.check_act(life, rules.Done(act, on), today=clock.day(at), leads=leads)
    return found


def _change(found: Denunciation, act: Act, on: date, changes: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    if changes:
        Denunciation.objects.filter(pk=found.pk).update(**changes)
    DenunciationStep.objects.create(denunciation=found, act=act.value, on=on, by_id=by.user, at=at)
    _record(found, act.value, {"number": str(found), "on": on.isoformat()}, by=by, at=at)


def _require_handler(denunciation: Denunciation, by: Actor, *, on: date) -> None:
    if not handles(by, denunciation, on=on):
        raise NotAllowed(say("Chỉ thanh tra và người đứng đầu của chính nơi giải quyết làm việc này."))


def _check_reference(reference: str) -> None:
    if not REFERENCE.fullmatch(reference) or sum(sign.isdigit() for sign in reference) > MOST_DIGITS:
        raise ReferenceRefused(say("Số hồ sơ giấy chỉ gồm chữ in hoa không dấu, số, dấu chấm, gạch: ví dụ 12/2026-M."))


def _record(denunciation: Denunciation, act: str, payload: dict[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(
        by=by, act=f"voices.denunciation_{act}", target=f"voices.denunciation/{denunciation.pk}",
        place=denunciation.place.key, payload=payload, at=at,
    )  # fmt: skip
