"""What can happen to an item: drafted, published, corrected, withdrawn, taken down, confirmed.

Published versions are never edited. Each publication is one event of the record whose payload is that of the receipt
(interfaces.md 4) and nothing else, so that whoever holds the file can prove it without us.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet

from danbiet.common import clock, documents, files, formats
from danbiet.common.actor import Actor, Conflict, Damaged, NotAllowed, say
from danbiet.disclosure.models import Item, Obligation, Sight, Version
from danbiet.disclosure.rules import ItemKind, ItemState
from danbiet.disclosure.rules.grids import fold
from danbiet.disclosure.rules.items import is_period, may_become, numbers_seen
from danbiet.disclosure.selectors.consulting import kept_through
from danbiet.disclosure.selectors.keeping import require_keeper
from danbiet.disclosure.selectors.staying import lists_over, shown_since, stay_of
from danbiet.disclosure.services.reading import Prepared, Upload, prepared, require_no_numbers
from danbiet.disclosure.services.settling import settle
from danbiet.ledger import services as ledger
from danbiet.ledger.rules.verifying import OVER
from danbiet.places.models import Unit

__all__ = ["Change", "Draft", "Upload"]


class ItemRefused(Damaged):
    """What was written about an item cannot stand."""


class ItemChanged(Conflict):
    """Somebody else published, withdrew or began a correction first."""


class TooEarly(NotAllowed):
    """An item may not be taken down before its least period is over."""


@dataclass(frozen=True)
class Draft:
    """A new item as an officer fills it in."""

    kind: str
    title: str
    upload: Upload
    period: str = ""
    summary: str = ""
    obligation: Obligation | None = None


@dataclass(frozen=True)
class Change:
    """A correction: why, and what stands in place of the version before."""

    reason: str
    upload: Upload
    summary: str = ""


@dataclass(frozen=True)
class _Words:
    """What stands beside the file of a version."""

    number: int
    summary: str
    reason: str = ""


def draft_item(place: Unit, *, draft: Draft, by: Actor, at: datetime) -> Item:
    """Keep a cleaned file as a draft that only officers see."""
    require_keeper(by, place, on=clock.day(at))
    _check(place, draft)
    made = prepared(draft.upload, kind=draft.kind)
    require_no_numbers((draft.title, draft.summary, made.name))
    with transaction.atomic():
        item = Item.objects.create(
            place=place, obligation=draft.obligation, kind=draft.kind, title=documents.clean(draft.title),
            period=draft.period, created_at=at, folded=fold(f"{draft.title} {draft.summary}"),
        )  # fmt: skip
        version = _keep(item, made, words=_Words(1, draft.summary), by=by, at=at)
        _record("draft", item, _drafted(version), by=by, at=at)
    return item


def _check(place: Unit, draft: Draft) -> None:
    if draft.kind not in set(ItemKind):
        raise ItemRefused(say("Chọn một loại tài liệu."))
    if not documents.clean(draft.title):
        raise ItemRefused(say("Tài liệu cần một cái tên mà người dân hiểu."))
    if not is_period(draft.period):
        raise ItemRefused(say("Kỳ viết như 2026, 2026-Q3, 2026-H1 hoặc 2026-09."))
    if draft.obligation is not None and draft.obligation.place_id != place.pk:
        raise ItemRefused(say("Nghĩa vụ công khai này là của đơn vị khác."))


def _locked(pk: int) -> Item:
    """The item as it is now, held until the act is over; the row alone, since its obligation may be none."""
    return Item.objects.select_for_update(of=("self",)).select_related("place", "obligation").get(pk=pk)


def _plain(text: str) -> str:
    """Words as they may stand on a page, in a feed and in the record: no signs that steer a reader or break XML."""
    return documents.UNPRINTABLE.sub("", text).strip()


def _keep(item: Item, made: Prepared, *, words: _Words, by: Actor, at: datetime) -> Version:
    stored = formats.check(made.data)
    version = Version.objects.create(
        item=item, number=words.number, summary=_plain(words.summary), reason=_plain(words.reason),
        sha256=stored.sha256, kind=stored.kind, name=made.name[-200:], bytes=stored.bytes,
        table=made.table, findings=made.findings, removed=made.removed, drafted_by_id=by.user, drafted_at=at,
    )  # fmt: skip
    files.store(made.data)
    return version


def _drafted(version: Version) -> dict[str, object]:
    return {"version": version.number, "sha256": version.sha256, "reason": version.reason}


def publish(version: Version, *, accepted_reason: str = "", by: Actor, at: datetime) -> Version:
    """Make a draft public; the version before it is superseded and stays readable.

    Refused when the detector saw personal numbers and no reason is given, and when somebody published it first.
    """
    require_keeper(by, version.item.place, on=clock.day(at))
    if numbers_seen(version.findings) and not accepted_reason.strip():
        raise ItemRefused(say("Máy thấy số riêng của người trong tệp: gỡ ra, hoặc ghi lý do vẫn phải công khai."))
    require_no_numbers((accepted_reason,))
    with transaction.atomic():
        item = _locked(version.item_id)
        fresh = Version.objects.filter(pk=version.pk).first()
        if fresh is None or fresh.published_at or item.state not in {ItemState.DRAFT, ItemState.PUBLISHED}:
            raise ItemChanged(say("Người khác vừa công khai hoặc bỏ bản này. Tải lại trang để xem."))
        fresh.accepted_reason = _plain(accepted_reason)
        _publish(item, fresh, by=by, at=at)
        _settle(item, at=at)
    return fresh


def _publish(item: Item, version: Version, *, by: Actor, at: datetime) -> None:
    event = ledger.record(
        by=by, act="disclosure.publish", target=item.target, place=item.place.key,
        payload=payload(item, version=version, at=at), at=at,
    )  # fmt: skip
    version.published_at, version.published_by_id, version.event = at, by.user, event.seq
    version.save(update_fields=["published_at", "published_by", "event", "accepted_reason"])
    item.state, item.folded = ItemState.PUBLISHED.value, fold(f"{item.title} {version.summary}")
    item.published_at = item.published_at or at
    item.save(update_fields=["state", "published_at", "folded"])


def payload(item: Item, *, version: Version, at: datetime) -> dict[str, object]:
    """The payload of a publication, which is that of its receipt."""
    return {
        "item": item.target,
        "version": version.number,
        "title": item.title,
        "place": item.place.key,
        "file": {"name": version.name, "bytes": version.bytes, "sha256": version.sha256},
        "published_at": at.astimezone(clock.ZONE).isoformat(timespec="seconds"),
    }


def correct(item: Item, *, change: Change, by: Actor, at: datetime) -> Version:
    """Draft the next version with its reason; what is public stays until the draft is published."""
    require_keeper(by, item.place, on=clock.day(at))
    if not change.reason.strip():
        raise ItemRefused(say("Đính chính cần nói rõ vì sao."))
    made = prepared(change.upload, kind=item.kind)
    require_no_numbers((change.reason, change.summary, made.name))
    with transaction.atomic():
        fresh = _locked(item.pk)
        last = fresh.versions.order_by("-number").first()
        if fresh.state != ItemState.PUBLISHED or last is None or last.published_at is None:
            raise ItemChanged(say("Mục này đang có bản chờ công khai, hoặc không còn công khai."))
        if formats.check(made.data).sha256 == last.sha256:
            raise ItemRefused(say("Tệp này giống hệt bản đang công khai: không có gì để đính chính."))
        words = _Words(last.number + 1, change.summary, change.reason)
        version = _keep(fresh, made, words=words, by=by, at=at)
        _record("correct", fresh, _drafted(version), by=by, at=at)
    return version


def drop_draft(version: Version, *, by: Actor, at: datetime) -> None:
    """Throw away a draft and its file; an item that was never published goes with it."""
    require_keeper(by, version.item.place, on=clock.day(at))
    with transaction.atomic():
        item = _locked(version.item_id)
        dropped, _ = Version.objects.filter(pk=version.pk, published_at=None).delete()
        if not dropped:
            raise ItemChanged(say("Bản này đã công khai hoặc đã bỏ."))
        _record("drop_draft", item, _drafted(version), by=by, at=at)
        if item.state == ItemState.DRAFT:
            item.delete()
        files.forget(version.sha256)


def withdraw(item: Item, *, reason: str, erases: bool = False, by: Actor, at: datetime) -> Item:
    """Take an item back: its page stays and says why; `erases` removes the file itself (personal data got out)."""
    require_keeper(by, item.place, on=clock.day(at))
    if not reason.strip():
        raise ItemRefused(say("Rút lại một mục phải nói rõ vì sao."))
    require_no_numbers((reason,))
    return _end(item, ItemState.WITHDRAWN, reason=reason, erases=erases, by=by, at=at)


def take_down(item: Item, *, reason: str = "", by: Actor, at: datetime) -> Item:
    """Take an item down after its least period, by hand; what is permanent is never taken down."""
    require_keeper(by, item.place, on=clock.day(at))
    require_no_numbers((reason,))
    erases = item.kind == ItemKind.PERSONAL_LIST
    with transaction.atomic():
        fresh = _locked(item.pk)  # a correction meanwhile would begin the least period anew
        _require_over(fresh, on=clock.day(at))
        return _end(fresh, ItemState.TAKEN_DOWN, reason=reason.strip() or OVER, erases=erases, by=by, at=at)


def _require_over(item: Item, *, on: date) -> None:
    if item.published_at is None:
        raise ItemChanged(say("Mục này chưa công khai."))
    stays = stay_of(item, since=shown_since(item, on=on))
    if stays.is_permanent:
        raise TooEarly(say("Nội dung này phải công khai thường xuyên; chỉ thay bằng bản mới hoặc rút lại có lý do."))
    if not stays.is_over(on):
        raise TooEarly(say("Phải công khai đến hết ngày {day}."), day=f"{stays.last_on:%d/%m/%Y}")


def take_down_due(*, on: date, by: Actor, at: datetime) -> int:
    """Let go of every list of people whose least time has passed as counted on the day; called by the daily tick.

    A version that a correction replaced is erased when its own time has passed. How many lists were taken down.
    """
    return sum(_let_go(over, by=by, at=at) for over in lists_over(on=on).values())


def _let_go(over: list[Version], *, by: Actor, at: datetime) -> bool:
    """Take the list down when its newest version is over, else erase the older ones that are; nothing when an officer
    was first."""
    with transaction.atomic():
        item = _locked(over[0].item_id)
        if item.state != ItemState.PUBLISHED:
            return False
        newest = item.versions.exclude(published_at=None).order_by("-number").first()
        if newest in over:
            _end(item, ItemState.TAKEN_DOWN, reason=OVER, erases=True, by=by, at=at)
            return True
        _erase(item.versions.filter(pk__in=[one.pk for one in over]), on=clock.day(at))
        _record("erase", item, {"versions": [one.number for one in over]}, by=by, at=at)
    return False


def _end(item: Item, state: ItemState, *, reason: str, erases: bool, by: Actor, at: datetime) -> Item:
    with transaction.atomic():
        fresh = _locked(item.pk)
        if not may_become(fresh.state, state):
            raise ItemChanged(say("Mục này không còn công khai: người khác đã rút hoặc gỡ trước."))
        fresh.state, fresh.ended_on, fresh.ended_reason = state.value, clock.day(at), _plain(reason)
        fresh.save(update_fields=["state", "ended_on", "ended_reason"])
        act = "withdraw" if state is ItemState.WITHDRAWN else "take_down"
        _record(act, fresh, {"reason": fresh.ended_reason, "erased": erases}, by=by, at=at)
        _drop_unpublished(fresh)
        if erases:
            _erase(fresh.versions.all(), on=clock.day(at))
        _settle(fresh, at=at)
    return fresh


def _drop_unpublished(item: Item) -> None:
    for version in item.versions.filter(published_at=None):
        sha256 = version.sha256
        version.delete()
        files.forget(sha256)


def _erase(versions: QuerySet[Version], *, on: date) -> None:
    """The files of versions go; name, size, hash and event stay as proof."""
    kept = versions.filter(erased_on=None)
    hashes = set(kept.values_list("sha256", flat=True))
    kept.update(erased_on=on, table=[], findings=[])
    for sha256 in hashes:
        files.forget(sha256)


def confirm_permanent(item: Item, *, by: Actor, at: datetime) -> Item:
    """Say that what hangs permanently is still right as of today."""
    require_keeper(by, item.place, on=clock.day(at))
    if item.state != ItemState.PUBLISHED or not stay_of(item, since=clock.day(at)).is_permanent:
        raise ItemRefused(say("Chỉ nội dung công khai thường xuyên mới xác nhận còn đúng."))
    with transaction.atomic():
        item.confirmed_on = clock.day(at)
        item.save(update_fields=["confirmed_on"])
        _record("confirm", item, {"confirmed_on": item.confirmed_on}, by=by, at=at)
    return item


def count_sight(item: Item, *, on: date) -> None:
    """One more opening of an item's page or file on a day; nothing of who opened it, and no act of anybody."""
    today = Sight.objects.filter(item=item, on=on)
    if today.update(count=F("count") + 1):
        return
    _, is_first = Sight.objects.get_or_create(item=item, on=on, defaults={"count": 1})
    if not is_first:
        today.update(count=F("count") + 1)


def _settle(item: Item, *, at: datetime) -> None:
    for obligation in kept_through(item):
        settle(obligation, on=clock.day(at))


def _record(act: str, item: Item, payload: Mapping[str, object], *, by: Actor, at: datetime) -> None:
    ledger.record(by=by, act=f"disclosure.{act}", target=item.target, place=item.place.key, payload=payload, at=at)
