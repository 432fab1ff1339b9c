"""Keys, vaults, tips and denunciations for tests, made through services."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from danbiet.accounts.models import User
from danbiet.common import clock, codes
from danbiet.places.models import Unit
from danbiet.voices.models import Denunciation, Vault
from danbiet.voices.rules import boxes, keys, sealing
from danbiet.voices.rules.denunciations import Source
from danbiet.voices.rules.identification import CONFIRMATIONS
from danbiet.voices.services import denunciations, tips

ALL = frozenset(name for name, _ in CONFIRMATIONS)
SUMMARY = "Thu tiền ngoài quy định khi cấp giấy xác nhận tại bộ phận một cửa."
Pair = tuple[EllipticCurvePrivateKey, EllipticCurvePrivateKey]
PASSPHRASES = ("mot hai ba bon nam sau", "bay tam chin muoi abcd")


def pair() -> Pair:
    return keys.new_key(), keys.new_key()


def public(of: Pair) -> keys.PublicKeys:
    return keys.PublicKeys(*(sealing.raw_public(key) for key in of))


def vault_text(of: Pair) -> str:
    return json.dumps(keys.vault_file(public(of)))


def installed(place: Unit, *, of: Pair, holders: tuple[User, User], admin: User, at: datetime) -> Vault:
    """A vault whose two holders have not confirmed."""
    return tips.install_vault(place, text=vault_text(of), holders=holders, by=admin.actor(clock.day(at)), at=at)


def in_use(place: Unit, *, of: Pair, holders: tuple[User, User], admin: User, at: datetime) -> Vault:
    """A vault to which strangers may write."""
    vault = installed(place, of=of, holders=holders, admin=admin, at=at)
    for holder, words in zip(holders, public(of).fingerprints, strict=True):
        tips.confirm_vault(vault, typed=words, by=holder.actor(clock.day(at)), at=at)
    vault.refresh_from_db()
    return vault


def code(seed: int = 1) -> str:
    return codes.new_code(lambda count: (seed * 0x9E3779B97F4A7C15 % 2 ** (8 * count)).to_bytes(count, "big"))


def tip(vault: Vault, *, of: Pair, typed: str, on: date, text: str = "Thu tiền ngoài quy định.") -> None:
    opening = boxes.opening(typed)
    sealed = sealing.seal(sealing.Letter(text, opening.answer_key), key_a=public(of).a, key_b=public(of).b)
    tips.receive(vault, box=opening.box, sealed=sealed, on=on)


def paper(on: date, **changes: Any) -> denunciations.Paper:
    values: dict[str, Any] = {"reference": "12/2021-M", "source": Source.DIRECT, "received_on": on, "summary": SUMMARY}
    return denunciations.Paper(**{**values, **changes})


def denounced(place: Unit, *, by: User, on: date, **changes: Any) -> Denunciation:
    at = clock.moment(on)
    return denunciations.register(place, paper=paper(on, **changes), confirmed=ALL, by=by.actor(on), at=at)


def serve_vault(folder: str, day: str = "2021-09-21") -> None:
    """In a demo place: key files in a folder, and the district's vault in use, held by its leader and inspector."""
    of, at = pair(), clock.moment(date.fromisoformat(day))
    people = {name: User.objects.get(username=name) for name in ("chair", "inspector", "admin")}
    place = Unit.objects.get(code="021")
    in_use(place, of=of, holders=(people["chair"], people["inspector"]), admin=people["admin"], at=at)
    for holder, key, words in zip(keys.HOLDERS, of, PASSPHRASES, strict=True):
        file = keys.wrapped(key, holder=holder, passphrase=words, cost=2**10)
        (Path(folder) / f"holder-{holder.lower()}.key.json").write_text(json.dumps(file))
