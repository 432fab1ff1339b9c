"""The signed list of what holds today: which published items are current, superseded or withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime

from danbiet.common.files import House, write_whole
from danbiet.ledger.rules import STATES, canonical
from danbiet.ledger.selectors import proofs
from danbiet.ledger.services.signing import signed


class UnknownState(ValueError):
    """A state that no reader of the list would understand."""


def sign_status(*, day: date, items: Mapping[str, Mapping[str, object]], at: datetime, house: House) -> None:
    """Sign and publish the status list of a day as `proof/status/DAY.json`; a list that is there stays as it is.

    To be called once for each day by `web.services.tick`, after the day's head is signed, with **every** item that was
    ever published, as it stood at the end of that day: `{item: {"version", "state", "since", "reason"}}`.
    `item` is the `item` of the receipt's payload as text, `version` the newest published version, `state` one of
    current, superseded, withdrawn, `since` the day of that state, `reason` a sentence for residents (may be empty).
    An item that is missing is not withdrawn: whoever checks it is told that the list does not name it.
    """
    path = proofs.status_path(day, house=house)
    if path.exists():
        return
    unknown = {str(item["state"]) for item in items.values()} - STATES
    if unknown:
        raise UnknownState(", ".join(sorted(unknown)))
    value = {"kind": "danbiet.status", "version": 1, "origin": house.origin, "day": day, "items": items}
    write_whole(path, canonical(signed(value, at=at, house=house)) + b"\n")
