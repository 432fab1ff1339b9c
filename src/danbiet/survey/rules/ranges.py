"""Ranges of the design file that types do not tell: TOML writes nan, inf and any sign as numbers too."""

from collections.abc import Iterator
from math import inf, isfinite

from danbiet.common.actor import say
from danbiet.survey.rules.design_tables import Adjustment, DesignFile, Variance

Ranged = tuple[str, bool, str]  # a key, whether its value is possible, and what it must be
POSITIVE = say("{key}: phải là số lớn hơn 0 và hữu hạn.")
NOT_NEGATIVE = say("{key}: phải là số hữu hạn, không âm.")
FINITE = say("{key}: phải là số hữu hạn.")
STAGES = say("{key}: nhiều cột hơn số bước chọn (clusters).")
BETWEEN = say("{key}: phải nằm giữa 0 và 1.")


def ranges(design: DesignFile) -> Iterator[Ranged]:
    """Every key that has a range, whether its value is in it, and the sentence where it is not."""
    yield from _of_design(design)
    yield from _of_variance(design.variance)
    yield from _of_requests(design)
    for number, step in enumerate(design.adjust, 1):
        for key, holds, sentence in (*_of_step(step), *_of_totals(step)):
            yield f"adjust[{number}].{key}", holds, sentence


def _of_design(design: DesignFile) -> Iterator[Ranged]:
    weight, df, suppress = design.design.weights, design.design.df, design.suppress
    yield "design.weights", isinstance(weight, str) or weight is None or 0 < weight < inf, POSITIVE
    stages = len(design.design.clusters) + 1  # people may be counted below the last cluster
    yield "design.fpc", len(design.design.fpc) <= stages, STAGES
    yield "design.certainty", len(design.design.certain) <= max(1, stages - 1), STAGES
    yield "design.df", isinstance(df, str) or df > 0, POSITIVE
    yield "interval.level", 0 < design.interval.level < 1, BETWEEN
    for key in ("n", "clusters", "cv"):
        yield f"suppress.{key}", 0 <= (getattr(suppress, key) or 0) < inf, NOT_NEGATIVE
    yield "compose.top", all(top > 0 for top in design.compose.top), POSITIVE
    waves = [str(wave) for wave in design.compose.waves]
    yield "compose.waves", len(waves) == len(set(waves)), say("{key}: một đợt có hai lần.")


def _of_variance(said: Variance) -> Iterator[Ranged]:
    yield "variance.rho", 0 <= said.rho < 1, say("{key}: phải từ 0 đến dưới 1.")
    yield "variance.replicates", said.replicates >= 2, say("{key}: phải từ 2 trở lên.")
    yield "variance.scale", said.scale is None or 0 < said.scale < inf, POSITIVE
    yield "variance.rscales", all(0 <= one < inf for one in said.rscales or ()), NOT_NEGATIVE
    factors = said.factors or ()
    yield "variance.factors", all(isfinite(one) for row in factors for one in row), FINITE
    same = len({len(row) for row in factors}) <= 1
    yield "variance.factors", same, say("{key}: mọi mẫu lặp phải có cùng số hệ số.")


def _of_requests(design: DesignFile) -> Iterator[Ranged]:
    for number, request in enumerate(design.request, 1):
        yield f"request[{number}].p", all(0 < p < 1 for p in request.p), BETWEEN
        coefficients = (request.coefficients or {}).values()
        yield f"request[{number}].coefficients", all(isfinite(one) for one in coefficients), FINITE


def _of_step(step: Adjustment) -> Iterator[Ranged]:
    bounds, lower, upper = step.bounds, step.lower, step.upper
    fits = bounds is None or (len(bounds) == 2 and bounds[0] < 1 < bounds[1])
    yield "bounds", fits, say("{key}: phải là hai số, một dưới 1 và một trên 1.")
    yield "tolerance", 0 < step.tolerance < inf, POSITIVE
    yield "max_passes", step.max_passes > 0, POSITIVE
    yield "upper", upper is None or 0 < upper < inf, POSITIVE
    yield "lower", lower is None or 0 <= lower < inf, NOT_NEGATIVE
    crossed = lower is not None and upper is not None and lower > upper
    yield "lower", not crossed, say("{key}: phải nhỏ hơn upper.")


def _of_totals(step: Adjustment) -> Iterator[Ranged]:
    """Population counts are not negative; what a calibration adds up may be."""
    low, sentence = (-inf, FINITE) if step.kind == "calibrate" else (0.0, NOT_NEGATIVE)
    for label, total in (step.totals or {}).items():
        yield f"totals.{label}", isfinite(total) and total >= low, sentence
    for place, margin in enumerate(step.margins, 1):
        for label, total in (margin.totals or {}).items():
            yield f"margins[{place}].totals.{label}", 0 <= total < inf, NOT_NEGATIVE
