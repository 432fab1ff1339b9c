"""The error that a ratio would have had, had its people been a simple random sample."""

import numpy as np

from danbiet.stats.arrays import quotient, tally
from danbiet.stats.estimate import Variable, simple_random
from danbiet.stats.sample import Domains, Sample
from danbiet.survey.frames.reading import Floats


def simple_ratio(sample: Sample, domains: Domains, variable: Variable, *, replacement: bool) -> Floats:
    """[D] variance of the mean of above - R·below, over the square of the mean of below (R: svyratio, deff = TRUE)."""
    rows, at, size = domains.rows, domains.of_domain, domains.size
    under = np.ones(len(variable.above)) if variable.below is None else variable.below
    above, below = variable.above[rows], under[rows]
    known = ~(np.isnan(above) | np.isnan(below))
    weight = sample.row_weight[rows] * known
    top, bottom = (tally(at, size, weight * np.where(known, side, 0)) for side in (above, below))
    residual = np.full(len(variable.above), np.nan)
    residual[rows] = above - quotient(top, bottom)[at] * below
    found = simple_random(sample, domains, Variable(residual), replacement=replacement)
    return found * quotient(tally(at, size, weight), bottom) ** 2
