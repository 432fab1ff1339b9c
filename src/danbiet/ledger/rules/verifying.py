"""What a receipt proves of a file, to somebody who trusts a key and may have kept a head (decision 0074)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from danbiet.common.actor import say
from danbiet.ledger.rules.canon import commitment, digest
from danbiet.ledger.rules.reading import DAY, is_entry
from danbiet.ledger.rules.signing import is_signed_by
from danbiet.ledger.rules.tree import PathDoesNotFit, leaf, root_from_path

VIET_NAM = timezone(timedelta(hours=7))
TRUE, FALSE, CANNOT_TELL = 0, 1, 3  # exit codes (interfaces.md 2)

SENTENCES = {
    "proven": say("Tệp này đã được {origin} công khai, không muộn hơn ngày {day}."),
    "kept": say("Dấu ký ngày {kept} mà bạn giữ xác nhận điều đó."),
    "no_status": say("Hôm nay tệp còn hiệu lực hay không: biên nhận không cho biết, cần danh sách tình trạng."),
    "current": say("Theo danh sách ngày {listed}, đây là bản đang có hiệu lực."),
    "superseded": say(
        "Nhưng theo danh sách ngày {listed}, bản này đã có bản khác thay; bản mới nhất là bản {newest}, từ {since}. "
        "{reason}"
    ),
    "over": say("Theo danh sách ngày {listed}, tệp này đã gỡ khi hết thời hạn công khai, từ {since}. {reason}"),
    "superseded_over": say(
        "Nhưng theo danh sách ngày {listed}, bản này đã có bản {newest} thay, và cả mục đã gỡ khi hết thời hạn công "
        "khai, từ {since}. {reason}"
    ),
    "withdrawn": say("Nhưng theo danh sách ngày {listed}, tệp này đã bị rút từ {since}. {reason}"),
    "not_listed": say("Danh sách tình trạng ngày {listed} không nhắc tới tệp này: không kết luận được cho hôm nay."),
    "status_early": say("Danh sách ngày {listed} có trước biên nhận. Hãy lấy danh sách mới hơn."),
    "file_differs": say("Tệp này không phải tệp đã công khai: nội dung khác, dù chỉ một ký tự."),
    "payload_differs": say("Nội dung biên nhận (tên, nơi, bản, ngày) đã bị sửa: không khớp mã ghi trong sổ."),
    "path_wrong": say("Biên nhận không nằm trong sổ mà dấu ký ngày {day} đã ký."),
    "published_later": say(
        "Biên nhận nói công khai ngày {claimed}, sổ ghi việc ấy ngày {recorded}, dấu ký ngày {day}: không thể đúng cả."
    ),
    "no_key": say("Không có khóa nào bạn tin, nên không biết ai đã ký. Hãy đưa khóa bạn đã giữ từ trước."),
    "key_unknown": say("{what} do khóa {key} ký. Bạn không đưa khóa ấy, nên không kết luận được."),
    "other_origin": say("{what} của {origin}, không phải của {trusted} mà khóa của bạn thuộc về."),
    "signature_wrong": say("{what}: chữ ký sai. Có người đã sửa, hoặc không phải cơ quan này ký."),
    "key_not_in_force": say("{what} ký ngày {day}, ngoài thời gian khóa {key} được dùng."),
    "two_histories": say("Dấu ký ngày {kept} mà bạn giữ nói khác biên nhận: sổ đã bị viết lại. Hãy báo cho mọi người."),
    "backdated": say(
        "Biên nhận nói công khai ngày {claimed}, nhưng dấu ký ngày {kept} mà bạn giữ chưa có việc ấy: đã ghi lùi ngày."
    ),
    "kept_early": say(
        "Dấu ký bạn giữ (ngày {kept}) có trước khi tệp được công khai ({claimed}), nên không nói gì về tệp. "
        "Hãy kiểm lại với dấu ký của ngày {claimed} hoặc sau đó, hoặc không kèm dấu ký nào."
    ),
    "kept_apart": say(
        "Biên nhận này nằm dưới dấu ký ngày {day}, không nằm dưới dấu ngày {kept} mà bạn giữ: dấu ấy không xác nhận "
        "nó. Hãy lấy biên nhận theo dấu bạn giữ ở trang của mục, hoặc thêm {asked} vào địa chỉ của biên nhận, rồi kiểm "
        "lại. "
        "Nếu cơ quan không đưa được biên nhận ấy, đừng tin ngày công khai mà biên nhận này nói."
    ),
}
OF_TIME = frozenset({"over", "superseded_over"})
OVER = say("Hết thời hạn công khai.")  # why an item was taken down, where nobody gave another reason
PARTS = {"receipt": say("Biên nhận"), "head": say("Dấu ký bạn giữ"), "status": say("Danh sách tình trạng")}
RECEIPT, KEPT_HEAD, STATUS_LIST = PARTS["receipt"], PARTS["head"], PARTS["status"]


@dataclass(frozen=True)
class Reason:
    """One sentence of an answer: its code, and what fills its places."""

    code: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Verified:
    """The answer of `verify` (interfaces.md 4); `exit` is that of the command."""

    exit: int
    published: bool
    on: str | None
    signed_by: str | None
    current: bool | None
    why: tuple[Reason, ...]

    @property
    def is_apart(self) -> bool:
        """Not confirmed by the head that was kept, and not contradicted by it: another receipt decides."""
        return any(reason.code == "kept_apart" for reason in self.why)

    @property
    def is_gone(self) -> bool:
        """Published, but replaced or withdrawn since; what was taken down after its time was never wrong."""
        return self.exit == FALSE and self.published and self.current is False

    def told(self, translate: Callable[[str], str], shown: Callable[[date], str]) -> str:
        """The reasons as sentences of the reader's language, days written as `shown` writes them."""
        return " ".join(
            translate(SENTENCES[reason.code])
            .format(**{key: _written(value, translate, shown) for key, value in reason.values})
            .strip()
            for reason in self.why
        )


