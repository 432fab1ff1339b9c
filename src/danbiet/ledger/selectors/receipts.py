"""The receipt of a publication: its event, the path up to a signed head, and that head (interfaces.md 4)."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from danbiet.common import clock
from danbiet.common.actor import NotYours, Refusal, say
from danbiet.common.files import House
from danbiet.ledger.models import Event, Head, Node, Opening
from danbiet.ledger.rules import TILE, PathDoesNotFit, inclusion_path, is_publication, leaf, perfect, root_from_path
from danbiet.ledger.selectors import proofs
from danbiet.ledger.selectors.checking import body_of

WIDTH = 1 << TILE
DIFFERS = say("Sổ không còn khớp dấu ký. Người giữ máy chủ cần chạy danbiet verify_ledger ngay.")


class NoReceiptYet(Refusal):
    """No head has been signed since the event."""

    status = 404
    exit = 3


class NotUnderHead(Refusal):
    """The head that was asked for is not there, or what was published is not under it."""

    status = 404
    exit = 1


class ReceiptErased(NotYours):
    """What was published was erased from the record, by an act that stands in it."""


class NothingPublished(NotYours):
    """The event is not there, or is not the publication of a file: its content is nobody's to read."""


class RecordDiffers(Refusal):
    """The record does not lead to the head that was signed over it."""

    status = 503
    exit = 1


def receipt(seq: int, *, house: House, head_day: date | None = None) -> dict[str, object]:
    """The receipt of event `seq` under the earliest head that is of its day or later and covers it.

    `head_day` asks for the head of that day instead: somebody who kept that one proves the publication by it.
    """
    event = Event.objects.filter(seq=seq).first()
    opening = Opening.objects.filter(event_id=seq, part="payload").first()
    if event is not None and opening is None:
        raise ReceiptErased(say("Nội dung đã được xóa khỏi sổ theo một quyết định có ghi. Không còn biên nhận."))
    if event is None or opening is None or not is_publication(opening.value):
        raise NothingPublished(say("Dòng này của sổ không phải việc công khai một tệp."))
    head = _head(event, house=house, head_day=head_day)
    size = int(str(head["tree_size"]))
    path = _path(event, size=size, root=str(head["root"]))
    return {
        "kind": "danbiet.receipt",
        "version": 1,
        "event": body_of(event),
        "payload": opening.value,
        "salt": opening.salt,
        "index": seq - 1,
        "tree_size": size,
        "path": path,
        "head": head,
    }


def _head(event: Event, *, house: House, head_day: date | None) -> Mapping[str, object]:
    row = _asked(event, head_day) if head_day else _earliest(event)
    head = proofs.head_of(row.day, house=house)
    if head is None:
        raise RecordDiffers(DIFFERS)
    return head


def _earliest(event: Event) -> Head:
    """An event of the minutes after midnight lies under the head of the day before, but is proven by its own day's."""
    row = Head.objects.filter(tree_size__gte=event.seq, day__gte=clock.day(event.at)).order_by("day").first()
    if row is None:
        raise NoReceiptYet(say("Biên nhận có sau khi sổ được ký vào lúc nửa đêm. Mời bạn trở lại ngày mai."))
    return row


def _asked(event: Event, day: date) -> Head:
    row, published_on = Head.objects.filter(day=day).first(), clock.day(event.at)
    words = {"day": f"{day:%d/%m/%Y}", "published": f"{published_on:%d/%m/%Y}"}
    if published_on > day:
        raise NotUnderHead(
            say("Bản này công khai ngày {published}, sau dấu ký ngày {day}: nó không nằm dưới dấu ấy."), **words
        )
    if row is None:
        raise NotUnderHead(say("Không có dấu ký ngày {day}. Ngày nào có dấu ký: xem ở trang Sổ ghi."), **words)
    if row.tree_size < event.seq:
        raise NotUnderHead(
            say("Dấu ký ngày {day} chưa có bản này: sổ ghi nó sau khi dấu ấy được ký, nó không nằm dưới dấu ấy."),
            **words,
        )
    return row


def _path(event: Event, *, size: int, root: str) -> list[str]:
    try:
        path = inclusion_path(event.seq - 1, size, _Tiles().subtree)
        found = root_from_path(leaf(event.hash), event.seq - 1, size, path)
    except (PathDoesNotFit, LookupError):
        found = ""
    if found != root:
        raise RecordDiffers(DIFFERS)
    return path


class _Tiles:
    """The tree of the record, read 256 hashes at a time: at most two tiles of each rung are needed for a path."""

    def __init__(self) -> None:
        self.tile = lru_cache(maxsize=8)(_tile)

    def subtree(self, height: int, position: int) -> bytes:
        """The root over 2**height leaves."""
        rung = height // TILE * TILE
        width = 1 << (height - rung)
        number, offset = divmod(position * width, WIDTH)
        return perfect([self._node(rung, number, place) for place in range(offset, offset + width)])

    def _node(self, rung: int, number: int, place: int) -> bytes:
        found = self.tile(rung, number).get(place)
        return _computed(rung, number * WIDTH + place) if found is None else found


def _computed(rung: int, position: int) -> bytes:
    """A node that is not kept yet: only between the upgrade that began to keep nodes and the first head after it."""
    if rung == 0:
        raise LookupError(f"event {position + 1}")
    below = _tile(rung - TILE, position)
    places = range(WIDTH)
    return perfect([below.get(one) or _computed(rung - TILE, position * WIDTH + one) for one in places])


def _tile(rung: int, number: int) -> dict[int, bytes]:
    first = number * WIDTH
    if rung == 0:
        events = Event.objects.filter(seq__gt=first, seq__lte=first + WIDTH).values_list("seq", "hash")
        return {seq - 1 - first: leaf(text) for seq, text in events}
    nodes = Node.objects.filter(height=rung, position__gte=first, position__lt=first + WIDTH)
    return {place - first: bytes.fromhex(text) for place, text in nodes.values_list("position", "hash")}
