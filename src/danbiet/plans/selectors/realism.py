"""Targets held against what places have done, in the reader's language; measures seen elsewhere for a gap."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from danbiet.common.templatetags.danbiet import score
from danbiet.places.models import Unit
from danbiet.plans.models import Target
from danbiet.plans.rules import library, realism
from danbiet.plans.rules.library import Suggestions
from danbiet.plans.rules.proposals import lexicon
from danbiet.plans.rules.realism import TOTAL, Aim, Realism, Rise, Verdict
from danbiet.scores import selectors as scores
from danbiet.scores.rules import TOTAL as TOTAL_SCORE

HARD = {Verdict.ONE_PLACE, Verdict.NEVER_SEEN, Verdict.FEWER_THAN_ONE_IN_A_HUNDRED, Verdict.NOISE}
MARKS = {Verdict.NOT_COMPARABLE: "unsure", Verdict.NO_RISE: "done", Verdict.COMMON: "done"}


@dataclass(frozen=True)
class Told:
    """A judgement ready to be read: one sentence, what limits it, the row behind it, and the mark drawn."""

    sentence: str
    caveats: tuple[str, ...]
    rise: Rise | None
    mark: str


@dataclass(frozen=True)
class Start:
    """The last published score a target starts from."""

    score: Decimal
    year: int


def tell(found: Realism) -> Told:
    """A judgement in the reader's language."""
    values = {name: score(value) if isinstance(value, Decimal) else value for name, value in found.values.items()}
    caveats = tuple(_(caveat).format(**values) for caveat in found.caveats)
    mark = "late" if found.verdict in HARD else MARKS.get(found.verdict, "soon")
    return Told(_(found.text).format(**values), caveats, found.rise, mark)


def code_of(construct: str) -> str:
    """D1-D8 of a dimension, TOTAL of the whole index; "" for a sub-dimension, of which no rises are known."""
    if construct in ("", "all", TOTAL):
        return TOTAL
    return next((one.code for one in lexicon().dimensions if one.construct == construct), "")


def judged(target: Target, *, start: Start | None) -> Told | None:
    """What can be said of a plan's target; None when there is nothing to hold it against."""
    code = code_of(target.construct)
    if target.measure == "score" and not code:
        return None
    base, base_year = (start.score, start.year) if start else (None, None)
    found = realism.judge(Aim(target.measure, code, target.value, target.year, base, base_year))
    return tell(found) if found else None


def start_of(place: Unit, construct: str, *, on: date) -> Start | None:
    """The latest score known on the day: PAPI scores provinces, so a district or ward reads its province's."""
    table = scores.panel()
    year = table.year_on(on)
    if year is None:
        return None
    subject = scores.subject_of(place, on=on)
    whole = code_of(construct) == TOTAL
    cell = subject.cell(table, year=year, construct=TOTAL_SCORE if whole else construct)
    return Start(cell.value, year) if cell else None


def target_told(target: Target, *, on: date) -> Told | None:
    """A plan's target held against what was seen, starting from the latest score known on the day."""
    start = start_of(target.plan.place, target.construct, on=on) if target.measure == "score" else None
    return judged(target, start=start)


def suggestions(construct: str) -> Suggestions:
    """Measures seen in other plans for a part of the index that a plan leaves empty."""
    return library.suggestions(construct)
