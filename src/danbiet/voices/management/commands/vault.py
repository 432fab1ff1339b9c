"""`danbiet vault`: making keys, opening tips, sealing answers, changing keys. Offline, without any database."""

import json
import os
import shutil
import sys
import tempfile
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import replace
from getpass import getpass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.utils.translation import gettext as _

from danbiet.common.actor import Damaged, say
from danbiet.common.commands import Exit, HouseCommand
from danbiet.voices.rules import boxes, bundles, keys, sealing

ANSWER_NAME, KEY_NAME = "answer.txt", "answer-key.json"
Holders = tuple[EllipticCurvePrivateKey, EllipticCurvePrivateKey]


class InTheWay(Damaged):
    """A file or folder to be written is there already."""


class NothingOpened(Damaged):
    """None of the letters opens with these keys."""

    exit = 1


class Command(HouseCommand):
    help = (
        "Keys of a vault for anonymous tips, and what opens with them: keygen, open, answer, rekey. Needs no network."
    )

    def options(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="what", required=True)
        make = acts.add_parser("keygen", help="make the key files of two holders and vault.json")
        make.add_argument("--out", required=True, type=Path)
        read = acts.add_parser("open", help="open sealed tips with both keys")
        again = acts.add_parser("rekey", help="seal tips again, to the keys of another vault.json")
        for one in (read, again):
            one.add_argument("sealed", type=Path)
            one.add_argument("--key", action="append", required=True, type=Path, help="a key file; given twice")
            one.add_argument("--out", required=True, type=Path)
        again.add_argument("--to", required=True, type=Path, metavar="VAULT.JSON")
        answer = acts.add_parser("answer", help=f"seal every {ANSWER_NAME} of a folder of opened tips")
        answer.add_argument("folder", type=Path)
        answer.add_argument("--out", required=True, type=Path)
        for one in (make, read, again, answer):
            one.add_argument("--json", action="store_true", dest="as_json", default=SUPPRESS)
            one.add_argument("--lang", choices=["vi", "en"], default=SUPPRESS)

    def act(self, **options: Any) -> Exit:
        return {"keygen": self.keygen, "open": self.open, "answer": self.answer, "rekey": self.rekey}[options["what"]](
            options
        )

    def keygen(self, options: dict[str, Any]) -> Exit:
        """Two key files, each under its holder's passphrase, and the public file."""
        out: Path = options["out"]
        _refuse_what_is_there(out)
        pair = (keys.new_key(), keys.new_key())
        public = keys.PublicKeys(*(sealing.raw_public(key) for key in pair))
        files = {"vault.json": _json(keys.vault_file(public))}
        for holder, key, words in zip(keys.HOLDERS, pair, self._passphrases(twice=True), strict=True):
            files[f"holder-{holder.lower()}.key.json"] = _json(keys.wrapped(key, holder=holder, passphrase=words))
        _write_folder(out, files)
        told = dict(zip(keys.HOLDERS, public.fingerprints, strict=True))
        lines = [_("Dấu vân khóa của người giữ {holder}: {words}").format(holder=h, words=w) for h, w in told.items()]
        self.result({"ok": True, "files": sorted(files), "fingerprints": told}, "\n".join(lines))
        self.progress(
            _("Mỗi người chép dấu vân của mình ra giấy và giữ tệp khóa của mình. Chỉ vault.json đưa lên mạng.")
        )
        return Exit.DONE

    def open(self, options: dict[str, Any]) -> Exit:
        """Every letter that opens as files in a folder a tip; letters of strangers that do not are counted."""
        _refuse_what_is_there(options["out"])
        text = _text(options["sealed"])
        pair = self._holders(options)
        found, unreadable = _opened(bundles.read_tips(text), pair)
        if not found:
            raise NothingOpened(say("Không thư nào mở được bằng hai khóa này."))
        files = {"place.txt": bundles.kind_of(text)[1].encode()}
        for one, letter in found:
            files |= _letter_files(one, letter, known=files)
        _write_folder(options["out"], files)
        said = _("Đã mở {count} thư vào {folder}.").format(count=len(found), folder=options["out"])
        self.result({"ok": not unreadable, "opened": len(found), "unreadable": unreadable}, said)
        if unreadable:
            self.progress(_("Thư không mở được (gửi hỏng hoặc giả): {letters}.").format(letters=_list(unreadable)))
        return Exit.FALSE if unreadable else Exit.DONE

    def answer(self, options: dict[str, Any]) -> Exit:
        """One file with every answer written beside an opened tip, each sealed to the sender's code."""
        _refuse_what_is_there(options["out"])
        answers = [_sealed_answer(path) for path in sorted(options["folder"].glob(f"T-*/{ANSWER_NAME}"))]
        if not answers:
            raise Damaged(say("Không thấy tệp {name} nào trong thư mục đã mở."), name=ANSWER_NAME)
        place = _text(options["folder"] / "place.txt")
        _write_file(options["out"], bundles.answers_file(place, answers).encode())
        said = _("Đã niêm phong {count} câu trả lời vào {file}.").format(count=len(answers), file=options["out"])
        self.result({"ok": True, "answers": len(answers)}, said)
        return Exit.DONE

    def rekey(self, options: dict[str, Any]) -> Exit:
        """The letters that open, sealed to new keys; those that do not are named, and stay in their boxes."""
        _refuse_what_is_there(options["out"])
        text, public = _text(options["sealed"]), keys.read_vault(_text(options["to"]))
        rows, unreadable = _sealed_again(bundles.read_tips(text), self._holders(options), to=public)
        if not rows:
            raise NothingOpened(say("Không thư nào mở được bằng hai khóa này."))
        _write_file(options["out"], bundles.tips_file(bundles.kind_of(text)[1], rows).encode())
        said = _("Đã niêm phong lại {count} thư bằng khóa mới.").format(count=len(rows))
        self.result({"ok": not unreadable, "letters": len(rows), "unreadable": unreadable}, said)
        if unreadable:
            self.progress(_("Thư không mở được (gửi hỏng hoặc giả): {letters}.").format(letters=_list(unreadable)))
        return Exit.FALSE if unreadable else Exit.DONE

    def _holders(self, options: dict[str, Any]) -> Holders:
        if len(options["key"]) != 2:
            raise Damaged(say("Cần đúng hai tệp khóa của hai người giữ: --key A --key B."))
        files = [_key_file(path) for path in options["key"]]
        first, second = (
            keys.unwrapped(file, passphrase=words)
            for file, words in zip(files, self._passphrases(twice=False), strict=True)
        )
        return first, second

    def _passphrases(self, *, twice: bool) -> list[str]:
        """One of each holder: typed unseen, or two lines of standard input."""
        if not sys.stdin.isatty():
            lines = [*sys.stdin.read().split("\n"), "", ""]
            return lines[:2]
        return [_asked(holder, twice=twice) for holder in keys.HOLDERS]