Object = Mapping[str, object]


class _NotProven(Exception):
    """Why the receipt proves nothing: found false, or not to be told."""

    def __init__(self, exit_code: int, code: str, **values: object) -> None:
        super().__init__(code)
        self.exit, self.reason = exit_code, _reason(code, **values)


def verify(
    receipt: Object, file_sha256: str, file_bytes: int, *,
    keys: Sequence[Object] = (), head: Object | None = None, status: Object | None = None,
) -> Verified:  # fmt: skip
    """Whether the file was published by the holder of one of the keys, not later than the day of the receipt's head.

    `head` is one that was kept, `status` a status list. All come from `rules.reading`, which gave them their shape.
    """
    signed = _object(receipt["head"])
    try:
        _check_content(receipt, file_sha256, file_bytes)
        _check_signature(signed, keys, RECEIPT)
        why = [_reason("proven", origin=signed["origin"], day=signed["day"])]
        if head is not None:
            _check_signature(head, keys, KEPT_HEAD)
            _compare(receipt, head)
            why.append(_reason("kept", kept=head["day"]))
    except _NotProven as error:
        return Verified(error.exit, False, None, None, None, (error.reason,))
    exit_code, current, reason = _today(receipt, status, keys)
    return Verified(exit_code, True, str(signed["day"]), str(signed["origin"]), current, (*why, reason))


def _check_content(receipt: Object, file_sha256: str, file_bytes: int) -> None:
    """The file against the payload, that against the event, that against the root, and their days against another."""
    event, payload, head = _object(receipt["event"]), _object(receipt["payload"]), _object(receipt["head"])
    file = _object(payload["file"])
    if (file["sha256"], file["bytes"]) != (file_sha256, file_bytes):
        raise _NotProven(FALSE, "file_differs")
    if commitment(str(receipt["salt"]), payload) != event["payload"]:
        raise _NotProven(FALSE, "payload_differs")
    if _root(receipt) != head["root"] or receipt["tree_size"] != head["tree_size"]:
        raise _NotProven(FALSE, "path_wrong", day=head["day"])
    claimed, recorded, day = _day_of(payload["published_at"]), _day_of(event["at"]), str(head["day"])
    if not recorded <= claimed <= day:
        raise _NotProven(FALSE, "published_later", claimed=claimed, recorded=recorded, day=day)


def _root(receipt: Object) -> str:
    event, index, path = _object(receipt["event"]), _number(receipt["index"]), receipt["path"]
    if event["seq"] != index + 1 or not isinstance(path, list):
        return ""
    try:
        return root_from_path(leaf(digest(event)), index, _number(receipt["tree_size"]), path)
    except PathDoesNotFit:
        return ""


def _check_signature(signed: Object, keys: Sequence[Object], what: str) -> None:
    """Signed by a trusted key of the same origin while it was in use."""
    if not keys:
        raise _NotProven(CANNOT_TELL, "no_key")
    key = next((key for key in keys if key["key_id"] == signed["key_id"]), None)
    if key is None:
        raise _NotProven(CANNOT_TELL, "key_unknown", what=what, key=signed["key_id"])
    if key["origin"] != signed["origin"]:
        raise _NotProven(FALSE, "other_origin", what=what, origin=signed["origin"], trusted=key["origin"])
    if not is_signed_by(signed, key):
        raise _NotProven(FALSE, "signature_wrong", what=what)
    day = _day_of(signed["signed_at"]) if "signed_at" in signed else str(signed["day"])
    if day < str(key["from_day"]) or key["until_day"] is not None and day > str(key["until_day"]):
        raise _NotProven(FALSE, "key_not_in_force", what=what, day=day, key=key["key_id"])


