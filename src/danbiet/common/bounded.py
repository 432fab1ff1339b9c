"""Runs one function over one file in a child process that can be stopped: with a bound on time and on memory.

A document is a program for its reader, written by a stranger; what reads it is plain Python, so only the system can
stop it. The child gets no settings, no secrets and no database; it answers with JSON and bytes.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module

from danbiet.common.actor import say
from danbiet.common.formats import FileRefused

SECONDS = 20
MEMORY = 1536 * 1024**2
DONE, REFUSED, FULL = 0, 3, 5
BROKEN = say("Tệp hỏng, không đọc được. Mở ra, lưu lại hoặc in thành PDF rồi gửi.")
TOO_HEAVY = say("Tệp quá nặng để kiểm tra: quá {seconds} giây hoặc quá nhiều bộ nhớ. Chia nhỏ hoặc in lại thành PDF.")

Answer = tuple[dict[str, object], bytes]


def run(place: str, data: bytes, *, seconds: int = SECONDS) -> Answer:
    """What the function at `place` ("package.module:function", bytes → values and bytes) says of the data.

    Its FileRefused comes back as such; a child that is stopped by its bounds, or dies, is a refusal too.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-m", "danbiet.common.bounded", place, str(seconds)],
            input=data, capture_output=True, timeout=seconds * 2, check=False, env=_surroundings(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise FileRefused(TOO_HEAVY, seconds=seconds) from error
    if done.returncode < 0 or done.returncode == FULL:
        raise FileRefused(TOO_HEAVY, seconds=seconds)
    if done.returncode not in (DONE, REFUSED):
        raise FileRefused(BROKEN)
    head, _, body = done.stdout.partition(b"\n")
    values = json.loads(head)
    if done.returncode == REFUSED:
        raise FileRefused(values["sentence"], **values["values"])
    return values, body


def _surroundings() -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join(os.path.abspath(path) for path in sys.path),
        "PYTHONHASHSEED": "0",
        "LANG": "C.UTF-8",
    }


def _function(place: str) -> Callable[[bytes], Answer]:
    module, _, name = place.partition(":")
    found: Callable[[bytes], Answer] = getattr(import_module(module), name)
    return found


def _main(place: str, seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        _answer(*_function(place)(data))
    except FileRefused as refusal:
        _answer({"sentence": refusal.sentence, "values": refusal.values}, b"")
        return REFUSED
    except MemoryError:
        return FULL
    return DONE


def _answer(values: dict[str, object], body: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(values, ensure_ascii=False).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], int(sys.argv[2])))
