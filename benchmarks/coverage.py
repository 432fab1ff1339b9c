"""How often do 95 % intervals hold? Samples drawn again and again from a population that is known.

usage: coverage.py [SAMPLES=2000] [SEED=1]

A population of 400 clusters of 120 to 900 people; a share or a skewed score differs between clusters (intraclass
correlation about 0.05). A sample: clusters with probability proportional to size with replacement, 40 people in
each by simple random sampling, raked to sex and age. 24 clusters lie in four strata, 3 and 6 in one. For the change
the same clusters are asked again, other people in them. Prints a table for docs/methods/coverage-of-intervals.md.
"""

import sys
from dataclasses import dataclass

import numpy as np

from danbiet.stats.design import Drawn, make_design
from danbiet.stats.estimate import Variable, collapse, taylor
from danbiet.stats.intervals import share_interval, t_interval
from danbiet.stats.joint import joint
from danbiet.stats.results import RARE
from danbiet.stats.sample import everyone, make_cells, make_domains, make_sample
from danbiet.stats.weights import Margin, Raked

PEOPLE = 40
CLUSTERS = (3, 6, 24)
SHARES = (0.03, 0.1, 0.3, 0.5, 0.9)


@dataclass(frozen=True)
class Population:
    """People of one stratum after another: cluster, sex, age, and answers in two waves."""

    stratum: np.ndarray  # of each cluster
    size: np.ndarray  # of each cluster
    begin: np.ndarray
    sex: np.ndarray
    age: np.ndarray
    answers: dict[str, tuple[np.ndarray, np.ndarray]]


