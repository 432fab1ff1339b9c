"""Waves for tests: a made-up survey in two wards, shaped as PAPI's; nobody was asked."""

import csv
from datetime import date
from functools import cache
from io import StringIO
from random import Random

from danbiet.common import clock
from danbiet.survey import services
from danbiet.survey.models import Run, Wave
from danbiet.survey.rules import index_file
from tests.people import Cast, Country

DAY = date(2021, 9, 1)
AT = clock.moment(DAY)
LATER = clock.moment(date(2021, 9, 20))
EDITION = "2021-2024"
INDEX_DESIGN = """version = 1
[data]
id = "id"
[design]
strata = ["ward"]
clusters = ["group"]
nest = true
weights = "w0"
[suppress]
n = 30
[compose]
by = ["ward"]
[[adjust]]
kind = "rake"
margins = [ { by = ["sex"], file = "margins.csv", total = "pop" } ]
[[request]]
name = "knows"
statistic = "proportion"
variables = ["knows_policies"]
by = ["ward"]
"""
SMALL_DESIGN = 'version = 1\n[design]\nclusters = ["group"]\nweights = 1\n[[request]]\nstatistic = "mean"\nvariables = ["q"]\nby = ["ward"]\n'  # noqa: E501
MARGINS = b"sex,pop\nF,5200\nM,4800\n"
SAMPLE_DESIGN = 'version = 1\n[sample]\nstages = [ { unit = "group", take = 3, method = "pps", size = "households" }, { unit = "household", take = 2, reserve = 1 } ]\n'  # noqa: E501


def answers(wards: dict[str, tuple[int, float]], *, seed: int = 1, years: tuple[str, ...] = ()) -> bytes:
    return _answers(tuple(wards.items()), seed, years)


@cache
def _answers(wards: tuple[tuple[str, tuple[int, float]], ...], seed: int, years: tuple[str, ...]) -> bytes:
    """A person a row, every indicator of the edition; `wards`: code to (people, how high on every scale, 0 to 1).

    With years each ward is asked in each, a little higher every time.
    """
    rng, known = Random(seed), index_file.edition(EDITION).indicators
    columns = list(dict.fromkeys(one.column for one in known))
    scale = {one.column: (one.min, one.max, one.direction) for one in known}
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "ward", "group", "sex", "w0", "year", "remark", *columns])
    number = 0
    for turn, year in enumerate(years or ("2021",)):
        for code, (people, height) in wards:
            for place in range(people):
                number += 1
                own = min(0.95, max(0.05, height + 0.3 * turn))
                cells = [_answer(rng, *scale[column], own) for column in columns]
                sex = "FM"[rng.random() < 0.5]
                writer.writerow([f"p{number}", code, place % 8 + 1, sex, 10, year, "nhận xét", *cells])
    return out.getvalue().encode()


def _answer(rng: Random, low: float, high: float, direction: int, height: float) -> str:
    share = height if direction == 1 else 1 - height
    if (low, high) == (0.0, 1.0):
        return str(int(rng.random() < share))
    return f"{low + (high - low) * min(1.0, max(0.0, rng.gauss(share, 0.2))):.2f}"


WARDS = {"00601": (120, 0.6), "00610": (104, 0.35)}


def heading(**changes: object) -> services.Heading:
    values = {
        "title": "Khảo sát thử PAPI quận 2021", "kind": services.Kind.PROBABILITY, "from_day": DAY,
        "until_day": date(2021, 9, 15), "edition": EDITION,
    }  # fmt: skip
    return services.Heading(**{**values, **changes})


def wave(country: Country, cast: Cast, *, design: str = INDEX_DESIGN, who: str = "planner", **changes: object) -> Wave:
    """A wave of the district with its design attached."""
    by = cast.actor(who)
    made = services.create_wave(heading(**changes), place=country.district.unit, by=by, at=AT)
    companions = {"margins.csv": MARGINS} if "margins.csv" in design else {}
    services.attach_design(made, sent=services.Design(design.encode(), None, companions), by=by, at=AT)
    return made


def with_answers(made: Wave, cast: Cast, *, data: bytes | None = None, name: str = "answers.csv") -> Wave:
    sent = services.Upload(answers(WARDS) if data is None else data, name)
    services.take_in_data(made, sent=sent, by=cast.actor("planner"), at=LATER)
    return made


def estimated(made: Wave, cast: Cast, *, seed: int = 0) -> Run:
    run = services.ask_run(made, seed=seed, by=cast.actor("planner"), at=LATER)
    return services.estimate_wave(run, by=cast.actor("planner"), at=LATER)


def published(made: Wave, cast: Cast) -> Run:
    return services.publish_results(estimated(made, cast), by=cast.actor("chair"), at=LATER)
