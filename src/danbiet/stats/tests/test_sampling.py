"""Drawing: the published rule written a second time, exact chances, and what must not change a sample."""

import doctest
import hashlib
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danbiet.stats import sampling
from danbiet.stats.sampling import PAPI, ImpossibleDraw, Stage, draw, papi, systematic_pps


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(sampling).failed == 0
    assert doctest.testmod(sampling).attempted >= 5


def number(seed: str, tag: str) -> int:
    return int(hashlib.sha256(seed.encode() + b"|" + tag.encode()).hexdigest(), 16)


def second_opinion(weights: dict[str, int], take: int, seed: str) -> set[str]:
    """systematic-pps-v1 as its text reads, by going along the line j by j."""
    taken: set[str] = set()
    while True:
        rest = {name: w for name, w in weights.items() if name not in taken}
        left, total = take - len(taken), sum(rest.values())
        more = {name for name, w in rest.items() if left > 0 and left * w >= total}
        if not more:
            break
        taken |= more
    line = sorted(rest, key=lambda name: number(seed, f"order|{name}"))
    for j in range(left):
        point, end = number(seed, "start") % total + j * total, 0
        for name in line:
            end += rest[name]
            if left * (end - rest[name]) <= point < left * end:
                taken.add(name)
                break
    return taken


sizes = st.dictionaries(st.text("abcdef|12", min_size=1, max_size=4), st.integers(1, 60), min_size=1, max_size=15)


@given(sizes, st.integers(0, 15), st.text(max_size=8))
@settings(max_examples=200, deadline=None)
def test_pps_equals_a_second_implementation(weights: dict[str, int], take: int, seed: str) -> None:
    take = min(take, len(weights))
    chosen = systematic_pps(weights, take=take, seed=seed)
    assert set(chosen) == second_opinion(weights, take, seed)
    assert len(chosen) == take
    assert all(0 < chance <= 1 for chance in chosen.values())


@given(sizes, st.integers(1, 14), st.randoms())
@settings(max_examples=60, deadline=None)
def test_every_start_once_gives_the_chance_exactly(weights: dict[str, int], take: int, random: object) -> None:
    """Over all W starts, in any order of the units, a unit is taken take·weight times."""
    certain, rest, left = sampling._certain(weights, min(take, len(weights)))
    order = list(rest.items())
    random.shuffle(order)
    total = sum(rest.values())
    if not left or not total:
        return
    met = Counter(name for start in range(total) for name in sampling._hit(order, left, start))
    assert met == {name: left * size for name, size in rest.items()}
    assert all(left * size < total for size in rest.values())


def test_the_chance_told_is_the_chance_had() -> None:
    """4,000 seeds: 2 of sizes 5, 3, 1, 1 (5 is certain); every share within four standard errors."""
    weights, times = {"a": 5, "b": 3, "c": 1, "d": 1}, 4000
    met = Counter(name for seed in range(times) for name in systematic_pps(weights, take=2, seed=str(seed)))
    for name, chance in {"a": 1.0, "b": 0.6, "c": 0.2, "d": 0.2}.items():
        error = (chance * (1 - chance) / times) ** 0.5
        assert abs(met[name] / times - chance) <= 4 * error