def _compare(receipt: Object, kept: Object) -> None:
    """The receipt's head against one that was kept: the same tree or the one right after it, else it is not confirmed.

    What claims a day up to that of the kept head must be under it; whoever cannot show that is not believed.
    """
    head, payload = _object(receipt["head"]), _object(receipt["payload"])
    claimed = _day_of(payload["published_at"])
    days = {"day": head["day"], "kept": kept["day"], "claimed": claimed}
    index, size = _number(receipt["index"]), _number(kept["tree_size"])
    if head["origin"] != kept["origin"]:
        raise _NotProven(FALSE, "other_origin", what=KEPT_HEAD, origin=kept["origin"], trusted=head["origin"])
    is_after = _day_of(_object(receipt["event"])["at"]) > _day_of(kept["signed_at"])
    if _contradict(head, kept) or is_after and index < size:
        raise _NotProven(FALSE, "two_histories", **days)
    if head["root"] == kept["root"] or kept["previous"] == digest(head):
        return
    if claimed > str(kept["day"]):
        raise _NotProven(CANNOT_TELL, "kept_early", **days)
    if index >= size:
        raise _NotProven(FALSE, "backdated", **days)
    raise _NotProven(FALSE, "kept_apart", **days, asked=f"?head={kept['day']}")


def _contradict(one: Object, other: Object) -> bool:
    """Whether two signed heads cannot be of one record that only grew and was signed once a day."""
    early, late = sorted((one, other), key=lambda head: (str(head["day"]), _number(head["tree_size"])))
    is_next = str(late["day"]) == (date.fromisoformat(str(early["day"])) + timedelta(days=1)).isoformat()
    return (
        (early["day"] == late["day"] and digest(early) != digest(late))
        or (early["tree_size"] == late["tree_size"]) != (early["root"] == late["root"])
        or _number(early["tree_size"]) > _number(late["tree_size"])
        or (is_next and late["previous"] != digest(early))
    )


def _today(receipt: Object, status: Object | None, keys: Sequence[Object]) -> tuple[int, bool | None, Reason]:
    """What a status list says of the receipt's item and version: exit code, whether it is current, and the sentence."""
    if status is None:
        return TRUE, None, _reason("no_status")
    head, payload = _object(receipt["head"]), _object(receipt["payload"])
    try:
        _check_signature(status, keys, STATUS_LIST)
    except _NotProven as error:
        return error.exit, None, error.reason
    if status["origin"] != head["origin"]:
        values = {"what": STATUS_LIST, "origin": status["origin"], "trusted": head["origin"]}
        return FALSE, None, _reason("other_origin", **values)
    if str(status["day"]) < str(head["day"]):
        return CANNOT_TELL, None, _reason("status_early", listed=status["day"])
    entry = _object(status["items"]).get(str(payload["item"]))
    if not is_entry(entry):
        return CANNOT_TELL, None, _reason("not_listed", listed=status["day"])
    return _as_listed(_object(entry), payload, str(status["day"]))


def _as_listed(entry: Object, payload: Object, day: str) -> tuple[int, bool | None, Reason]:
    """A list calls superseded what was taken down after its time as well: its newest version then has no other."""
    state, is_newest = str(entry["state"]), str(entry["version"]) == str(payload["version"])
    if state == "superseded":
        state = "over" if is_newest else "superseded_over"
    elif state == "current" and not is_newest:
        state = "superseded"
    words = "" if state in OF_TIME and entry["reason"] == OVER else entry["reason"]
    reason = _reason(state, listed=day, since=entry["since"], newest=entry["version"], reason=words)
    return (TRUE if state in {"current", "over"} else FALSE), state == "current", reason


def _reason(code: str, **values: object) -> Reason:
    return Reason(code, tuple((key, str(value)) for key, value in values.items()))


def _written(value: str, translate: Callable[[str], str], shown: Callable[[date], str]) -> str:
    if re.fullmatch(DAY, value):
        return shown(date.fromisoformat(value))
    return translate(value) if value in PARTS.values() else value


def _day_of(moment: object) -> str:
    return datetime.fromisoformat(str(moment)).astimezone(VIET_NAM).date().isoformat()


def _object(value: object) -> Object:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
