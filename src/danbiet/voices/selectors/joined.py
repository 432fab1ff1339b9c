"""Cases that belong together: where a merged one goes on, what was merged into one, the parts of a report, and
everything that one sender sent."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from danbiet.voices.models import Case
from danbiet.voices.rules import Tie

OF_ONE_SENDER = (Tie.SPLIT.value, Tie.FOLLOWS.value)
ORIGIN = "voices.case"


def goes_on_in(case: Case) -> Case:
    """The case that goes on: itself, or the last of those it was merged into one after the other. Rows that lead round
    in a circle end where it closes."""
    seen = {case.pk}
    while case.merged_into is not None and case.merged_into_id not in seen:
        case = case.merged_into
        seen.add(case.pk)
    return case


def merged_under(case: Case) -> list[Case]:
    """What was merged into a case, and into that: one query, and one more for each step of the chain."""
    return _reached(case, lambda rows: _cases().filter(merged_into__in=rows))


def parts_of(case: Case) -> list[Case]:
    """Second matters that were split off, and off those; the sender follows them all with the first code."""
    return _reached(case, lambda rows: _cases().filter(links__other__in=rows, links__tie=Tie.SPLIT.value))


def of_one_sender(case: Case) -> list[Case]:
    """A case, what was split off it or opened by its sender's words after the end, and what it came from itself."""
    return [case, *_reached(case, _beside)]


def _beside(rows: Iterable[Case]) -> Iterable[Case]:
    numbers = [one.number for one in rows]
    yield from _cases().filter(number__in=[one.origin_number for one in rows if one.origin_kind == ORIGIN])
    yield from _cases().filter(links__other__in=rows, links__tie__in=OF_ONE_SENDER, origin_number__in=numbers)


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("place", "agency", "merged_into__place")


def _reached(case: Case, beside: Callable[[list[Case]], Iterable[Case]]) -> list[Case]:
    """What is reached from a case step by step, each once, the oldest first; without the case itself."""
    found, edge = {case.pk: case}, [case]
    while edge:
        edge = [one for one in beside(edge) if one.pk not in found]
        found |= {one.pk: one for one in edge}
    return [found[pk] for pk in sorted(found) if pk != case.pk]
