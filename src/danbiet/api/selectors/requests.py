"""Feedback as programs outside read it: number, matter, state, days, ward; words and pictures once published."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from danbiet.api.rules import Unknown, Wrong
from danbiet.api.rules.asked import Asked, Page, Window
from danbiet.api.rules.catalogue import Service
from danbiet.api.rules.keys import read_token, token_of
from danbiet.api.rules.states import state_word
from danbiet.api.rules.written import Tree
from danbiet.api.selectors.services import called
from danbiet.common import clock
from danbiet.common.actor import NotYours, say
from danbiet.common.files import house
from danbiet.places import selectors as places
from danbiet.places.models import Agency, Unit
from danbiet.voices import selectors as voices
from danbiet.voices.models import Case, Photo, Step
from danbiet.voices.models.labels import ACTS, CHANNELS, OUTCOMES, STATES
from danbiet.voices.rules import Kind, Subject
from danbiet.voices.rules.clocks import is_late
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors import feedback
from danbiet.voices.selectors.feedback import Seen, Told

MOST_CHANGES = 20_000  # steps read for one question about what changed
EVENING = time(23, 59, 59)
GIVES_OUTCOME = (Act.ANSWER.value, Act.RECHECK.value)
Beneath = TypeVar("Beneath", Photo, Step)


@dataclass(frozen=True)
class Beside:
    """What a page shows beside the rows themselves."""

    units: Mapping[int, Unit]
    agencies: Mapping[int, Agency]
    photos: Mapping[int, list[Photo]]
    steps: Mapping[int, list[Step]]
    is_extended: bool
    on: date


def jurisdiction(typed: str, *, on: date) -> Unit | None:
    """The place to which everything is narrowed: the name of this site is all of it, a unit's code that unit."""
    name = typed.strip().lower().removeprefix("www.")
    origin = house().origin.lower()
    if name in {"", origin, urlsplit(f"//{origin}").hostname, origin.removeprefix("www.")}:
        return None
    try:
        return places.unit_at(name, on=on)
    except NotYours as error:
        raise Unknown(
            say("jurisdiction_id không có: {typed}. Bỏ trống, hoặc ghi tên trang này hay mã một đơn vị hôm nay."),
            typed=typed[:60],
        ) from error  # fmt: skip


def listed(asked: Asked, *, unit: Unit | None, on: date) -> Tree:
    """A page of requests, the newest first."""
    rows = feedback.feedback()
    if unit is not None:
        rows = rows.filter(feedback.within(unit, on=on))
    rows = rows.filter(number__in=asked.numbers) if asked.numbers else _narrowed(rows, asked)
    last = asked.page.first + asked.page.size
    keys = rows.order_by("-received_at", "-pk").values_list("pk", flat=True)[asked.page.first : last]
    return _rows(list(keys), is_extended=asked.is_extended, on=on)


def _narrowed(rows: QuerySet[Case], asked: Asked) -> QuerySet[Case]:
    if asked.window:
        rows = rows.filter(received_at__range=(asked.window.start, asked.window.end))
    if asked.services:
        rows = rows.filter(_of(asked.services))
    if len(asked.states) == 1:
        rows = rows.filter(is_open="open" in asked.states)
    if asked.updated_after:
        changed, is_cut = feedback.changed_since(asked.updated_after, most=MOST_CHANGES)
        if is_cut:
            raise Wrong(say("Quá nhiều thay đổi từ updated_after. Hãy ghi thời điểm gần hơn."))
        rows = rows.filter(changed)
    return rows


def _of(services: tuple[Service, ...]) -> Q:
    kinds: dict[Kind, list[str]] = defaultdict(list)
    for one in services:
        kinds[one.kind].append(one.subject.value)
    found = Q()
    for kind, subjects in kinds.items():
        found |= Q(kind=kind.value, subject__in=subjects)
    return found


def one(number: str, *, is_extended: bool, unit: Unit | None, on: date) -> Tree:
    """One request by its number."""
    rows = feedback.feedback().filter(number=number)
    keys = list((rows.filter(feedback.within(unit, on=on)) if unit else rows).values_list("pk", flat=True))
    if not keys:
        raise Unknown(say("Không có phản ánh, kiến nghị nào mang số {number}."), number=number[:60])
    return _rows(keys, is_extended=is_extended, on=on)


def of_token(token: str) -> Tree:
    """What a token stands for: the number once a person said that it is feedback, nothing before."""
    pk = read_token(token, pepper=voices.pepper())
    if pk is None or not Case.objects.filter(pk=pk).exists():
        raise Unknown(say("Không có mã tạm này."))
    number = feedback.feedback().filter(pk=pk).values_list("number", flat=True).first()
    return [{"service_request_id": number, "token": token}]


def token(case: Case) -> str:
    """The token of a case that waits for a person."""
    return token_of(case.pk, pepper=voices.pepper())


def is_known(case: Case) -> bool:
    """Whether everybody may know the case by its number."""
    return feedback.feedback().filter(pk=case.pk).exists()


