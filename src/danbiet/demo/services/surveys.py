"""Surveys of the story, from the frame to the measured scores; nobody was asked, and every title says so."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import StringIO
from random import Random
from typing import Any

from danbiet.demo.services.people import Cast, at
from danbiet.places import selectors as places
from danbiet.survey import services as survey
from danbiet.survey.models import Wave
from danbiet.survey.rules import index_file
from danbiet.survey.selectors.gates import drawn_file

EDITION = "2021-2024"
WARD, GROUP, HOUSEHOLDS, SEX, YEAR = "phường", "tổ dân phố", "số hộ", "giới", "năm"  # columns of the story's tables
SILENT = 0.06  # of answers that nobody gave


@dataclass(frozen=True)
class Days:
    """The days of a wave: announced, seed published, asked (until: exclusive)."""

    announced: date
    seed: date
    from_day: date
    until_day: date


IN_2021 = Days(date(2021, 8, 26), date(2021, 8, 28), date(2021, 9, 1), date(2021, 9, 13))
IN_2026 = Days(date(2026, 9, 21), date(2026, 9, 24), date(2026, 10, 5), date(2026, 10, 26))
WAITING = Days(date(2026, 11, 21), date(2026, 11, 28), date(2026, 12, 1), date(2026, 12, 21))


def announce(cast: Cast, *, place: str, told: dict[str, Any], days: Days) -> Wave:
    """Open a wave and fix frame and source of the seed, before there is one."""
    moment = at(days.announced, 10)
    by = cast.actor("analyst", moment)
    heading = survey.Heading(told["title"], survey.Kind.PROBABILITY, days.from_day, days.until_day, EDITION)
    wave = survey.create_wave(heading, place=places.unit_at(place, on=days.announced), by=by, at=moment)
    sampling = survey.Design(told["sample"].encode())
    survey.attach_design(wave, sent=sampling, by=by, at=moment)
    frame = survey.Announcement(_table(_frame(told)), "to-dan-pho.csv", told["source"], days.seed, is_frame_public=True)
    survey.announce_sample(wave, announced=frame, by=by, at=moment)
    return wave


def draw(cast: Cast, wave: Wave, *, told: dict[str, Any], moment: datetime) -> None:
    """Draw by the seed that has become public."""
    survey.draw_sample(wave, seed=told["seed"], by=cast.actor("analyst", moment), at=moment)


def publish(cast: Cast, wave: Wave, *, told: dict[str, Any], moment: datetime) -> None:
    """Take in the answers, estimate, and let the leader publish: scores of the story's own."""
    by = cast.actor("analyst", moment)
    design = survey.Design(told["design"].encode(), companions={"dan-so.csv": _table(_adults(told))})
    survey.attach_design(wave, sent=design, by=by, at=moment)
    sent = survey.Upload(_table(_answers(told, drawn_file(wave).decode())), "cau-tra-loi.csv")
    survey.take_in_data(wave, sent=sent, by=by, at=moment)
    run = survey.estimate_wave(survey.ask_run(wave, seed=0, by=by, at=moment), by=by, at=moment)
    survey.publish_results(run, by=cast.actor("chair", moment), at=moment)


def _table(rows: Iterable[Iterable[object]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _frame(told: dict[str, Any]) -> Iterator[list[object]]:
    """Residential groups with their households: about as many each, half as many again at most."""
    yield [WARD, GROUP, HOUSEHOLDS]
    for code, ward in told["wards"].items():
        rng = Random(code)
        for number in range(1, ward["groups"] + 1):
            yield [code, number, round(ward["households"] / ward["groups"] * rng.uniform(0.75, 1.25))]


def _adults(told: dict[str, Any]) -> Iterator[list[object]]:
    yield [YEAR, WARD, SEX, "người lớn"]
    for year in told["years"]:
        for code, ward in told["wards"].items():
            yield [year, code, "nữ", ward["women"]]
            yield [year, code, "nam", ward["men"]]


def _answers(told: dict[str, Any], drawn: str) -> Iterator[list[object]]:
    """A person a row: `each` in every group that was reached, the same groups in every year."""
    asked = list(dict.fromkeys(index_file.edition(EDITION).indicators))
    yield ["số phiếu", YEAR, WARD, GROUP, SEX, "trọng số", *(one.column for one in asked)]
    number = 0
    for turn, year in enumerate(told["years"]):
        for group in _reached(told, drawn):
            rng = Random(f"{year} {group[WARD]} {group[GROUP]}")
            level = told["wards"][group[WARD]]["level"][turn] + _own(group)
            weight = round(float(group["weight"]) * int(group[HOUSEHOLDS]) / told["each"], 3)
            for _person in range(told["each"]):
                number += 1
                cells = [_answer(rng, one, level) for one in asked]
                yield [number, year, group[WARD], group[GROUP], rng.choice(("nữ", "nam")), weight, *cells]


def _reached(told: dict[str, Any], drawn: str) -> Iterator[dict[str, str]]:
    """The groups drawn, in their order, as many of each ward as were reached."""
    met: dict[str, int] = {}
    for group in csv.DictReader(StringIO(drawn)):
        met[group[WARD]] = met.get(group[WARD], 0) + 1
        if met[group[WARD]] <= told["wards"][group[WARD]]["reached"]:
            yield group


def _own(group: dict[str, str]) -> float:
    """What people of one group have in common, in every year."""
    return Random(f"{group[WARD]} {group[GROUP]}").gauss(0, 0.04)


@cache
def _lean(column: str) -> float:
    """How much higher than others one question is answered everywhere."""
    return Random(column).uniform(-0.25, 0.25)


def _answer(rng: Random, asked: index_file.Indicator, level: float) -> object:
    """One answer on the scale of its question; each question has its own height around the level of the place."""
    if rng.random() < SILENT:
        return ""
    height = min(0.97, max(0.03, level + _lean(asked.column)))
    share = height if asked.direction == 1 else 1 - height
    if (asked.min, asked.max) == (0.0, 1.0):
        return int(rng.random() < share)
    return round(asked.min + (asked.max - asked.min) * min(1.0, max(0.0, rng.gauss(share, 0.2))))