def population(rng: np.random.Generator, strata: int) -> Population:
    size = rng.integers(120, 900, 400)
    begin, of = np.r_[0, np.cumsum(size)[:-1]], np.repeat(np.arange(400), size)
    n = int(size.sum())
    sex, age = (rng.random(n) < 0.5).astype(int), rng.choice(3, n, p=[0.3, 0.45, 0.25])
    effect, own = rng.normal(0, 1, 400)[of], 0.25 * sex - 0.2 * age
    answers = {}
    for share in SHARES:
        latent = 0.42 * effect + own + rng.logistic(0, 1, n)
        later = 0.42 * effect + own + rng.logistic(0, 1, n) + 0.2
        cut = np.quantile(latent, 1 - share)
        answers[f"share {share:g}"] = (latent > cut) * 1.0, (later > cut) * 1.0
    score, later = (np.exp(0.18 * effect + 0.2 * own + rng.normal(0, 0.7, n) + move) for move in (0.0, 0.1))
    answers["skewed score"] = score, later
    return Population(np.repeat(np.arange(strata), 400 // strata), size, begin, sex, age, answers)


@dataclass(frozen=True)
class Sampled:
    rows: np.ndarray
    stratum: np.ndarray
    cluster: np.ndarray
    weight: np.ndarray


def drawn(people: Population, clusters: int, rng: np.random.Generator) -> Sampled:
    """Clusters with replacement by size within strata, then people in each."""
    per = clusters // len(np.unique(people.stratum))
    rows, stratum, cluster, weight = [], [], [], []
    for one in np.unique(people.stratum):
        members = np.flatnonzero(people.stratum == one)
        total = people.size[members].sum()
        for place in rng.choice(members, per, p=people.size[members] / total):
            rows.append(people.begin[place] + rng.choice(people.size[place], PEOPLE, replace=False))
            stratum += [one] * PEOPLE
            cluster += [len(rows)] * PEOPLE
            weight += [total / (per * PEOPLE)] * PEOPLE
    return Sampled(np.concatenate(rows), np.array(stratum), np.array(cluster), np.array(weight))


def prepared(people: Population, one: Sampled, wave: np.ndarray | None = None):
    strata, clusters = one.stratum, one.cluster
    design = make_design(Drawn(strata, (clusters,), wave=wave), weight=one.weight)
    waves = np.zeros(len(strata), dtype=int) if wave is None else wave
    sex, age = people.sex[one.rows], people.age[one.rows]
    cells = make_cells(design, waves, sex, age)
    count = waves.max() + 1
    known = [np.tile(np.bincount(column).astype(float), count) for column in (people.sex, people.age)]
    margins = Margin((waves * 2 + sex)[cells.row], known[0]), Margin((waves * 3 + age)[cells.row], known[1])
    return make_sample(design, cells, steps=[Raked(margins)])


def misses(people: Population, clusters: int, rng: np.random.Generator) -> dict[tuple[str, str], tuple[int, bool]]:
    """1 where an interval holds the truth, by statistic and answer, and whether it was flagged."""
    one = drawn(people, clusters, rng)
    sample = prepared(people, one)
    names = list(people.answers)
    whole, found = everyone(sample), {}
    values = [people.answers[name][0] for name in names]
    for total in (False, True):
        variables = [Variable(value[one.rows], total=total) for value in values]
        told = taylor(sample, whole, collapse(sample, whole, variables, plain=True))
        for number, name in enumerate(names):
            p, se = told.estimate[0, number], told.se[0, number]
            truth = values[number].sum() if total else values[number].mean()
            share = name.startswith("share") and not total
            if share:
                ends = share_interval(
                    np.array([p]), np.array([se]), told.df, n=told.n[:, number], level=0.95, method="logit"
                )
            else:
                ends = t_interval(np.array([p]), np.array([se]), told.df, level=0.95)
            rare = name.startswith("share") and (values[number][one.rows].mean() < RARE or se == 0)
            holds = bool(ends[0][0] <= truth <= ends[1][0])
            found[("total" if total else "mean", name)] = (int(holds), rare or bool(np.isnan(ends[0][0])))
    found |= changes(people, one, rng)
    return found


def changes(people: Population, one: Sampled, rng: np.random.Generator) -> dict[tuple[str, str], tuple[int, bool]]:
    """The same clusters asked again; the interval of the difference with its overlap covariance."""
    starts = one.rows.reshape(-1, PEOPLE).min(axis=1)
    place = np.searchsorted(people.begin, starts, side="right") - 1
    again = [people.begin[at] + rng.choice(people.size[at], PEOPLE, replace=False) for at in place]
    both = Sampled(
        np.r_[one.rows, np.concatenate(again)], np.tile(one.stratum, 2), np.tile(one.cluster, 2), np.tile(one.weight, 2)
    )
    wave = np.repeat([0, 1], len(one.rows))
    sample = prepared(people, both, wave)
    domains = make_domains(sample, wave, size=2)
    found = {}
    df = np.array(float(len(np.unique(one.cluster)) - len(np.unique(one.stratum))))
    for name, (before, after) in people.answers.items():
        value = np.r_[before[one.rows], after[np.concatenate(again)]]
        told = joint(sample, domains, collapse(sample, domains, [Variable(value)], plain=True))
        estimate = told.estimate[1] - told.estimate[0]
        low, high = t_interval(estimate, np.sqrt(told.variance(np.array([[-1.0, 1.0]])))[0], df, level=0.95)
        rare = name.startswith("share") and value.mean() < RARE
        found[("change", name)] = int(low <= after.mean() - before.mean() <= high), rare
    return found


def main(samples: int = 2000, seed: int = 1) -> None:
    rng = np.random.default_rng(seed)
    error = 100 * (0.95 * 0.05 / samples) ** 0.5
    print(f"{samples} samples, seed {seed}; simulation error of a coverage of 95 %: ±{error:.1f} points (one se)\n")
    print("| clusters | statistic | answer | all, % | unflagged, % | flagged, % | flagged samples |")
    print("|---|---|---|---|---|---|---|")
    for clusters in CLUSTERS:
        people = population(np.random.default_rng(seed), 4 if clusters == 24 else 1)
        told = [misses(people, clusters, rng) for _ in range(samples)]
        for key in told[0]:
            free = [one[key][0] for one in told if not one[key][1]]
            flagged = [one[key][0] for one in told if one[key][1]]
            parts = [f"{100 * np.mean(part):.1f}" if part else "–" for part in (free + flagged, free, flagged)]
            print(f"| {clusters} | {key[0]} | {key[1]} | {' | '.join(parts)} | {len(flagged)} |", flush=True)


if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:]))
