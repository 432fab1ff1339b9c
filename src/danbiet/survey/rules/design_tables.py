"""The tables of the design file as values, each key with its type and what it is when it is not written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Names = tuple[str, ...]
Totals = Mapping[str, float]
LonelyPolicy = Literal["fail", "remove", "adjust", "average", "certainty", "collapse"]
Method = Literal["taylor", "jk1", "jkn", "brr", "fay", "bootstrap", "given"]
GivenKind = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap", "other"]
Statistic = Literal[
    "mean", "total", "proportion", "quantile", "ratio", "contrast", "change", "rank", "chisq", "ttest", "kish"
]


@dataclass(frozen=True)
class Reading:
    """[data]: how cells are read."""

    id: str | None = None
    missing: tuple[int | float | str, ...] = ()
    missing_in: Mapping[str, tuple[int | float | str, ...]] = field(default_factory=dict)
    category: Names = ()


@dataclass(frozen=True)
class Design:
    """[design]: strata, stages and weights; `df` is a rule or a number."""

    strata: Names = ()
    clusters: Names = ()
    nest: bool = False
    weights: str | float | None = None
    fpc: Names = ()
    certainty: str | Names = ()
    lonely_psu: LonelyPolicy = "fail"
    lonely_domain: bool = False
    df: Literal["domain", "design", "inf"] | float = "domain"
    wave: str | None = None
    probability: str | None = None
    pps: Literal["brewer", "hartley_rao"] = "brewer"

    @property
    def certain(self) -> Names:
        """The columns of `certainty`, one per stage, outermost first."""
        return (self.certainty,) if isinstance(self.certainty, str) else self.certainty


@dataclass(frozen=True)
class Margin:
    """A known population table: from a file (summed over columns not in `by`) or written out."""

    by: Names
    file: str | None = None
    total: str | None = None
    totals: Totals | None = None


@dataclass(frozen=True)
class Adjustment:
    """[[adjust]]: one step of weighting."""

    kind: Literal["nonresponse", "rake", "poststratify", "calibrate", "trim"]
    cells: Names = ()
    responded: str | None = None
    tolerance: float = 1e-10
    max_passes: int = 500
    margins: tuple[Margin, ...] = ()
    by: Names = ()
    totals: Totals | None = None
    file: str | None = None
    total: str | None = None
    terms: Names = ()
    distance: Literal["linear", "raking", "logit"] = "linear"
    bounds: tuple[float, ...] | None = None
    upper: float | None = None
    lower: float | None = None
    strict: bool = False
    redistribute: Literal["equal", "proportional"] = "equal"


@dataclass(frozen=True)
class Variance:
    """[variance]."""

    method: Method = "taylor"
    replicates: int = 500
    readjust: bool = True
    centre: Literal["replicates", "estimate"] = "replicates"
    rho: float = 0.0
    factors: tuple[tuple[float, ...], ...] | None = None
    file: str | None = None
    columns: str | None = None
    combined: bool = True
    kind: GivenKind = "other"
    scale: float | None = None
    rscales: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Interval:
    """[interval]."""

    level: float = 0.95


@dataclass(frozen=True)
class Suppression:
    """[suppress]: below these numbers a row keeps its n and loses the rest."""

    n: int | None = None
    clusters: int | None = None
    cv: float | None = None


@dataclass(frozen=True)
class Request:
    """[[request]]: one statistic."""

    statistic: Statistic
    name: str = ""
    variables: Names = ()
    by: Names = ()
    where: str | None = None
    deff: Literal["none", "srswor", "srswr"] = "none"
    event: str | None = None
    interval: Literal["logit", "xlogit", "beta", "asin", "mean", "likelihood"] = "logit"
    p: tuple[float, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    of: "Request | None" = None
    coefficients: Totals | None = None
    waves: tuple[int | float | str, ...] = ()
    best: Literal["high", "low"] = "high"
    group: str | None = None


@dataclass(frozen=True)
class Benchmark:
    """Known totals that Σ weight·estimate over the areas of a larger unit must meet; without `weights` all weigh 1."""

    by: str
    file: str
    weights: str | None = None
    how: Literal["ratio", "difference", "error"] = "ratio"


@dataclass(frozen=True)
class SmallArea:
    """[small_area]."""

    area: str
    model: Literal["fay_herriot", "unit_level"] = "fay_herriot"
    method: Literal["reml", "ml", "moment"] = "reml"
    estimate: str | None = None
    variance: str | None = None
    y: str | None = None
    terms: Names = ("1",)
    means: str | None = None
    benchmark: Benchmark | None = None


@dataclass(frozen=True)
class Composition:
    """[compose]: the units scored and ranked; `top` are the k of p_top_k, `waves` the two compared."""

    by: Names = ()
    top: tuple[int, ...] = (10,)
    waves: tuple[int | float | str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One stage of a draw; `take` and `reserve` are numbers or columns of the frame."""

    unit: str
    take: int | str
    method: Literal["srs", "pps", "systematic"] = "srs"
    strata: Names = ()
    size: str | None = None
    certainty: str | None = None
    reserve: int | str = 0


@dataclass(frozen=True)
class Sampling:
    """[sample]."""

    stages: tuple[Stage, ...] = ()
    preset: str | None = None


@dataclass(frozen=True)
class DesignFile:
    """The whole file."""

    version: Literal[1]
    data: Reading = Reading()
    design: Design = Design()
    adjust: tuple[Adjustment, ...] = ()
    variance: Variance = Variance()
    interval: Interval = Interval()
    suppress: Suppression = Suppression()
    request: tuple[Request, ...] = ()
    small_area: SmallArea | None = None
    compose: Composition = Composition()
    sample: Sampling | None = None
