"""Gates, the desk, counts, what became of clauses below."""

from datetime import date

import pytest

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, NotYours
from danbiet.places.models import Successor
from danbiet.plans import selectors, services
from danbiet.plans.tests.factories import AT_AUGUST, draft, issued, item, upload, ward_task
from tests.people import IN_2021, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
CAST = ["city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin"]
CAST += ["resident", "stranger"]


def inherit(country: Country) -> None:
    Successor.objects.create(
        old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, share=1, basis="assumed", decree="1656",
        on=date(2025, 7, 1),
    )  # fmt: skip


def reported(country: Country, cast: Cast, **changes):
    task = ward_task(country, cast)
    report = services.Report(**{"text": "Đã dán", "files": (upload(),), "claims_done": True, **changes})
    return services.report_progress(task, report=report, by=cast.actor("ward"), at=AT)


def sees(gate, cast: Cast, pk: int, on: date = IN_2021) -> set[str]:
    found = set()
    for name in CAST:
        try:
            gate(cast.actor(name, on), pk, on=on)
            found.add(name)
        except NotYours:
            pass
    return found


def test_an_issued_plan_is_for_everybody(country: Country, cast: Cast) -> None:
    plan = issued(country, cast)
    assert sees(selectors.plan_for, cast, plan.pk) == set(CAST)
    assert selectors.plan_for(ANONYMOUS, plan.pk, on=IN_2021) == plan
    assert plan in selectors.plans_visible_to(ANONYMOUS, on=IN_2021)


def test_a_draft_is_for_the_officers_over_its_place(country: Country, cast: Cast) -> None:
    plan = draft(country, cast, place=country.dong_ngac)
    insiders = {"city", "planner", "chair", "ward", "wardchair", "inspector", "analyst"}
    assert sees(selectors.plan_for, cast, plan.pk) == insiders
    listed = {n for n in CAST if plan in selectors.plans_visible_to(cast.actor(n), on=IN_2021)}
    assert listed == insiders
    with pytest.raises(NotYours):
        selectors.plan_for(ANONYMOUS, plan.pk, on=IN_2021)
    with pytest.raises(NotYours):
        selectors.plan_for(cast.actor("planner"), 999, on=IN_2021)


def test_progress_and_evidence_stay_inside(country: Country, cast: Cast) -> None:
    note = reported(country, cast)
    insiders = {"city", "planner", "chair", "ward", "wardchair", "inspector", "analyst"}
    assert sees(selectors.note_for, cast, note.pk) == insiders
    assert sees(selectors.evidence_for, cast, note.evidence.get().pk) == insiders
    order = services.order_correction(
        note.task, order=services.Order("x", date(2021, 10, 1), date(2021, 10, 8)), by=cast.actor("chair"), at=AT
    )
    assert sees(selectors.correction_for, cast, order.pk) == insiders
    assert sees(selectors.item_for, cast, note.task.item_id) == insiders


def test_in_2026_the_successors_and_the_city_see_the_old_wards_drafts(country: Country, cast: Cast) -> None:
    inherit(country)
    plan = draft(country, cast, place=country.dong_ngac)
    assert sees(selectors.plan_for, cast, plan.pk, IN_2026) == {
        "city", "planner", "chair", "ward", "wardchair", "inspector", "analyst",
    }  # fmt: skip
    listed = {n for n in CAST if plan in selectors.plans_visible_to(cast.actor(n, IN_2026), on=IN_2026)}
    assert {"city", "ward"} <= listed
    assert "ward2" not in listed


def test_the_desk_of_a_ward_names_day_source_and_reason(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast, due_on=date(2021, 9, 17))
    (row, unissued) = selectors.desk_items(cast.actor("ward"), on=IN_2021)
    assert (row.status, row.due_on, row.url) == ("late", date(2021, 9, 17), f"/plans/tasks/{task.pk}/")
    assert row.source == "Kế hoạch 313/KH-UBND, mục T1"
    assert unissued.title.startswith("Dự thảo chưa ban hành")
    assert selectors.desk_items(cast.actor("ward2"), on=IN_2021) == []
    assert selectors.desk_items(cast.actor("resident"), on=IN_2021) == []


@pytest.mark.parametrize(
    ("due_on", "status"),
    [(date(2021, 9, 20), "late"), (IN_2021, "now"), (date(2021, 9, 25), "soon"), (None, "none")],
)
def test_the_desk_sorts_by_day(country: Country, cast: Cast, due_on: date | None, status: str) -> None:
    ward_task(country, cast, due_on=due_on)
    assert status in {row.status for row in selectors.desk_items(cast.actor("ward"), on=IN_2021)}


def test_work_far_ahead_is_not_on_the_desk(country: Country, cast: Cast) -> None:
    ward_task(country, cast, due_on=date(2021, 12, 31))
    assert all("Dự thảo" in row.title for row in selectors.desk_items(cast.actor("ward"), on=IN_2021))


def test_the_desk_of_the_district_judges_checks_and_completes(country: Country, cast: Cast) -> None:
    note = reported(country, cast)
    services.order_correction(
        note.task, order=services.Order("Dán lại", IN_2021, IN_2021), by=cast.actor("chair"), at=AT
    )
    titles = [row.title for row in selectors.desk_items(cast.actor("chair"), on=IN_2021)]
    assert any(title.startswith("Chờ chấp nhận") for title in titles)
    assert any(title.startswith("Kiểm tra lại") for title in titles)
    assert any(title.startswith("1 nhiệm vụ thiếu") for title in titles)
    later = [row.title for row in selectors.desk_items(cast.actor("chair"), on=date(2021, 10, 5))]
    assert any(title == "Phường Đông Ngạc: 1 nhiệm vụ quá hạn" for title in later)
    mine = [row.title for row in selectors.desk_items(cast.actor("ward"), on=IN_2021)]
    assert any(title.startswith("Chấn chỉnh") for title in mine)