def _rows(keys: list[int], *, is_extended: bool, on: date) -> Tree:
    cases = feedback.shown(keys)
    beside = Beside(
        Unit.objects.in_bulk({case.place_id for case in cases}),
        Agency.objects.in_bulk({case.agency_id for case in cases if case.agency_id}),
        _by_case(feedback.public_photos(_public(cases))), _by_case(feedback.steps_of(keys) if is_extended else ()),
        is_extended, on,
    )  # fmt: skip
    return [_row(case, beside) for case in cases]


def _public(cases: list[Told]) -> list[int]:
    return [case.pk for case in cases if case.published_at]


def _by_case(rows: Iterable[Beneath]) -> dict[int, list[Beneath]]:
    found: dict[int, list[Beneath]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _row(case: Told, beside: Beside) -> Tree:
    is_public, place = case.published_at is not None, beside.units[case.place_id]
    service = Service(Subject(case.subject), Kind(case.kind))
    photos = beside.photos.get(case.pk, [])
    row: dict[str, Tree] = {
        "service_request_id": case.number,
        "status": "open" if case.is_open else "closed",
        "status_notes": (is_public and case.public_answer) or str(OUTCOMES.get(case.outcome) or STATES[case.state]),
        "service_name": called(service),
        "service_code": service.code,
        "description": case.public_summary if is_public else None,
        "agency_responsible": str(beside.agencies[case.agency_id]) if case.agency_id else place.name,
        "service_notice": _notice(case, on=beside.on),
        "requested_datetime": _written(case.received_at),
        "updated_datetime": _written(_changed(case)),
        "expected_datetime": _written(clock.moment(case.answer_due_on, EVENING)) if case.answer_due_on else None,
        "address": place.name,
        "address_id": place.code,
        "zipcode": None,
        "lat": _near(case.latitude) if is_public else None,
        "long": _near(case.longitude) if is_public else None,
        "media_url": _media(photos[0]) if photos else None,
    }
    return row | _extended(case, photos, beside.steps.get(case.pk, [])) if beside.is_extended else row


def _near(degrees: float | None) -> float | None:
    """A coordinate to about a hundred metres: the street, not the house."""
    return None if degrees is None else round(degrees, 3)


def _notice(case: Told, *, on: date) -> str | None:
    due = case.answer_due_on
    if due is None or case.answered_on or not case.is_open or not is_late(due, case.answer_certainty, on=on):
        return None
    return _("Quá hạn trả lời {days} ngày.").format(days=(on - due).days)


def _changed(case: Told) -> datetime:
    moments = (case.received_at, case.seen_at, case.sorting__settled_at)
    return max(moment for moment in moments if moment is not None)


def _written(moment: datetime) -> str:
    return moment.astimezone(clock.ZONE).isoformat(timespec="seconds")


def _media(photo: Photo) -> str:
    return house().base_url + reverse("voices:photo", args=[photo.pk])


def _extended(case: Told, photos: list[Photo], steps: list[Step]) -> dict[str, Tree]:
    """Elements beyond the specification, where they were asked for."""
    attributes: list[tuple[str, str, str]] = [
        ("STATE", case.state, str(STATES[case.state])),
        ("OUTCOME", case.outcome, str(OUTCOMES.get(case.outcome, ""))),
    ]
    labels = {"STATE": _("Tình trạng"), "OUTCOME": _("Kết quả")}
    return {
        "attributes": [
            {"label": labels[code], "name": word, "value": value, "code": code} for code, value, word in attributes
        ],
        "extended_attributes": {
            "channel": str(CHANNELS[case.channel]) if case.published_at else None,
            "photos": [
                {"media_url": _media(one), "title": _("Ảnh sau khi làm") if one.is_after else _("Ảnh người gửi chụp")}
                for one in photos
            ],
        },
        "notes": [{"datetime": _written(one.at), "description": one.act_word, "type": one.act} for one in steps],
    }  # fmt: skip


def updates(window: Window, page: Page, *, unit: Unit | None, on: date) -> Tree:
    """What happened to feedback in a window, the earliest first."""
    where = feedback.places_of(unit, on=on) if unit else ()
    rows = feedback.steps_seen(window.start, window.end, places=where)
    keys = list(rows.values_list("pk", flat=True)[page.first : page.first + page.size])
    found = feedback.seen(keys)
    photos = _by_case(feedback.public_photos([one.case_id for one in found if _is_publication(one)]))
    return [_update(one, photos.get(one.case_id, [])) for one in found]


def _is_publication(one: Seen) -> bool:
    """The act that made public what is public now."""
    return one.act == Act.PUBLISH.value and one.at == one.case__published_at


def _update(one: Seen, photos: list[Photo]) -> Tree:
    """An act with the outcome it gave. The words stand with the act that made them public, for those who poll."""
    outcome = str(OUTCOMES.get(one.outcome, "")) if one.act in GIVES_OUTCOME else ""
    is_publication = _is_publication(one)
    return {
        "update_id": str(one.pk),
        "service_request_id": one.case__number,
        "status": state_word(one.act, outcome=one.outcome),
        "updated_datetime": _written(one.at),
        "description": one.case__public_answer
        if is_publication
        else ": ".join(filter(None, (str(ACTS[one.act]), outcome))),
        "media_url": next((_media(photo) for photo in photos if photo.is_after and is_publication), None),
        "external_status_code": one.state,
    }
