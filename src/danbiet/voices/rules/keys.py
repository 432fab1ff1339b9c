"""The two holders' key files, each wrapped by its holder's passphrase, and the public file of a vault."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from danbiet.common.actor import Damaged, say
from danbiet.voices.rules.sealing import fingerprint, key_id, public_key, raw_public

COST = 2**17  # scrypt: 128 MB and about half a second for every guess
MOST_COST = 2**20
PASSPHRASE_LENGTH = 16
KEY, VAULT = "danbiet.vault.key", "danbiet.vault"
HOLDERS = ("A", "B")


class KeyRefused(Damaged):
    """A key file or vault file has not the known form, or a passphrase is too short."""


class WrongPassphrase(Damaged):
    """The passphrase does not open the key file."""

    exit = 1


@dataclass(frozen=True)
class PublicKeys:
    """The two public keys of a vault, 65 bytes each."""

    a: bytes
    b: bytes

    @property
    def fingerprints(self) -> tuple[str, str]:
        return fingerprint(self.a), fingerprint(self.b)


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh private key of P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def wrapped(key: ec.EllipticCurvePrivateKey, *, holder: str, passphrase: str, cost: int = COST) -> dict[str, str | int]:
    """A key file: the private key under AES-256-GCM, keyed by scrypt of the passphrase; its head is bound in."""
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise KeyRefused(say("Câu mật khẩu cần ít nhất {least} ký tự."), least=PASSPHRASE_LENGTH)
    salt, nonce = os.urandom(16), os.urandom(12)
    file: dict[str, str | int] = {
        "kind": KEY, "version": 1, "holder": holder, "key_id": key_id(raw_public(key)).hex(), "kdf": "scrypt",
        "cost": cost, "salt": salt.hex(), "nonce": nonce.hex(),
    }  # fmt: skip
    secret = key.private_numbers().private_value.to_bytes(32, "big")
    file["wrapped"] = _cipher(passphrase, salt, cost).encrypt(nonce, secret, _head(file)).hex()
    return file


def unwrapped(file: Mapping[str, object], *, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """The private key inside a key file."""
    try:
        cost, salt, nonce = int(str(file["cost"])), _hex(file, "salt"), _hex(file, "nonce")
        secret, known = _hex(file, "wrapped"), file["kind"] == KEY and file["version"] == 1
    except (KeyError, ValueError) as error:
        raise KeyRefused(say("Tệp khóa không đúng dạng.")) from error
    if not known or not 2 <= cost <= MOST_COST or cost & (cost - 1) or len(nonce) != 12:
        raise KeyRefused(say("Tệp khóa không đúng dạng."))
    try:
        value = _cipher(passphrase, salt, cost).decrypt(nonce, secret, _head(file))
    except InvalidTag as error:
        raise WrongPassphrase(say("Câu mật khẩu không mở được tệp khóa.")) from error
    return ec.derive_private_key(int.from_bytes(value, "big"), ec.SECP256R1())


def vault_file(keys: PublicKeys) -> dict[str, object]:
    """The public file: what the administrator installs."""
    rows = zip(HOLDERS, (keys.a, keys.b), keys.fingerprints, strict=True)
    listed = [{"holder": holder, "public": raw.hex(), "fingerprint": words} for holder, raw, words in rows]
    return {"kind": VAULT, "version": 1, "keys": listed}


def read_vault(text: str) -> PublicKeys:
    """The public keys of a vault file; refused when there are not two different ones."""
    try:
        file = json.loads(text)
        raws = [bytes.fromhex(one["public"]) for one in file["keys"]]
        known = file["kind"] == VAULT and file["version"] == 1
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeyRefused(say("Tệp không phải vault.json của hai khóa.")) from error
    if not known or len(set(raws)) != 2 or len(raws) != 2:
        raise KeyRefused(say("Tệp không phải vault.json của hai khóa."))
    for raw in raws:
        public_key(raw)
    return PublicKeys(*raws)


def same_fingerprint(typed: str, public: bytes) -> bool:
    """Whether the fingerprint typed from a holder's own paper is that of a key; spaces and case do not matter."""
    return "".join(typed.split()).upper() == fingerprint(public).replace(" ", "")


def _head(file: Mapping[str, object]) -> bytes:
    head = {name: value for name, value in file.items() if name != "wrapped"}
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode()


def _hex(file: Mapping[str, object], name: str) -> bytes:
    return bytes.fromhex(str(file[name]))


def _cipher(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode()))
