"""How far the ranks of an index depend on its making and on its sample, from a table, a design and an index file."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from danbiet.common.actor import Problem, say
from danbiet.stats.estimate import Variable
from danbiet.stats.robustness import Choices, ImpossibleChoices, Robustness, replicated_means, robustness
from danbiet.stats.shown import as_table
from danbiet.survey.frames.answering import collapsed, scope
from danbiet.survey.frames.composing import described_by
from danbiet.survey.frames.estimating import load
from danbiet.survey.frames.reading import TableRefused
from danbiet.survey.rules.design_file import DesignFile, DesignRefused, Request
from danbiet.survey.rules.index_file import IndexFile

WHY = {
    "part_missing": say("Có đơn vị không có câu trả lời nào cho cả một nội dung thành phần; hãy bỏ đơn vị đó."),
    "indicator_missing": say("Có chỉ tiêu mà không đơn vị nào có câu trả lời."),
    "replicate_missing": say("Có mẫu lặp mất hết câu trả lời của một đơn vị; hãy dùng bootstrap hay gộp đơn vị."),
}


@dataclass(frozen=True, eq=False)
class Examined:
    """An index examined: its units in order, and what was found; in a notebook the ranks that all choices give."""

    units: tuple[tuple[tuple[str, str], ...], ...]
    found: Robustness

    def _repr_html_(self) -> str:
        found = self.found
        columns = (found.reference, found.rank, found.rank_low, found.rank_middle, found.rank_high)
        names = [";".join(f"{column}={label}" for column, label in unit) for unit in self.units]
        heads = ("unit", "total", "rank", "rank 5 %", "rank 50 %", "rank 95 %")
        return as_table(heads, zip(names, *columns, strict=True))


def examine(
    path: Path, design: DesignFile, index: IndexFile, *, seed: int, choices: Choices | None = None, n: int = 1024
) -> Examined:
    r"""Totals and ranks of the units of [compose] under all choices, and sampling beside them.

    Files that the design names are looked for beside the table. Refused: a design without replicates, because there
    is nothing to draw from.

    >>> lines = (f"{ward},{ward}{place % 8},{place * ward % 3 % 2}\n" for ward in (1, 2, 3) for place in range(40))
    >>> _ = Path("answers.csv").write_text("ward,group,y\n" + "".join(lines))
    >>> from danbiet.survey.rules import design_file, index_file
    >>> design = design_file.read_design('''version = 1
    ... [design]
    ... strata = ["ward"]
    ... clusters = ["group"]
    ... weights = 1
    ... [variance]
    ... method = "jkn"
    ... [compose]
    ... by = ["ward"]''')
    >>> index = index_file.read_index('''[[dimensions]]
    ... code = "D1"
    ... [[dimensions.sub_dimensions]]
    ... code = "S1.1"
    ... low = 1.0
    ... high = 10.0
    ... indicators = [ { column = "y", min = 0, max = 1 } ]''')
    >>> made = examine(Path("answers.csv"), design, index, seed=1, n=64)
    >>> [dict(unit)["ward"] for unit in made.units], sorted(made.found.rank_shares.overall())
    (['1', '2', '3'], ['aggregation', 'drop', 'goalposts', 'normalisation', 'sampling', 'weights'])
    """
    if design.variance.method == "taylor":
        sentence = say("{key}: phải dùng mẫu lặp (jk1, jkn, brr, fay, bootstrap hay given).")
        key = "variance.method"
        raise DesignRefused((Problem("out_of_range", sentence, (("key", key),), column=key),))
    columns = tuple(dict.fromkeys(one.column for one in index.indicators))
    ready = load(path, replace(design, request=()), folder=path.parent, seed=seed, more=columns)
    within = scope(ready, Request("mean"), by=design.compose.by)
    described = described_by(index)
    sums = collapsed(ready, within.domains, [Variable(ready.table.numbers(one.column)) for one in described.indicators])
    assert ready.replicates is not None
    rng = np.random.default_rng(seed)
    means, drawn = replicated_means(ready.sample, within.domains, sums, replicates=ready.replicates, rng=rng)
    try:
        found = robustness(means, replicates=drawn, index=described, choices=choices or Choices(), n=n, rng=rng)
    except ImpossibleChoices as error:
        raise TableRefused((Problem(str(error), WHY[str(error)], file=path.name),)) from error
    return Examined(tuple(within.label(unit) for unit in range(within.domains.size)), found)
