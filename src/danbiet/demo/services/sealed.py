"""Sealed tips and denunciations of the story (data/voices.toml).

The two private keys of a demo are made when it is built and lie in its own data directory, named as what they are: in
a real place each holder's key lies on a stick of its own, off the network (docs/decisions/0140-*.md, 0143-*.md).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from danbiet.common import clock
from danbiet.common.codes import grouped
from danbiet.common.files import house, write_whole
from danbiet.demo.rules import PASSPHRASES, Act, Row, heard
from danbiet.demo.services.papers import board_picture
from danbiet.demo.services.people import Cast, moment, unit
from danbiet.voices.rules import boxes, bundles, keys, sealing
from danbiet.voices.rules import denunciations as stages
from danbiet.voices.rules.identification import CONFIRMATIONS
from danbiet.voices.rules.tips import Step
from danbiet.voices.selectors import pepper
from danbiet.voices.services import denunciations, tips
from danbiet.voices.services.intake import code_of

CONFIRMED = frozenset(name for name, _ in CONFIRMATIONS)
KEY_NAMES = tuple(f"demo-holder-{holder.lower()}.key.json" for holder in keys.HOLDERS)
COST = 2**12  # the passphrases are printed: no guess need be slowed


@dataclass
class Sealed:
    """What strangers, holders and handlers of denunciations do, each with its moment."""

    cast: Cast
    pair: list[EllipticCurvePrivateKey] = field(default_factory=list)
    vaults: dict[str, Any] = field(default_factory=dict)
    openings: dict[str, boxes.Opening] = field(default_factory=dict)
    tips: dict[bytes, int] = field(default_factory=dict)  # by the key of the answers, as the holders know them
    denunciations: dict[str, Any] = field(default_factory=dict)

    def acts(self) -> Iterable[tuple[datetime, Act]]:
        """Every act, in no order."""
        return [*self._of_holders(), *self._of_tips(), *self._of_denunciations()]

    def _of_holders(self) -> Iterable[tuple[datetime, Act]]:
        for row in heard()["vault"]:
            yield moment(row["installed"]), partial(self._install, row)
            for holder in row["holders"]:
                yield moment(holder["confirmed"]), partial(self._confirm, row, holder)
            for told in row["fetched"]:
                yield moment(told["at"]), partial(self._fetch, row, told)

    def _of_tips(self) -> Iterable[tuple[datetime, Act]]:
        for row in heard()["tip"]:
            for said in row["said"]:
                yield moment(said["at"]), partial(self._write, row, said)
            for told in row.get("answered", ()):
                yield moment(told["at"]), partial(self._reply, row, told)

    def _of_denunciations(self) -> Iterable[tuple[datetime, Act]]:
        for row in heard()["denunciation"]:
            yield moment(row["at"]), partial(self._register, row)
            for told in row.get("life", ()):
                yield moment(told["at"]), partial(self._step, row, told)

    def _install(self, row: Row) -> None:
        self.pair = self.pair or _demo_keys()
        at = moment(row["installed"])
        holders = tuple(self.cast.users[holder["who"]] for holder in row["holders"])
        public = keys.PublicKeys(*(sealing.raw_public(key) for key in self.pair))
        text = json.dumps(keys.vault_file(public))
        self.vaults[row["place"]] = tips.install_vault(
            unit(row["place"], at), text=text, holders=(holders[0], holders[1]), by=self.cast.actor("admin", at), at=at
        )

    def _confirm(self, row: Row, holder: Row) -> None:
        at = moment(holder["confirmed"])
        which = row["holders"].index(holder)
        words = sealing.fingerprint(sealing.raw_public(self.pair[which]))
        tips.confirm_vault(self.vaults[row["place"]], typed=words, by=self.cast.actor(holder["who"], at), at=at)

    def _fetch(self, row: Row, told: Row) -> None:
        """The holders carry the letters off and open them; a letter says by its key to which tip it belongs."""
        at = moment(told["at"])
        text = tips.fetch(self.vaults[row["place"]], again=False, by=self.cast.actor(told["who"], at), at=at)
        for one in bundles.read_tips(text):
            self.tips[sealing.opened(one.data, keys=self.pair).answer_key] = one.tip

    def _write(self, row: Row, said: Row) -> None:
        """As a telephone does: sealed before it is sent, with a day and no moment."""
        at = moment(said["at"])
        boxes.check_words(said["text"], code=_code(row))
        pictures = (("png", board_picture(3)),) if said.get("picture") else ()
        opening, vault = self._opening(row), self.vaults[row["place"]]
        letter = sealing.Letter(said["text"], opening.answer_key, pictures)
        sealed = sealing.seal(letter, key_a=bytes(vault.key_a), key_b=bytes(vault.key_b))
        tips.receive_from_phone(vault, body=opening.box + sealed, on=clock.day(at))

    def _reply(self, row: Row, told: Row) -> None:
        """Sealed off the server, then brought back by a holder, who also records what was done."""
        at = moment(told["at"])
        vault, by = self.vaults[row["place"]], self.cast.actor(told["who"], at)
        key = self._opening(row).answer_key
        tip = self.tips[key]
        answer = bundles.SealedAnswer(tip, boxes.seal_answer(told["text"], answer_key=key))
        tips.put(vault, text=bundles.answers_file(row["place"], [answer]), by=by, at=at)
        tips.record_step(vault, tip=tip, step=Step(told["step"]), by=by, at=at)

    def _opening(self, row: Row) -> boxes.Opening:
        """Worked out once a code: it is slow on purpose."""
        if row["key"] not in self.openings:
            self.openings[row["key"]] = boxes.opening(_code(row))
        return self.openings[row["key"]]

    def _register(self, row: Row) -> None:
        at = moment(row["at"])
        paper = denunciations.Paper(row["reference"], stages.Source(row["source"]), row["received"], row["summary"])
        by = self.cast.actor(row["who"], at)
        self.denunciations[row["key"]] = denunciations.register(
            unit(row["place"], at), paper=paper, confirmed=CONFIRMED, by=by, at=at
        )

    def _step(self, row: Row, told: Row) -> None:
        at = moment(told["at"])
        one = self.denunciations[row["key"]]
        doing: dict[str, Any] = {"by": self.cast.actor(told["who"], at), "at": at}
        if told["do"] == "draft":
            denunciations.draft_conclusion(one, text=told["text"], confirmed=CONFIRMED, **doing)
        elif told["do"] == "publish":
            denunciations.publish_conclusion(one, on=clock.day(at), **doing)
        else:
            act, criteria = stages.Act(told["do"]), told.get("criteria")
            denunciations.take_step(one, act=act, on=clock.day(at), criteria=criteria, **doing)


def tip_codes() -> list[tuple[str, str]]:
    """(secret code, place) of the tips that were answered. Elsewhere the phone makes them and no server knows them."""
    return [(grouped(_code(row)), row["place"]) for row in heard()["tip"] if "answered" in row]


def _code(row: Row) -> str:
    return code_of(f"demo-{row['key']}", pepper=pepper())


def _demo_keys() -> list[EllipticCurvePrivateKey]:
    """Two new keys, each written into a key file that `danbiet vault` opens with its printed passphrase."""
    pair = [keys.new_key() for _ in keys.HOLDERS]
    for name, key, holder, words in zip(KEY_NAMES, pair, keys.HOLDERS, PASSPHRASES, strict=True):
        path = house().data_dir / "keys" / name
        path.unlink(missing_ok=True)  # of a build that was stopped
        write_whole(path, json.dumps(keys.wrapped(key, holder=holder, passphrase=words, cost=COST)).encode())
    return pair
