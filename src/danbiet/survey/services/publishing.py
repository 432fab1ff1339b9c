"""Publishing what a run found: on the wave's page and, where it may, as measured scores."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from danbiet.common import clock, files
from danbiet.common.actor import Actor, Conflict, NotAllowed, say
from danbiet.places import selectors as places
from danbiet.places.models import Unit
from danbiet.scores import services as scores
from danbiet.scores.rules import TOTAL
from danbiet.scores.rules.measured import Measured, edition_named
from danbiet.survey.models import Result, Row, Run
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.waves import RunState, State, may_publish
from danbiet.survey.selectors.gates import over
from danbiet.survey.services.making import record

PARTS = ("sub_dimension", "dimension", "total")
SIXTH = Decimal("0.000001")
YEAR = re.compile(r"(20\d\d)$")


class NotPublishable(Conflict):
    """The run has no results, or they are published."""


def publish_results(run: Run, *, by: Actor, at: datetime) -> Run:
    """Publish the results of a run; an index by an edition of PAPI, from a probability sample, becomes scores."""
    wave = run.wave
    if not may_publish(by, over(wave.place, on=clock.day(at))):
        raise NotAllowed(say("Kết quả do lãnh đạo đơn vị hay cấp trên công bố."))
    if run.state != RunState.DONE.value:
        raise NotPublishable(say("Lần tính này chưa có kết quả để công bố."))
    if run.published_at is not None:
        raise NotPublishable(say("Kết quả của lần tính này đã công bố."))
    with transaction.atomic():
        recorded = _as_scores(run, by=by, at=at)
        run.score_set_id = recorded.score_set if recorded else None
        run.published_at = at
        run.save(update_fields=["score_set", "published_at"])
        wave.state = State.PUBLISHED.value
        wave.save(update_fields=["state"])
        payload = {
            "run": run.pk, "results": [one.json_sha256 for one in run.results.order_by("command")],
            "score_set": run.score_set_id,
        }  # fmt: skip
        record(wave, act="survey.results.publish", payload=payload, by=by, at=at)
    return run


def _as_scores(run: Run, *, by: Actor, at: datetime) -> scores.Recorded | None:
    """Scores of the units that the run's domains name by their codes; none for open waves and indices of our own."""
    result = run.results.filter(command="compose").first()
    if result is None or run.wave.is_open or not run.edition:
        return None
    units = _units(run)
    cells = tuple(_cells(run, result, units))
    if not any(one.value is not None for one in cells):
        return None
    origin = scores.Origin(
        source=run.wave.title, file_name=f"{run.wave.title}.json"[:200], digest=result.json_sha256,
        link=f"/survey/waves/{run.wave_id}/",
    )  # fmt: skip
    return scores.record_measured(scores.OfOurOwn(cells, units), origin=origin, by=by, at=at)


def _units(run: Run) -> dict[str, Unit]:
    """The place of the wave and all units under it, by code, on the day the asking began."""
    under = places.descendants(run.wave.place, on=run.wave.from_day)
    return {unit.code: unit for unit in (*under, run.wave.place)}


@dataclass(frozen=True)
class Naming:
    """What the labels of a run's rows mean: a unit by its code, a year by the wave's label."""

    place: str
    wave: str | None
    first: int
    last: int

    def where(self, row: Row) -> tuple[str, int]:
        """(code, year): the one label that is not the wave's; the whole place where there is none."""
        labels = dict(row.domain)
        year = _year(labels.pop(self.wave, "")) if self.wave else None
        code = next(iter(labels.values())) if len(labels) == 1 else ("" if labels else self.place)
        return str(code), year or self.last


def _naming(run: Run, rows: Sequence[Row]) -> Naming:
    design = read_design(files.read(run.design_sha256).decode())
    wave, own = design.design.wave, run.wave.from_day.year
    labels = [row.domain.get(wave, "") for row in rows] if wave else []
    years = sorted({found for label in labels if (found := _year(label))}) or [own]
    return Naming(run.wave.place.code, wave, years[0], years[-1])


def _year(label: object) -> int | None:
    found = YEAR.search(str(label))
    return int(found[1]) if found else None


def _cells(run: Run, result: Result, units: Mapping[str, Unit]) -> Iterator[Measured]:
    rows = list(result.rows.order_by("position"))
    naming = _naming(run, rows)
    beside = {(row.statistic, row.level, *naming.where(row)): row for row in rows if row.statistic not in PARTS}
    ranked = Counter((row.level, naming.where(row)[1]) for row in rows if _is_ranked(row))
    known = {*edition_named(run.edition).constructs, TOTAL}
    for row in rows:
        code, year = naming.where(row)
        if row.statistic in PARTS and code in units and row.variable in known:
            cell = _cell(row, code, year, run.edition)
            yield cell if cell.withheld else replace(cell, **_compared(row, beside, ranked, naming))


def _is_ranked(row: Row) -> bool:
    """Whether a row is the rank of a unit; those hidden were not ranked."""
    return row.statistic == "rank" and row.estimate is not None


def _cell(row: Row, code: str, year: int, edition: str) -> Measured:
    warnings = tuple(one for one in row.warnings.split(";") if one)
    n = None if row.n is None else int(row.n)
    if row.estimate is None or row.ci_low is None or row.ci_high is None:
        why = next((one for one in warnings if one.startswith("suppressed")), "not_computed")
        return Measured(code, year, row.variable, edition, n=n, warnings=warnings, withheld=why)
    return Measured(
        code, year, row.variable, edition, _exact(row.estimate), _exact(row.se),
        low=_exact(row.ci_low), high=_exact(row.ci_high),
        level=None if row.ci_level is None else round(100 * row.ci_level), method=row.method, n=n,
        clusters=None if row.clusters is None else int(row.clusters), warnings=warnings,
    )  # fmt: skip


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(SIXTH)


def _compared(
    row: Row, beside: Mapping[tuple[str, str, str, int], Row], ranked: Mapping[tuple[str, int], int], naming: Naming
) -> dict[str, Any]:
    """Ranks that are possible, the group, the chance to have improved since the first year."""
    at = naming.where(row)
    rank, group, better = (beside.get((name, row.level, *at)) for name in ("rank", "group", "p_improved"))
    rivals = ranked.get((row.level, at[1]), 0)
    if rivals < 2:  # alone in the wave: nothing to stand before or behind
        rank = group = None
    return {
        "best": _whole(rank.ci_low if rank else None), "worst": _whole(rank.ci_high if rank else None),
        "rivals": rivals if rank else None, "cohort": _whole(group.estimate if group else None),
        "chance_improved": better.estimate if better else None, "year_before": naming.first if better else None,
    }  # fmt: skip


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
