"""Targets held against what places have done, in the reader's language; measures seen elsewhere for a gap."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from danbiet.common.actor import Actor, NotYours, say
from danbiet.common.templatetags.danbiet import score
from danbiet.places.models import Unit
from danbiet.plans.models import Item, Plan, Target
from danbiet.plans.rules import library, realism
from danbiet.plans.rules.importing import target_of
from danbiet.plans.rules.library import Suggestions
from danbiet.plans.rules.proposals import lexicon
from danbiet.plans.rules.realism import TOTAL, Aim, Realism, Rise, Verdict
from danbiet.plans.rules.states import ItemKind, PlanState, may_draft
from danbiet.plans.selectors import gates
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


@dataclass(frozen=True)
class Known:
    """The scores known on a day for a place: PAPI scores provinces, so a district or ward reads its province's."""

    year: int
    subject: scores.Subject
    table: scores.Panel

    def start(self, construct: str) -> Start | None:
        """The score that a target for a part of the index starts from."""
        name = TOTAL_SCORE if code_of(construct) == TOTAL else construct
        cell = self.subject.cell(self.table, year=self.year, construct=name)
        return Start(cell.value, self.year) if cell else None


def known_scores(place: Unit, *, on: date) -> Known | None:
    """The latest scores known on the day; None before any are loaded."""
    table = scores.panel()
    year = table.year_on(on)
    return Known(year, scores.subject_of(place, on=on), table) if year else None


def target_told(target: Target, *, on: date) -> Told | None:
    """A plan's target held against what was seen, starting from the latest score known on the day."""
    known = known_scores(target.plan.place, on=on) if target.measure == "score" else None
    return judged(target, start=known.start(target.construct) if known else None)


@dataclass(frozen=True)
class TargetPage:
    """One target: its clause, its row, the score it starts from, what can be said of it, and whether it may change."""

    item: Item
    target: Target
    start: Start | None
    told: Told | None
    may_edit: bool


def target_page(actor: Actor, pk: int, *, on: date, draft: Target | None = None) -> TargetPage:
    """The target of a clause the actor may see; `draft` holds values to be judged before they are kept."""
    item = gates.item_for(actor, pk, on=on)
    if item.kind != ItemKind.TARGET:
        raise NotYours(say("Mục này không phải chỉ tiêu."))
    target = draft or targets_of(item)[0]
    known = known_scores(item.plan.place, on=on)
    start = known.start(target.construct) if known else None
    may_edit = item.plan.state == PlanState.DRAFT and may_draft(actor, gates.plan_standing(item.plan, on=on))
    return TargetPage(item, target, start, judged(target, start=start), may_edit)


def targets_of(item: Item) -> tuple[Target, ...]:
    """The target a person said of a clause, or what its words aim at; none for other clauses."""
    said = tuple(item.targets.all())
    return said if said or item.kind != ItemKind.TARGET else (_from_words(item),)


def targets_of_plan(plan: Plan) -> tuple[Target, ...]:
    """Every target of a plan: those a person said, then those read from the words of clauses. Two queries."""
    said = plan.targets.select_related("plan__place").order_by("pk")
    unsaid = plan.items.filter(kind=ItemKind.TARGET.value, targets=None).order_by("position")
    return (*said, *(_from_words(item) for item in unsaid))


def _from_words(item: Item) -> Target:
    aimed = target_of(item.text)
    return Target(
        plan_id=item.plan_id, item=item, text=item.text, measure=aimed.measure.value, value=aimed.value,
        year=aimed.year,
    )  # fmt: skip


def suggestions(construct: str) -> Suggestions:
    """Measures seen in other plans for a part of the index that a plan leaves empty."""
    return library.suggestions(construct)
