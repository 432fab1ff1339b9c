"""The public proofs: files outside the database, which anybody may keep."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from danbiet.common.actor import NotYours, say
from danbiet.common.files import House
from danbiet.ledger import rules
from danbiet.ledger.models import Event
from danbiet.ledger.rules import is_signed_by

DAYS_SHOWN = 14


class NoProof(NotYours):
    """There is no head of that day, or no key yet."""


@dataclass(frozen=True)
class ProofPage:
    """What `/proof/` shows: the newest head and status list, the key, which of the last days have a head."""

    events: int
    head: Mapping[str, object] | None
    head_day: date | None
    key: Mapping[str, object] | None
    days: tuple[tuple[date, bool], ...]
    fingerprint: str
    status_day: date | None


def heads_folder(house: House) -> Path:
    return house.data_dir / "proof" / "heads"


def keys_folder(house: House) -> Path:
    return house.data_dir / "proof" / "keys"


def status_path(day: date, *, house: House) -> Path:
    return house.data_dir / "proof" / "status" / f"{day.isoformat()}.json"


def key_path(house: House) -> Path:
    return house.data_dir / "proof" / "key.json"


def read(path: Path) -> dict[str, object] | None:
    """A proof as kept; nothing when it is not there or is not one."""
    if not path.exists():
        return None
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def head_of(day: date, *, house: House) -> dict[str, object] | None:
    """The head of a day as kept, or nothing."""
    return read(heads_folder(house) / f"{day.isoformat()}.json")


def current_key(house: House) -> dict[str, object] | None:
    """The public key in use, or nothing before the first head."""
    return read(key_path(house))


def head_json(day: date, *, house: House) -> str:
    """The file of a head, byte for byte."""
    return _text(heads_folder(house) / f"{day.isoformat()}.json", say("Ngày này chưa có dấu ký."))


def key_json(house: House) -> str:
    """The file of the public key, byte for byte."""
    return _text(key_path(house), say("Chưa có khóa ký: dấu ký thứ nhất được ký sau nửa đêm."))


def closed_key_json(key_id: str, *, house: House) -> str:
    """The file of any public key of this office, byte for byte: an old proof is checked with the key of its time."""
    return _text(keys_folder(house) / f"{key_id}.json", say("Cơ quan này không có khóa tên ấy."))


def key_file(day: date, *, house: House) -> str:
    """The file of the key that signed the head of a day, as under `/proof/`: once closed it bears its own name."""
    head, key = head_of(day, house=house), current_key(house)
    if head is None or key is None or head["key_id"] == key["key_id"]:
        return "key.json"
    return f"keys/{head['key_id']}.json"


def status_json(day: date, *, house: House) -> str:
    """The file of a status list, byte for byte."""
    return _text(status_path(day, house=house), say("Ngày này chưa có danh sách tình trạng."))


def fingerprint(house: House) -> str:
    """The key in use in five groups of five digits, for board sheets; empty before the first head."""
    key = current_key(house)
    return rules.fingerprint(rules.public_of(key)) if key else ""


def key_line(house: House) -> str:
    """The public key in use on one line, as a board prints it (saved it is `key.json`); empty before it is made."""
    key = current_key(house)
    return rules.canonical(key).decode() if key else ""


def head_days(folder: Path) -> list[date]:
    """The days that have a head, oldest first."""
    return sorted(date.fromisoformat(path.stem) for path in folder.glob("????-??-??.json"))


def keys_in(folder: Path) -> dict[str, Mapping[str, object]]:
    """Every public key of a folder of proofs, by its name."""
    paths = [*folder.glob("keys/*.json"), *folder.glob("key.json")]
    return {str(key["key_id"]): key for key in (read(path) for path in paths) if key}


def is_signed(head: Mapping[str, object], keys: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether one of the keys signed the head."""
    key = keys.get(str(head.get("key_id")))
    return key is not None and is_signed_by(head, key)


def proof_page(*, on: date, house: House) -> ProofPage:
    """The page of the proofs as of a day."""
    days = [day for day in head_days(heads_folder(house)) if day < on]
    newest = days[-1] if days else None
    wanted = [on - timedelta(days=back) for back in range(1, DAYS_SHOWN + 1)]
    return ProofPage(
        events=Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0,
        head=head_of(newest, house=house) if newest else None,
        head_day=newest,
        key=current_key(house),
        days=tuple((day, day in days) for day in wanted if days and day >= days[0]),
        fingerprint=fingerprint(house),
        status_day=max((day for day in head_days(status_path(on, house=house).parent) if day < on), default=None),
    )


def _text(path: Path, missing: str) -> str:
    if not path.exists():
        raise NoProof(missing)
    return path.read_text(encoding="utf-8")
