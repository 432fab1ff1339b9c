"""The article's plan against the editions of PAPI: the holes must show."""

from danbiet.plans.rules.coverage import Cover, Coverage, Entry, cover
from danbiet.plans.rules.library import article_plan
from danbiet.plans.rules.states import ItemKind
from danbiet.scores.rules import edition_for, editions

KNOWN = frozenset(part.construct for edition in editions() for part in edition.sub_dimensions)


def article(year: int) -> Coverage:
    entries = [Entry(ItemKind(row.kind), row.sentence, frozenset(row.serves)) for row in article_plan().items]
    return cover(edition_for(year), entries, known=KNOWN)


def test_the_articles_plan_covers_19_of_28_parts_in_2021() -> None:
    found = article(2021)
    assert found.general == 2  # the whole plan in every unit (S28a, S28b): serves the index, no part of it
    assert (found.work, found.served, len(found.cells), len(found.open_cells)) == (39, 19, 28, 9)
    gaps = [cell.number for cell in found.cells if cell.cover is Cover.GAP]
    assert gaps == ["1.3", "3.3", "4.3", "7.1", "7.2", "7.3", "8.1", "8.2"]
    assert [cell.number for cell in found.cells if cell.cover is Cover.SEMI] == ["2.4"]


def test_the_counts_are_those_drawn_on_the_board() -> None:
    assert [cell.work for cell in article(2021).cells] == [
        3, 6, 0, 6, 12, 1, 2, 0, 8, 6, 0, 1, 4, 0, 3, 1, 2, 3, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1,
    ]  # fmt: skip


def test_construction_permits_are_no_longer_measured_in_2021_but_were_in_2020() -> None:
    assert article(2021).unmeasured == ("construction",)
    before = article(2020)
    assert before.unmeasured == ()
    assert {cell.construct: cell.work for cell in before.cells}["construction"] == 2


def test_the_strips_add_up_to_the_cells() -> None:
    found = article(2021)
    assert sum(strip.work for strip in found.strips) == found.work
    totals = [sum(column) for column in zip(*(strip.counts for strip in found.strips), strict=True)]
    assert totals == [cell.work for cell in found.cells]


def test_serving_a_dimension_serves_none_of_its_cells() -> None:
    whole = cover(edition_for(2021), [Entry(ItemKind.TASK, "", frozenset({"environment", "all"}))], known=KNOWN)
    assert whole.served == 0
    assert whole.unmeasured == ()
