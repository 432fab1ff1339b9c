"""Encrypting and decrypting a stream of any length in bounded memory (age files)."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pyrage

from danbiet.common.actor import Damaged, say


class KeyUnusable(Damaged):
    """A recipient or identity is not one of age."""


class NotReadable(Damaged):
    """A file does not open with this key, is cut short, or was changed."""


class _Sink:
    """A writer that remembers why writing failed, which the encrypting library forgets."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.error = file, None

    file: BinaryIO
    error: OSError | None

    def write(self, data: bytes) -> int:
        try:
            return self.file.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self.file.flush()


def make_keys(*, folder: Path) -> str:
    """A new pair: `identity.txt`, to be kept away from the server, and `recipient.txt`, public, to back up to."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity = pyrage.x25519.Identity.generate()
    for name, text, mode in (
        ("identity.txt", str(identity), 0o600),
        ("recipient.txt", str(identity.to_public()), 0o644),
    ):
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            os.fchmod(descriptor, mode)
            file.write(text + "\n")
    return str(identity.to_public())


@contextmanager
def encrypted(file: BinaryIO, *, to: Sequence[str]) -> Iterator[BinaryIO]:
    """A writer whose bytes reach the file encrypted to every recipient (`age1…`, or a file that holds one)."""
    recipients = [_recipient(text) for text in to]
    sink = _Sink(file)
    read_end, write_end = os.pipe()
    thread = _Work(lambda: _encrypt(read_end, sink, recipients))
    try:
        with os.fdopen(write_end, "wb") as plain:
            yield plain
    except BrokenPipeError:
        pass
    finally:
        thread.join()
    if thread.error is not None:
        raise sink.error or thread.error


@contextmanager
def decrypted(file: BinaryIO, *, key: Path) -> Iterator[BinaryIO]:
    """A reader of what the file holds; leaving it reads to the end, so that a file cut short is never believed."""
    identities = [_identity(line) for line in _key_lines(key)]
    read_end, write_end = os.pipe()
    thread = _Work(lambda: _decrypt(file, write_end, identities))
    try:
        with os.fdopen(read_end, "rb") as plain:
            yield plain
            while plain.read(65536):
                pass
    except Exception as error:
        thread.join()
        raise _reason(thread.error, error) from error
    thread.join()
    if thread.error is not None:
        raise _reason(thread.error, thread.error)


class _Work(Thread):
    """A thread that keeps the error it ended with."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.work()
        except Exception as error:
            self.error = error


def _encrypt(read_end: int, sink: _Sink, recipients: list[object]) -> None:
    with os.fdopen(read_end, "rb") as plain:
        pyrage.encrypt_io(plain, sink, recipients)


def _decrypt(file: BinaryIO, write_end: int, identities: list[object]) -> None:
    with os.fdopen(write_end, "wb") as plain:
        pyrage.decrypt_io(file, plain, identities)


def _reason(of_thread: Exception | None, of_reader: Exception) -> Exception:
    """A file that cannot be decrypted explains whatever its reader ran into; else the reader has its own reason."""
    if isinstance(of_thread, pyrage.DecryptError) or "decryption" in str(of_thread):
        return NotReadable(say("Tệp sao lưu không mở được bằng khóa này, bị cắt ngắn hoặc đã bị sửa."))
    return of_reader


def _recipient(text: str) -> object:
    path = Path(text)
    try:
        line = _key_lines(path)[0] if not text.startswith("age1") and path.exists() else text
        return pyrage.x25519.Recipient.from_str(line)
    except (pyrage.RecipientError, IndexError) as error:
        raise KeyUnusable(say("Khóa nhận {key} không phải khóa age."), key=text) from error


def _identity(line: str) -> object:
    try:
        return pyrage.x25519.Identity.from_str(line)
    except pyrage.IdentityError as error:
        raise KeyUnusable(say("Tệp khóa không có khóa age.")) from error


def _key_lines(path: Path) -> list[str]:
    """The keys of a file, comments left out."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
