"""What other plans did, and the article's plan itself: facts with their document, day and address."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from danbiet.plans.rules.proposals import WHOLE_INDEX, lexicon


@dataclass(frozen=True)
class Paper:
    """A document as cited: `issued` keeps the wording of the source where it names no full day."""

    number: str
    issuer: str
    issued: str
    title: str
    period: str = ""
    parent: str = ""
    scope: str = ""

    @property
    def issued_on(self) -> date | None:
        """The day of issue, if the source names one."""
        try:
            return date.fromisoformat(self.issued)
        except ValueError:
            return None


@dataclass(frozen=True)
class Measure:
    """A task seen in another plan: retold, with the plan it stands in and how much of that plan was read."""

    text: str
    text_en: str
    serves: tuple[str, ...]
    paper: Paper
    url: str
    read_extent: str
    read_extent_en: str
    product: str = ""
    frequency: str = ""
    frequency_en: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestions:
    """What can be offered for an empty cell; `plans_read` is how many plans were looked through."""

    construct: str
    exact: tuple[Measure, ...]
    dimension: tuple[Measure, ...]
    plans_read: int

    @property
    def none_seen(self) -> bool:
        """No plan read so far had a measure for this: said as such, never filled with something near."""
        return not self.exact and not self.dimension


@dataclass(frozen=True)
class Clause:
    """One item of the plan of Bắc Từ Liêm."""

    id: str
    sentence: str
    kind: str
    text: str
    serves: tuple[str, ...]
    actor: str
    figures: Mapping[str, Any]
    note: str


@dataclass(frozen=True)
class ArticlePlan:
    """Plans 179 and 313 as far as they were published."""

    papers: tuple[Paper, ...]
    requirements: tuple[str, ...]
    targets: tuple[Mapping[str, str], ...]
    outcomes: tuple[Mapping[str, Any], ...]
    items: tuple[Clause, ...]
    urls: tuple[str, ...]
    read_extent: str


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("danbiet.plans").joinpath(f"data/{name}").read_text(encoding="utf-8"))


def _paper(row: Mapping[str, Any]) -> Paper:
    issued = row.get("issued_on", row.get("issued", ""))
    return Paper(
        str(row.get("number", "")), str(row["issuer"]), str(issued), str(row["title"]),
        str(row.get("period", "")), str(row.get("parent", "")), str(row.get("scope", "")),
    )  # fmt: skip


@cache
def other_plans() -> tuple[Mapping[str, Any], ...]:
    """The other plans read, as rows: documents, targets and tasks."""
    return tuple(_read("measures.toml")["plan"])


@cache
def measures() -> tuple[Measure, ...]:
    """Every task seen in another plan."""
    return tuple(
        Measure(
            task["text"], task["text_en"], tuple(task["serves"]), _paper(plan["document"][0]), plan["urls"][0],
            plan["read_extent"], plan["read_extent_en"], task.get("product", ""), task.get("frequency", ""),
            task.get("frequency_en", ""), tuple(task.get("units", ())),
        )
        for plan in other_plans()
        for task in plan.get("task", ())
    )  # fmt: skip


def suggestions(construct: str) -> Suggestions:
    """Measures of other plans for a sub-dimension, then for its dimension; never the general ones."""
    dimension = lexicon().dimension_of(construct)
    wide = {dimension.construct} if dimension and dimension.construct != construct else set()
    exact = tuple(one for one in measures() if construct in one.serves)
    near = tuple(one for one in measures() if one not in exact and wide & set(one.serves))
    return Suggestions(construct, exact, near, len(other_plans()))


def whole_index() -> tuple[Measure, ...]:
    """Measures that serve the index as a whole."""
    return tuple(one for one in measures() if WHOLE_INDEX in one.serves)


@cache
def article_plan() -> ArticlePlan:
    """The plan published on 21 September 2021, item by item."""
    rows = _read("plan_313.toml")
    items = tuple(
        Clause(
            row["id"], row["sentence"], row["kind"], row["text"], tuple(row["serves"]),
            row.get("actor", ""), row.get("figures", {}), row.get("note", ""),
        )
        for row in rows["item"]
    )  # fmt: skip
    return ArticlePlan(
        tuple(_paper(row) for row in rows["document"]), tuple(rows["requirements"]), tuple(rows["target"]),
        tuple(rows["outcome"]), items, tuple(rows["urls"]), rows["read_extent"],
    )  # fmt: skip
