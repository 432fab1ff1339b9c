"""What a computation hands back: values with their warnings, frozen. Warnings are named, never printed."""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

EDITION_FROM_MEMORY = "edition_from_memory"
PART_MISSING = "part_missing"
CLIPPED = "clipped"
FEW_CLUSTERS, DF_UNDER_2, ZERO_VARIANCE, RARE_EVENT = "few_clusters", "df_under_2", "zero_variance", "rare_event"
LONELY_ADJUSTED, NOT_CONVERGED, NEGATIVE_WEIGHT = "lonely_adjusted", "not_converged", "negative_weight"
INTERVAL_REFUSED = "interval_refused"
SUPPRESSED_N, SUPPRESSED_CLUSTERS, SUPPRESSED_CV = "suppressed_n", "suppressed_clusters", "suppressed_cv"
FEW = 10  # clusters: below, percentiles of replicates mean nothing and even t leans on few squares
RARE = 0.1  # shares below this, or above 1 - this, have intervals that were not found to hold (method page)
NUMBERS = ("estimate", "se", "ci_low", "ci_high", "df", "n", "deff", "ci_level", "clusters", "p_value", "df_numerator")


@dataclass(frozen=True)
class Scored:
    """One score of one place; None when it cannot be computed, never zero."""

    code: str
    value: float | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Composed:
    """An index of one place: sub-dimensions, dimensions and total by code."""

    sub_dimensions: Mapping[str, Scored]
    dimensions: Mapping[str, Scored]
    total: Scored


@dataclass(frozen=True)
class Row:
    """One line of a result; nan where something was not computed. The order of the fields is that of the files."""

    statistic: str
    variable: str
    level: str = ""
    domain: tuple[tuple[str, str], ...] = ()
    estimate: float = math.nan
    se: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    df: float = math.nan
    n: float = math.nan
    deff: float = math.nan
    method: str = ""
    warnings: tuple[str, ...] = ()
    name: str = ""
    ci_level: float = math.nan
    clusters: float = math.nan
    p_value: float = math.nan
    df_numerator: float = math.nan
    suppressed: bool = False

    def warned(self, *more: str) -> "Row":
        """With more warnings, each once."""
        return replace(self, warnings=tuple(dict.fromkeys((*self.warnings, *more))))

    def hidden(self, *why: str) -> "Row":
        """Suppressed: n stays, every other number goes."""
        gone = dict.fromkeys((name for name in NUMBERS if name != "n"), math.nan)
        return replace(self.warned(*why), **gone, suppressed=True)  # type: ignore[arg-type]


COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(frozen=True)
class Table:
    """Rows that show themselves as a table in a notebook.

    >>> "<td>0.5</td>" in Table((Row("mean", "q1", estimate=0.5),))._repr_html_()
    True
    """

    rows: Sequence[Row]

    def __len__(self) -> int:
        return len(self.rows)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in COLUMNS)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(row, name)}</td>" for name in COLUMNS) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(row: Row, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    if name == "domain":
        return html.escape(";".join(f"{column}={label}" for column, label in value))
    return html.escape(";".join(value) if isinstance(value, tuple) else str(value))
