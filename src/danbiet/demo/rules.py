"""The story as plain values (data/story.toml)."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from danbiet.api.rules.keys import new_key

PASSWORD = "dan-biet-demo"
PASSPHRASES = ("khoa thu nghiem A khong bao mat", "khoa thu nghiem B khong bao mat")  # of the demo's two key files
SEED = b"dan biet, trinh dien"  # of the key of the demo's program: everybody knows it, like the password
KEY = new_key(lambda n: SEED[:n])
FINISHED = "demo.finished"
ROLES = {
    "plan_officer": "phụ trách kế hoạch", "ward_officer": "cán bộ phường", "leader": "lãnh đạo",
    "inspector": "thanh tra", "analyst": "phân tích", "administrator": "quản trị",
    "group_head": "tổ trưởng", "resident": "người dân",
}  # fmt: skip
Row = dict[str, Any]
Act = Callable[[], object]


@cache
def story() -> dict[str, Any]:
    """The whole story, as written."""
    return tomllib.loads(files("danbiet.demo").joinpath("data/story.toml").read_text(encoding="utf-8"))


@cache
def disclosed() -> dict[str, Any]:
    """What the story discloses: circumstances, budget tables, lists, contributions (data/disclosure.toml)."""
    return tomllib.loads(files("danbiet.demo").joinpath("data/disclosure.toml").read_text(encoding="utf-8"))


@cache
def surveyed() -> dict[str, Any]:
    """The surveys of the story: frames, designs, and how high answers lie (data/surveys.toml)."""
    return tomllib.loads(files("danbiet.demo").joinpath("data/surveys.toml").read_text(encoding="utf-8"))


@cache
def heard() -> dict[str, Any]:
    """What residents bring in the story, and what becomes of it (data/voices.toml)."""
    return tomllib.loads(files("danbiet.demo").joinpath("data/voices.toml").read_text(encoding="utf-8"))


def section_of(sentence: str) -> str:
    """The section of plan 313 in which a sentence of the article stands."""
    sections: dict[str, str] = story()["sections"]
    return sections.get(sentence, "Mục đích, yêu cầu")


def accounts() -> list[tuple[str, str, str]]:
    """(name, full name, role and place) of every account."""
    return [(row["name"], row["full"], _charge(row["charges"][0])) for row in story()["person"]]


def _charge(row: dict[str, str]) -> str:
    return f"{ROLES[row['role']]}, {story()['place_names'][row['place']]}"