def _asked(holder: str, *, twice: bool) -> str:
    words = getpass(_("Câu mật khẩu của người giữ {holder}: ").format(holder=holder))
    if twice and getpass(_("Gõ lại: ")) != words:
        raise Damaged(say("Hai lần gõ chưa giống nhau."))
    return words


def _opened(
    letters: Iterable[bundles.Sealed], pair: Holders
) -> tuple[list[tuple[bundles.Sealed, sealing.Letter]], list[int]]:
    found, unreadable = [], []
    for one in letters:
        try:
            found.append((one, sealing.opened(one.data, keys=pair)))
        except (sealing.NotSealed, sealing.CannotOpen):
            unreadable.append(one.letter)
    return found, unreadable


def _sealed_again(
    letters: Iterable[bundles.Sealed], pair: Holders, *, to: keys.PublicKeys
) -> tuple[list[bundles.Sealed], list[int]]:
    found, unreadable = [], []
    for one in letters:
        try:
            within = sealing.unsealed(one.data, keys=pair)
        except (sealing.NotSealed, sealing.CannotOpen):  # anybody can put rubbish into a box
            unreadable.append(one.letter)
        else:
            found.append(replace(one, data=sealing.sealed(within, key_a=to.a, key_b=to.b)))
    return found, unreadable


def _letter_files(one: bundles.Sealed, letter: sealing.Letter, *, known: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of a letter under the folder of its tip; names come from numbers alone, never from a stranger.

    The first letter of a tip says to which key it is answered: a server taken over could add a letter of its own to
    a box, with a key of its own. A letter with another key is marked, and the answer still goes to the first.
    """
    folder = f"T-{one.tip}"
    key = _json({"tip": one.tip, "answer_key": letter.answer_key.hex()})
    first = known.get(f"{folder}/{KEY_NAME}", key)
    head = [one.on.isoformat(), _("Dấu của người gửi: {mark}").format(mark=_mark(letter.answer_key))]
    if first != key:
        head.append(_("CẢNH BÁO: thư này có dấu khác thư đầu của cùng tin, có thể do người khác chèn vào."))
    files = {f"{folder}/letter-{one.letter}.txt": "\n".join([*head, "", letter.text, ""]).encode()}
    for place, (kind, data) in enumerate(letter.files, start=1):
        ending = {"jpeg": "jpg", "png": "png"}.get(kind, "bin")
        files[f"{folder}/letter-{one.letter}-{place}.{ending}"] = data
    return {**files, f"{folder}/{KEY_NAME}": first}


def _mark(answer_key: bytes) -> str:
    """Eight signs by which letters of one sender are known to be of one sender."""
    return sha256(answer_key).hexdigest()[:8].upper()


def _sealed_answer(path: Path) -> bundles.SealedAnswer:
    try:
        key = json.loads(_text(path.parent / KEY_NAME))
        tip, answer_key = int(key["tip"]), bytes.fromhex(key["answer_key"])
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(say("Tệp {name} hỏng."), name=KEY_NAME) from error
    return bundles.SealedAnswer(tip, boxes.seal_answer(_text(path), answer_key=answer_key))


def _key_file(path: Path) -> dict[str, object]:
    try:
        file = json.loads(_text(path))
    except ValueError as error:
        raise keys.KeyRefused(say("Tệp khóa không đúng dạng.")) from error
    if not isinstance(file, dict):
        raise keys.KeyRefused(say("Tệp khóa không đúng dạng."))
    return file


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError) as error:
        raise Damaged(say("Không đọc được tệp {name}."), name=path.name) from error


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _refuse_what_is_there(path: Path) -> None:
    if path.exists():
        raise InTheWay(say("{name} đã có. Chọn tên khác: không ghi đè khóa hay thư đã mở."), name=path.name)


def _write_folder(out: Path, files: dict[str, bytes]) -> None:
    """All files or none: written beside under another name, then renamed; readable by their owner alone."""
    draft = Path(tempfile.mkdtemp(dir=out.resolve().parent, prefix=".vault-"))
    try:
        for name, data in files.items():
            (draft / name).parent.mkdir(mode=0o700, exist_ok=True)
            _create(draft / name, data)
        draft.rename(out)
    except BaseException:
        shutil.rmtree(draft)
        raise


def _write_file(out: Path, data: bytes) -> None:
    draft = out.with_name(f".{out.name}.part")
    try:
        _create(draft, data)
        draft.rename(out)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _create(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
