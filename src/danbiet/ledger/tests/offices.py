"""An office outside any database: a record, its heads, receipts and lists, made with the rules alone."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from danbiet.ledger.rules import GENESIS, Tree, commitment, digest, inclusion_path, key_id, leaf, perfect, unsigned

FILE = b"Danh s\xc3\xa1ch h\xe1\xbb\x99 ngh\xc3\xa8o"
SALT = "5a" * 16
FIRST = date(2021, 9, 1)


class Office:
    """Signs one head a day; `seed` is its key, so that the same office is the same everywhere."""

    def __init__(self, origin: str = "dongngac.example", seed: int = 1) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key: dict[str, object] = {
            "kind": "danbiet.key", "key_id": key_id(public), "public": base64.b64encode(public).decode(),
            "origin": origin, "from_day": FIRST.isoformat(), "until_day": None,
        }  # fmt: skip
        self.origin = origin
        self.events: list[dict[str, object]] = []
        self.heads: list[dict[str, object]] = []

    def signs(self, value: Mapping[str, object], day: date) -> dict[str, object]:
        whole = {
            **value, "origin": self.origin, "day": day.isoformat(), "key_id": self.key["key_id"],
            "signed_at": f"{day + timedelta(days=1)}T00:05:00+07:00",
        }  # fmt: skip
        return {**whole, "signature": base64.b64encode(self.private.sign(unsigned(whole))).decode()}

    def records(self, day: date, payload: Mapping[str, object] | None = None) -> int:
        """An event of a day; the index of its leaf."""
        seq = len(self.events) + 1
        self.events.append({
            "seq": seq, "at": f"{day}T09:00:00+07:00", "act": "disclosure.publish", "target": f"disclosure.item/{seq}",
            "place": "00601@2021-01-01", "actor": "ac" * 32, "payload": commitment(SALT, payload or {"n": seq}),
            "prev": digest(self.events[-1]) if self.events else GENESIS,
        })  # fmt: skip
        return seq - 1

    def closes(self, day: date) -> dict[str, object]:
        """The signed head of a day over every event so far."""
        tree = Tree()
        for event in self.events:
            tree.add(digest(event))
        head = {
            "kind": "danbiet.head", "version": 1, "tree_size": tree.size, "root": tree.root,
            "previous": digest(self.heads[-1]) if self.heads else GENESIS,
        }  # fmt: skip
        self.heads.append(self.signs(head, day))
        return self.heads[-1]

    def receipt(self, index: int, payload: Mapping[str, object], head: Mapping[str, object]) -> dict[str, object]:
        size = int(str(head["tree_size"]))
        leaves = [leaf(digest(event)) for event in self.events]
        path = inclusion_path(
            index, size, lambda height, position: perfect(leaves[position << height : (position + 1) << height])
        )
        return {
            "kind": "danbiet.receipt", "version": 1, "event": self.events[index], "payload": dict(payload),
            "salt": SALT, "index": index, "tree_size": size, "path": path, "head": dict(head),
        }  # fmt: skip

    def lists(self, day: date, items: Mapping[str, object]) -> dict[str, object]:
        return self.signs({"kind": "danbiet.status", "version": 1, "items": dict(items)}, day)


def payload_of(day: date, file: bytes = FILE, **changed: object) -> dict[str, object]:
    """What a publication of the file on a day says."""
    return {
        "item": "12", "version": 1, "title": "Danh sách hộ nghèo năm 2021", "place": "00601@2021-01-01",
        "file": {"name": "ho-ngheo.pdf", "bytes": len(file), "sha256": hashlib.sha256(file).hexdigest()},
        "published_at": f"{day}T09:00:00+07:00",
    } | changed  # fmt: skip


def entry(state: str = "current", version: object = 1) -> dict[str, object]:
    return {"version": version, "state": state, "since": "2021-09-06", "reason": "Sai một số liệu."}