def test_open_work_of_an_ended_ward_is_on_the_desk_of_its_heirs(country: Country, cast: Cast) -> None:
    inherit(country)
    ward_task(country, cast)
    rows = selectors.desk_items(cast.actor("ward", IN_2026), on=IN_2026)
    (row,) = [r for r in rows if r.title == "Nhận lại từ Phường Đông Ngạc: 1 nhiệm vụ chưa xong"]
    assert row.detail == "đơn vị đã hết hiệu lực từ 01/07/2025"
    assert row.why == "1 đã quá hạn"


def test_the_desk_costs_eight_questions(country: Country, cast: Cast, django_assert_max_num_queries) -> None:
    reported(country, cast)
    chair = cast.actor("chair")
    with django_assert_max_num_queries(8):
        selectors.desk_items(chair, on=IN_2021)


def test_figures_are_asked_of_stored_days(country: Country, cast: Cast) -> None:
    note = reported(country, cast)
    services.accept(note, by=cast.actor("chair"), at=clock.moment(date(2021, 10, 3)))
    unit, span = country.dong_ngac.unit, selectors.Span(date(2021, 9, 1), date(2021, 10, 1))
    before = selectors.figures(unit, on=IN_2021, span=span)
    assert (before.total, before.done, before.open, before.overdue, before.waiting) == (1, 0, 1, 0, 1)
    assert (before.due_in_span, before.late_in_span, before.without_product) == (1, 0, 1)
    late = selectors.figures(unit, on=date(2021, 10, 1), span=span)
    assert (late.overdue, late.late_in_span, late.done_in_span) == (1, 1, 0)
    after = selectors.figures(unit, on=date(2021, 10, 4), span=span)
    assert (after.done, after.overdue, after.waiting, after.late_in_span) == (1, 0, 0, 1)
    assert list(selectors.tasks_behind("done", place=unit, on=date(2021, 10, 4))) == [note.task]


def test_done_work_of_an_ended_plan_is_history_and_open_work_is_not(country: Country, cast: Cast) -> None:
    note = reported(country, cast)
    services.accept(note, by=cast.actor("chair"), at=AT)
    district = country.district.unit
    found = selectors.figures(district, on=IN_2026)
    assert (found.total, found.done, found.open) == (1, 0, 1)
    assert selectors.figures(district, on=date(2025, 12, 31)).total == 2


def test_every_figure_has_its_rows(country: Country, cast: Cast) -> None:
    reported(country, cast)
    span = selectors.Span(date(2021, 9, 1), date(2021, 10, 1))
    found = selectors.figures(country.district.unit, on=IN_2021, span=span)
    for name in found.__dataclass_fields__:
        rows = selectors.tasks_behind(name, place=country.district.unit, on=IN_2021, span=span)
        assert rows.count() == getattr(found, name), name


def test_figures_by_place_and_what_is_unserved(country: Country, cast: Cast) -> None:
    reported(country, cast)
    by_place = selectors.figures_by_place(country.district.unit, on=IN_2021)
    assert {pk: row.total for pk, row in by_place.items()} == {
        country.district.unit.pk: 1, country.dong_ngac.unit.pk: 1,
    }  # fmt: skip
    open_cells = selectors.unserved(country.district.unit, ["access_info", "corruption"], on=IN_2021)
    assert open_cells == {"corruption"}
    assert selectors.figures(country.district.unit, on=IN_2021, deep=False).total == 1


def test_drafts_that_answer_nothing_do_not_count(country: Country, cast: Cast) -> None:
    item(draft(country, cast), cast)
    assert selectors.figures(country.district.unit, on=IN_2021).total == 0


def test_the_task_table_prints_what_was_accepted(country: Country, cast: Cast, django_assert_num_queries) -> None:
    note = reported(country, cast)
    (row,) = selectors.task_rows(selectors.tasks_of(country.dong_ngac.unit, on=IN_2021), on=IN_2021)
    assert (row.result, row.evidence, row.waiting, row.state) == ("", 0, 1, "open")
    services.accept(note, by=cast.actor("chair"), at=AT)
    with django_assert_num_queries(4):
        (row,) = selectors.task_rows(selectors.tasks_of(country.dong_ngac.unit, on=IN_2021), on=IN_2021)
    assert (row.result, row.evidence, row.waiting, row.state) == ("Đã dán", 1, 0, "done")
    assert (row.lead, row.constructs) == ("UBND Phường Đông Ngạc", ("access_info",))


def test_what_became_of_clauses_below(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    upper = task.item.answers.plan
    (clause,) = selectors.upper_clauses(task.plan, on=IN_2021)
    assert (clause.code, clause.answers) == ("T1", ("T1",))
    (row,) = selectors.spread(upper)
    assert (row.units, row.issued, row.tasks, row.done) == (1, 0, 1, 0)
    assert selectors.answers_of(upper, country.dong_ngac.unit.pk) == {upper.items.get().pk: "T1"}


def test_units_without_a_plan_or_a_task_are_named(country: Country, cast: Cast) -> None:
    upper = ward_task(country, cast).item.answers.plan
    (row,) = selectors.units_without(upper, on=IN_2021)
    assert (row.name, row.lacks) == ("Phường Xuân Đỉnh", "plan")
    empty = draft(country, cast, place=country.xuan_dinh)
    services.hang_under(empty, parent=upper, by=cast.actor("planner"), at=AT_AUGUST)
    (row,) = selectors.units_without(upper, on=IN_2021)
    assert row.lacks == "task"
    assert len(selectors.unit_plans(upper, on=IN_2026)) == 2