FRAME = {
    "province": ["01"] * 8 + ["02"] * 8,
    "district": [f"d{n // 4}" for n in range(16)],
    "village": [f"v{n // 2}" for n in range(16)],
    "house": [f"h{n}" for n in range(16)],
    "people": [str(1 + n % 5) for n in range(16)],
    "capital": ["1" if n // 4 in {0, 2} else "0" for n in range(16)],
}
STAGES = [
    Stage("district", 1, "pps", ("province",), "people", "capital"),
    Stage("village", 1, "pps", size="people"),
    Stage("house", 1, reserve=1),
]


def test_three_stages_equal_a_second_implementation() -> None:
    drawn = draw(FRAME, stages=STAGES, seed="Bắc Từ Liêm")
    expected: dict[int, tuple[Fraction, bool]] = {}
    for province, (certain, other) in {"01": ("d0", "d1"), "02": ("d2", "d3")}.items():
        for district in (certain, other):  # one is certain, so the other is the one taken
            villages: dict[str, int] = {}
            for n in range(16):
                if FRAME["district"][n] == district:
                    villages[FRAME["village"][n]] = villages.get(FRAME["village"][n], 0) + int(FRAME["people"][n])
            (village,) = second_opinion(villages, 1, "Bắc Từ Liêm")
            houses = [n for n in range(16) if FRAME["village"][n] == village]
            houses.sort(
                key=lambda n: number("Bắc Từ Liêm", f"house|{province}|{district}|{village}|{FRAME['house'][n]}")
            )
            chance = Fraction(villages[village], sum(villages.values())) / 2
            expected |= {row: (chance, place > 0) for place, row in enumerate(houses)}
    assert {one.row: (one.chance, one.is_reserve) for one in drawn.chosen} == expected


def test_certain_units_come_beside_the_take_and_first() -> None:
    drawn = draw(FRAME, stages=STAGES, seed="s")
    first = [one.picks[0] for one in drawn.chosen if FRAME["district"][one.row] == "d0"]
    assert {(pick.is_certain, pick.turn, pick.of) for pick in first} == {(True, 1, 1)}


def test_what_was_drawn_from_are_the_units_without_the_certain_ones() -> None:
    """Five units, a certain as said and b by its size: each is one of one, and the third comes from the three left."""
    frame = {"unit": list("abcde"), "size": ["1", "50", "2", "3", "4"], "sure": list("10000")}
    drawn = draw(frame, stages=[Stage("unit", 2, "pps", (), "size", "sure")], seed="s")
    assert sorted((pick.of, pick.is_certain) for one in drawn.chosen for pick in one.picks) == [
        (1, True), (1, True), (3, False),
    ]  # fmt: skip


@given(st.permutations(range(16)), st.text(max_size=5))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_does_not_matter(order: list[int], seed: str) -> None:
    mixed = {name: [column[row] for row in order] for name, column in FRAME.items()}
    plain = {FRAME["house"][one.row]: one.picks for one in draw(FRAME, stages=STAGES, seed=seed).chosen}
    assert {mixed["house"][one.row]: one.picks for one in draw(mixed, stages=STAGES, seed=seed).chosen} == plain


@given(st.integers(2, 40), st.integers(1, 12), st.text(max_size=5))
@settings(max_examples=60, deadline=None)
def test_systematic_spreads_over_the_frame(units: int, take: int, seed: str) -> None:
    frame = {"house": [str(n) for n in range(units)]}
    drawn = draw(frame, stages=[Stage("house", take, "systematic")], seed=seed)
    rows = [one.row for one in drawn.chosen]
    assert len(rows) == min(take, units)
    gaps = {b - a for a, b in zip(rows, rows[1:], strict=False)}
    assert gaps <= {units // len(rows), -(-units // len(rows))}
    assert {one.chance for one in drawn.chosen} == {Fraction(len(rows), units)}


def test_simple_random_takes_every_pair_alike() -> None:
    """3,000 seeds: 2 of 4, six pairs, each 1/6 within four standard errors; weights add up to 4 every time."""
    frame, times = {"house": list("abcd")}, 3000
    pairs = Counter()
    for seed in range(times):
        chosen = draw(frame, stages=[Stage("house", 2)], seed=str(seed)).chosen
        pairs[tuple(one.row for one in chosen)] += 1
        assert sum(one.weight for one in chosen) == 4
    assert len(pairs) == 6
    assert all(abs(count / times - 1 / 6) <= 4 * (5 / 36 / times) ** 0.5 for count in pairs.values())


def test_weights_have_the_total_of_the_frame_as_their_mean() -> None:
    """Over 2,000 seeds the sum of weights is the 16 houses, within four standard errors."""
    sums = [
        float(sum(one.weight for one in draw(FRAME, stages=STAGES, seed=str(seed)).chosen if not one.is_reserve))
        for seed in range(2000)
    ]
    mean = sum(sums) / len(sums)
    spread = (sum((one - mean) ** 2 for one in sums) / (len(sums) - 1)) ** 0.5
    assert abs(mean - 16) <= 4 * spread / len(sums) ** 0.5


def test_repeated_names_do_not_share_an_order() -> None:
    """Villages 1 to 9 in each of 40 communes: were their order shared, all communes would take the same one."""
    frame = {
        "commune": [str(n // 9) for n in range(360)],
        "village": [str(n % 9) for n in range(360)],
        "size": ["10"] * 360,
    }
    drawn = draw(frame, stages=[Stage("commune", 40), Stage("village", 1, "pps", size="size")], seed="s")
    met = Counter(frame["village"][one.row] for one in drawn.chosen)
    assert len(drawn.chosen) == 40
    assert max(met.values()) < 12


def test_strata_whose_names_join_alike_stay_apart() -> None:
    frame = {"a": ["x|y", "x|y", "x", "x"], "b": ["z", "z", "y|z", "y|z"], "house": ["1", "2", "1", "2"]}
    drawn = draw(frame, stages=[Stage("house", 1, strata=("a", "b"))], seed="s")
    assert len(drawn.chosen) == 2
    assert {one.picks[0].of for one in drawn.chosen} == {2}


def test_a_short_stratum_is_named_and_taken_whole() -> None:
    drawn = draw(FRAME, stages=[Stage("house", 5, strata=("district",), reserve=2)], seed="s")
    assert len(drawn.chosen) == 16
    assert {one.chance for one in drawn.chosen} == {Fraction(1)}
    assert [(one.stratum, one.has, one.take, one.reserve) for one in drawn.short] == [
        (f"d{n}", 4, 5, 2) for n in range(4)
    ]


def test_a_number_may_stand_in_a_column() -> None:
    frame = {**FRAME, "many": ["1"] * 8 + ["3"] * 8}
    drawn = draw(frame, stages=[Stage("house", "many", strata=("province",))], seed="s")
    assert Counter(frame["province"][one.row] for one in drawn.chosen) == {"01": 1, "02": 3}


def country(*, listed: bool) -> dict[str, list[str]]:
    """One province of each size: 7 districts × 3 communes × 3 villages (× 50 people)."""
    places = [
        (p, d, c, v, r)
        for p in range(3) for d in range(7) for c in range(3) for v in range(3) for r in range(50 if listed else 1)
    ]  # fmt: skip
    frame = {
        "province": [f"{p}" for p, *_ in places],
        "people": [str((900_000, 3_000_000, 8_000_000)[p]) for p, *_ in places],
        "district": [f"{p}{d}" for p, d, *_ in places],
        "is_capital": [str(d == 0) for _, d, *_ in places],
        "commune": [f"{p}{d}{c}" for p, d, c, *_ in places],
        "is_district_seat": [str(c == 0) for _, _, c, *_ in places],
        "village": [f"{p}{d}{c}{v}" for p, d, c, v, _ in places],
        "is_commune_seat": [str(v == 0) for *_, v, _ in places],
    }
    if listed:
        return {**frame, "respondent": [str(n) for n in range(len(places))]}
    return {**frame, "size": [str(100 + 37 * d + 11 * c + v) for _, d, c, v, _ in places]}


def test_the_design_of_papi_has_its_published_numbers() -> None:
    """Small: 3 districts, 6 communes, 12 villages, 20 + 10 each; large: 6, 12, 24 villages, 30 + 15."""
    frame, stages = papi(country(listed=True))
    drawn = draw(frame, stages=stages, seed="2011")
    for province, (districts, people, reserve) in enumerate(PAPI.values()):
        here = [one for one in drawn.chosen if frame["province"][one.row] == str(province)]
        units = [len({frame[name][one.row] for one in here}) for name in ("district", "commune", "village")]
        assert units == [districts + 1, 2 * (districts + 1), 4 * (districts + 1)]
        assert len(here) == units[2] * (people + reserve)
        assert sum(one.is_reserve for one in here) == units[2] * reserve
        assert len({frame["district"][one.row] for one in here if frame["is_capital"][one.row] == "True"}) == 1
    assert drawn.short == ()


def test_the_country_in_papi_has_207_districts_and_828_villages() -> None:
    """method.md 4: 57 small and 6 larger provinces."""
    small, larger = 57 * (PAPI["small"][0] + 1), 6 * (PAPI["large"][0] + 1)
    assert small + larger == 207
    assert 4 * (small + larger) == 828


def test_without_a_list_of_people_the_draw_ends_at_villages() -> None:
    frame, stages = papi(country(listed=False))
    drawn = draw(frame, stages=stages, seed="2011")
    assert len(drawn.chosen) == 12 + 24 + 24
    assert len(stages) == 3


@pytest.mark.parametrize(
    ("changes", "stages", "why", "row"),
    [
        ({}, [], "no_stages", None),
        ({}, [Stage("home", 1)], "no_column", None),
        ({}, [Stage("house", 1, size="persons", method="pps")], "no_column", None),
        ({}, [Stage("house", 1, "pps")], "no_size", None),
        ({}, [Stage("house", 1, "lottery")], "unknown_method", None),
        ({}, [Stage("house", -1)], "not_whole", None),
        ({}, [Stage("house", 1, reserve=-2)], "not_whole", None),
        ({}, [Stage("house", 1, "pps", size="people", reserve=1)], "reserve_needs_srs", None),
        ({"people": ["3"] * 15 + ["-1"]}, [Stage("house", 1, "pps", size="people")], "not_whole", 15),
        ({"people": ["3"] * 15 + ["2.5"]}, [Stage("house", 1, "pps", size="people")], "not_whole", 15),
        ({"people": ["3"] * 15 + ["0"]}, [Stage("house", 1, "pps", size="people")], "no_positive_size", 15),
        ({"capital": ["maybe"] + ["0"] * 15}, [Stage("house", 1, certainty="capital")], "not_true_or_false", 0),
        ({"capital": ["1"] + ["0"] * 15}, [Stage("district", 1, certainty="capital"), STAGES[2]], "differs_within", 0),
        ({"house": ["h"] * 16}, [Stage("house", 1)], "unit_twice", 1),
        ({"house": [""] + ["h"] * 15}, [Stage("house", 1)], "empty_unit", 0),
        ({name: [] for name in FRAME}, [Stage("house", 1)], "no_rows", None),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(changes: dict, stages: list[Stage], why: str, row: int | None) -> None:
    with pytest.raises(ImpossibleDraw) as refused:
        draw({**FRAME, **changes}, stages=stages, seed="s")
    assert (refused.value.why, refused.value.row) == (why, row)
