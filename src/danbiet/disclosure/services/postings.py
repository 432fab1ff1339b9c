"""What hangs where: boards of a place, putting up, taking off, and the proof of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from danbiet.common import clock, files, formats
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, Role, say
from danbiet.common.cleaning import clean
from danbiet.disclosure.models import Item, Point, Posting
from danbiet.disclosure.rules import KEEPERS, Channel, ItemState, PointKind, may_keep
from danbiet.disclosure.selectors.keeping import posts
from danbiet.disclosure.services.reading import require_no_numbers
from danbiet.disclosure.services.settling import settle, settle_place
from danbiet.ledger import services as ledger
from danbiet.places.models import ResidentialGroup, Unit
from danbiet.plans.services import marked

PROOFS = ("jpeg", "png", "pdf")
HANGS = frozenset({ItemState.PUBLISHED.value, ItemState.TAKEN_DOWN.value})


class PointRefused(Damaged):
    """A board that cannot be: no name, a name the place uses already, or days out of order."""


class PostingRefused(Damaged):
    """Days in the future or out of order, a board that did not exist, or nothing to record."""


class PostingChanged(Conflict):
    """Somebody else recorded something about the same stretch meanwhile."""


@dataclass(frozen=True)
class Hung:
    """What somebody records: the channel, the boards, the days, and what proves it."""

    channel: Channel
    points: tuple[Point, ...] = ()
    planned_on: date | None = None
    up_on: date | None = None
    down_on: date | None = None
    minutes: str = ""
    proof: bytes = b""


@dataclass(frozen=True)
class Board:
    """A board as named: of the whole place, or of one of its residential groups."""

    name: str
    kind: PointKind
    from_day: date
    group: ResidentialGroup | None = None


@dataclass(frozen=True)
class Kept:
    """A proof, cleaned, as it will be kept."""

    sha256: str = ""
    kind: str = ""
    taken_on: date | None = None
    data: bytes = b""


def found_point(place: Unit, *, board: Board, by: Actor, at: datetime) -> Point:
    """Name a board of the place, from a day on."""
    _require_keeper(place, by)
    name = board.name.strip()
    if not name:
        raise PointRefused(say("Nơi niêm yết cần một cái tên, ví dụ “Nhà văn hóa tổ dân phố số 2”."))
    if board.group is not None and board.group.place_id != place.pk:
        raise PointRefused(say("Tổ dân phố này không thuộc {place}."), place=place.name_vi)
    try:
        with transaction.atomic():
            point = Point.objects.create(
                place=place, name=name, kind=board.kind.value, group=board.group, from_day=board.from_day
            )
            settle_place(place, on=clock.day(at))
            _record("found_point", f"disclosure.point/{point.pk}", place, {"name": name}, by=by, at=at)
    except IntegrityError:
        raise PointRefused(say("{place} đã có nơi niêm yết tên “{name}”."), place=place.name_vi, name=name) from None
    return point


def close_point(point: Point, *, until_day: date, by: Actor, at: datetime) -> Point:
    """A board is no more from a day on; what hung there stays on record."""
    _require_keeper(point.place, by)
    if until_day <= point.from_day:
        raise PointRefused(say("Ngày thôi dùng phải sau ngày bắt đầu dùng nơi niêm yết."))
    with transaction.atomic():
        point.until_day = until_day
        point.save(update_fields=["until_day"])
        settle_place(point.place, on=clock.day(at))
        _record("close_point", f"disclosure.point/{point.pk}", point.place, {"until": until_day}, by=by, at=at)
    return point


def record_posting(item: Item, *, hung: Hung, by: Actor, at: datetime) -> list[Posting]:
    """Record that an item is to hang, hangs or hung in a channel; on boards a row for each point."""
    _require_poster(item.place, hung, by, on=clock.day(at))
    _check(item, hung, on=clock.day(at))
    require_no_numbers((hung.minutes,))
    kept = _cleaned(hung.proof)
    with marked():
        rows = [
            Posting(
                item=item, channel=hung.channel.value, point=point, planned_on=hung.planned_on, up_on=hung.up_on,
                down_on=hung.down_on, minutes=hung.minutes.strip(), proof=kept.sha256, proof_kind=kept.kind,
                proof_taken_on=kept.taken_on, recorded_by_id=by.user, recorded_at=at,
            )
            for point in hung.points or (None,)
        ]  # fmt: skip
        Posting.objects.bulk_create(rows)
        _store(kept)
        _settle(item, at=at)
        payload = {
            "channel": hung.channel.value, "points": [point.name for point in hung.points], "up_on": hung.up_on,
            "planned_on": hung.planned_on, "down_on": hung.down_on, "proof": kept.sha256,
        }  # fmt: skip
        _record("post", item.target, item.place, payload, by=by, at=at)
    return rows


def put_up(posting: Posting, *, up_on: date, by: Actor, at: datetime) -> Posting:
    """What was planned went up."""
    if posting.up_on is not None:
        raise PostingRefused(say("Lần niêm yết này đã ghi ngày bắt đầu."))
    return _change(posting, by=by, at=at, up_on=up_on)


def take_off(posting: Posting, *, down_on: date, by: Actor, at: datetime) -> Posting:
    """What hung was taken off: `down_on` is the last day on which it hung."""
    if posting.up_on is None or posting.down_on is not None:
        raise PostingRefused(say("Chỉ gỡ được cái đang dán."))
    return _change(posting, by=by, at=at, down_on=down_on)


def prove(posting: Posting, *, minutes: str, proof: bytes, by: Actor, at: datetime) -> Posting:
    """Add a photo or the number of the minutes to what was recorded."""
    if not proof and not minutes.strip():
        raise PostingRefused(say("Cần một tấm ảnh hoặc số biên bản."))
    if proof and posting.proof or minutes.strip() and posting.minutes:
        raise PostingRefused(say("Lần ghi này đã có bằng chứng ấy. Ghi nhầm thì bỏ lần ghi này rồi ghi lại."))
    require_no_numbers((minutes,))
    kept = _cleaned(proof)
    fields: dict[str, object] = {"minutes": minutes.strip()} if minutes.strip() else {}
    if kept.sha256:
        fields |= {"proof": kept.sha256, "proof_kind": kept.kind, "proof_taken_on": kept.taken_on}
    with marked():
        found = _change(posting, by=by, at=at, **fields)
        _store(kept)
    return found


def void(posting: Posting, *, reason: str, by: Actor, at: datetime) -> Posting:
    """Take back a record that was a mistake: it stays on the page with its reason and counts nowhere."""
    item, words = posting.item, reason.strip()
    _require_poster(item.place, _as_hung(posting), by, on=clock.day(at))
    if not words:
        raise PostingRefused(say("Ghi lý do bỏ lần ghi này."))
    require_no_numbers((words,))
    with transaction.atomic():
        _require_unchanged(posting)
        posting.voided_at, posting.void_reason = at, words
        posting.save(update_fields=["voided_at", "void_reason"])
        _settle(item, at=at)
        _record("void_posting", f"disclosure.posting/{posting.pk}", item.place, {"reason": words}, by=by, at=at)
    return posting


def _change(posting: Posting, *, by: Actor, at: datetime, **fields: object) -> Posting:
    """Write fields of a posting, as long as its days stay in order and not ahead of today."""
    item = posting.item
    days = {name: fields[name] for name in ("up_on", "down_on") if name in fields}
    wanted = replace(_as_hung(posting), **days)  # type: ignore[arg-type]
    _require_poster(item.place, wanted, by, on=clock.day(at))
    _check(item, wanted, on=clock.day(at))
    with transaction.atomic():
        _require_unchanged(posting)
        for name, value in fields.items():
            setattr(posting, name, value)
        posting.save(update_fields=list(fields))
        _settle(item, at=at)
        _record("change_posting", f"disclosure.posting/{posting.pk}", item.place, fields, by=by, at=at)
    return posting


def _as_hung(posting: Posting) -> Hung:
    points = (posting.point,) if posting.point else ()
    return Hung(Channel(posting.channel), points, posting.planned_on, posting.up_on, posting.down_on)


def _require_unchanged(posting: Posting) -> None:
    """Hold the row until the act is over; PostingChanged when it is not as the actor saw it, or was voided."""
    fresh = Posting.objects.select_for_update().get(pk=posting.pk)
    seen = [(one.up_on, one.down_on, one.minutes, one.proof) for one in (fresh, posting)]
    if fresh.voided_at or seen[0] != seen[1]:
        raise PostingChanged(say("Người khác vừa ghi lần niêm yết này. Tải lại trang rồi ghi tiếp."))


def _check(item: Item, hung: Hung, *, on: date) -> None:
    """Refuse what cannot have been."""
    if item.state not in HANGS:
        raise PostingRefused(say("Mục này chưa đăng, nên chưa niêm yết được."))
    if hung.channel is Channel.POSTING and not hung.points:
        raise PostingRefused(say("Chọn ít nhất một nơi niêm yết."))
    if hung.up_on is None and hung.planned_on is None:
        raise PostingRefused(say("Ghi ngày dự kiến hoặc ngày đã làm."))
    if any(day and day > on for day in (hung.up_on, hung.down_on)):
        raise PostingRefused(say("Ngày đã làm không thể sau hôm nay; việc sắp làm thì ghi ở ngày dự kiến."))
    if hung.down_on and (hung.up_on is None or hung.down_on < hung.up_on):
        raise PostingRefused(say("Ngày gỡ không thể trước ngày dán."))
    for point in hung.points:
        _check_point(item, point, hung.up_on or hung.planned_on)


def _check_point(item: Item, point: Point, day: date | None) -> None:
    if point.place_id != item.place_id:
        raise PostingRefused(say("“{point}” không phải nơi niêm yết của đơn vị này."), point=point.name)
    if day and (day < point.from_day or (point.until_day and day >= point.until_day)):
        raise PostingRefused(say("“{point}” chưa dùng hoặc thôi dùng vào ngày {day}."), point=point.name,
                             day=f"{day:%d/%m/%Y}")  # fmt: skip


def _cleaned(proof: bytes) -> Kept:
    """A photo or scan without its position and author."""
    if not proof:
        return Kept()
    cleaned = clean(proof, name="", kinds=PROOFS)
    stored = formats.check(cleaned.data, kinds=PROOFS)
    return Kept(stored.sha256, stored.kind, cleaned.taken_on, cleaned.data)


def _store(kept: Kept) -> None:
    """Keep it by its hash, last of all: an act that is refused leaves no file."""
    if kept.data:
        files.store(kept.data, kinds=PROOFS)


def _settle(item: Item, *, at: datetime) -> None:
    if item.obligation is not None:
        settle(item.obligation, on=clock.day(at))


def _require_keeper(place: Unit, by: Actor) -> None:
    if not may_keep(by, place.pk):
        raise NotAllowed(say("Chỉ cán bộ, lãnh đạo của {place} làm được việc này."), place=place.name_vi)


def _require_poster(place: Unit, hung: Hung, by: Actor, *, on: date) -> None:
    """Officers record everything; the head of a group only what hangs at culture houses and community points."""
    if not posts(by, place, on=on):
        raise NotAllowed(say("Chỉ cán bộ và tổ trưởng của {place} ghi được việc niêm yết."), place=place.name_vi)
    is_head_alone = place.pk not in by.places(*KEEPERS) and place.pk in by.places(Role.GROUP_HEAD)
    at_office = any(point.kind == PointKind.OFFICE for point in hung.points)
    if is_head_alone and (hung.channel not in {Channel.POSTING, Channel.GROUP_HEADS} or at_office):
        raise NotAllowed(say("Tổ trưởng ghi việc niêm yết ở nhà văn hóa, điểm cộng đồng và việc báo cho dân."))


def _record(act: str, target: str, place: Unit, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=f"disclosure.{act}", target=target, place=place.key, payload=payload, at=at)
