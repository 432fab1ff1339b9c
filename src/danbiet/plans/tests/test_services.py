"""Every act: works, is refused by rule, is not yours, is written down."""

from datetime import date
from decimal import Decimal

import pytest

from danbiet.common import clock
from danbiet.common.actor import Conflict, Damaged, NotAllowed
from danbiet.common.formats import FileRefused
from danbiet.ledger.models import Event, Opening
from danbiet.plans import services
from danbiet.plans.models import CorrectionOrder, Item, Plan, ProgressNote, Task
from danbiet.plans.rules.states import ItemKind
from danbiet.plans.selectors import task_for
from danbiet.plans.tests.factories import AT_AUGUST, AUGUST, draft, heading, issued, item, upload, ward_task
from tests.people import IN_2021, IN_2026, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)


def last() -> tuple[str, dict]:
    event = Event.objects.latest("seq")
    return event.act, Opening.objects.get(event=event, part="payload").value


def report(**changes) -> services.Report:
    return services.Report(
        **{"text": "Đã dán 12 bảng tin", "figures": {"bảng tin": 12}, "files": (upload(),), **changes}
    )


# drawing up


def test_a_plan_is_drawn_up_hung_and_issued(country: Country, cast: Cast) -> None:
    city = services.create_plan(heading(country.city), by=cast.actor("city"), at=AT_AUGUST)
    item(city, cast, who="city")
    city = services.issue_plan(
        city, number="179/KH-UBND", issued_on=date(2021, 8, 4), by=cast.actor("city"), at=AT_AUGUST
    )
    plan = services.hang_under(draft(country, cast), parent=city, by=cast.actor("planner"), at=AT_AUGUST)
    plan = services.issue_plan(plan, number="313/KH-UBND", issued_on=AUGUST, by=cast.actor("planner"), at=AT_AUGUST)
    assert (plan.parent, plan.state, str(plan)) == (city, "issued", "313/KH-UBND")
    assert last() == ("plans.issue_plan", {"number": "313/KH-UBND", "issued_on": "2021-08-18", "replaces": None})


@pytest.mark.parametrize("who", ["ward", "ward2", "inspector", "resident", "stranger", "analyst", "grouphead"])
def test_a_district_plan_is_not_for_these(country: Country, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.create_plan(heading(country.district), by=cast.actor(who), at=AT_AUGUST)
    assert not Event.objects.exists()


def test_a_ward_officer_draws_up_the_own_ward_alone_and_does_not_issue(country: Country, cast: Cast) -> None:
    plan = draft(country, cast, place=country.dong_ngac, who="ward")
    with pytest.raises(NotAllowed):
        draft(country, cast, place=country.xuan_dinh, who="ward")
    with pytest.raises(NotAllowed):
        services.issue_plan(plan, number="1/KH-UBND", issued_on=AUGUST, by=cast.actor("ward"), at=AT_AUGUST)
    issued_plan = services.issue_plan(plan, number="1/KH-UBND", issued_on=AUGUST, by=cast.actor("wardchair"), at=AT)
    assert issued_plan.state == "issued"


def test_wording_changes_in_drafts_alone(country: Country, cast: Cast) -> None:
    plan = draft(country, cast)
    clause = item(plan, cast, text="Công bố kết quả")
    wording = services.Wording(kind=ItemKind.PRINCIPLE, text="Công bố hằng năm")
    clause = services.edit_item(clause, wording=wording, by=cast.actor("planner"), at=AT_AUGUST)
    assert clause.text == "Công bố hằng năm"
    assert not Task.objects.exists()
    services.issue_plan(plan, number="313/KH-UBND", issued_on=AUGUST, by=cast.actor("planner"), at=AT_AUGUST)
    with pytest.raises(services.PlanIssued):
        services.edit_item(clause, wording=wording, by=cast.actor("planner"), at=AT_AUGUST)
    with pytest.raises(services.PlanIssued):
        services.add_item(plan, wording=wording, by=cast.actor("planner"), at=AT_AUGUST)
    with pytest.raises(services.PlanIssued):
        services.remove_item(clause, by=cast.actor("planner"), at=AT_AUGUST)


def test_a_clause_is_struck_from_a_draft(country: Country, cast: Cast) -> None:
    plan = draft(country, cast)
    services.remove_item(item(plan, cast), by=cast.actor("planner"), at=AT_AUGUST)
    assert not Item.objects.exists()
    assert last()[0] == "plans.remove_item"


def test_issuing_twice_and_the_same_number_are_conflicts(country: Country, cast: Cast) -> None:
    plan = issued(country, cast)
    planner = cast.actor("planner")
    with pytest.raises(services.PlanIssued):
        services.issue_plan(plan, number="314/KH-UBND", issued_on=AUGUST, by=planner, at=AT)
    with pytest.raises(services.NumberTaken):
        services.issue_plan(draft(country, cast), number="313/KH-UBND", issued_on=AUGUST, by=planner, at=AT)
    with pytest.raises(Damaged):
        services.issue_plan(draft(country, cast), number="", issued_on=AUGUST, by=planner, at=AT)
    with pytest.raises(Damaged):
        services.issue_plan(draft(country, cast), number="9/KH-UBND", issued_on=date(2022, 1, 1), by=planner, at=AT)


def test_a_new_plan_replaces_the_one_it_names(country: Country, cast: Cast) -> None:
    old, planner = issued(country, cast), cast.actor("planner")
    new = services.create_plan(heading(country.district, replaces=old), by=planner, at=AT)
    services.issue_plan(new, number="400/KH-UBND", issued_on=IN_2021, by=planner, at=AT)
    old.refresh_from_db()
    assert old.state == "replaced"
    with pytest.raises(services.WrongPlan):
        services.create_plan(heading(country.district, replaces=old), by=planner, at=AT)


def test_a_plan_hangs_only_under_an_issued_plan_from_above(country: Country, cast: Cast) -> None:
    plan, planner = draft(country, cast), cast.actor("planner")
    with pytest.raises(services.WrongPlan):
        services.hang_under(plan, parent=draft(country, cast), by=planner, at=AT)
    ward = draft(country, cast, place=country.dong_ngac)
    services.issue_plan(ward, number="5/KH-UBND", issued_on=AUGUST, by=planner, at=AT)
    with pytest.raises(services.WrongPlan):
        services.hang_under(plan, parent=ward, by=planner, at=AT)


def test_a_yearly_plan_stands_under_the_period_and_answers_a_second_plan(country: Country, cast: Cast) -> None:
    planner = cast.actor("planner")
    whole = issued(country, cast)
    yearly = services.create_plan(
        heading(country.district, from_day=date(2022, 1, 1), until_day=date(2023, 1, 1)), by=planner, at=AT
    )
    services.stand_under_period(yearly, period_plan=whole, by=planner, at=AT)
    services.answer_also(yearly, other=whole, by=planner, at=AT)
    assert yearly.period_plan == whole
    assert list(yearly.also_answers.all()) == [whole]
    with pytest.raises(services.WrongPlan):
        services.stand_under_period(whole, period_plan=yearly, by=planner, at=AT)


def test_what_a_clause_serves_is_confirmed_by_a_person(country: Country, cast: Cast) -> None:
    clause = item(draft(country, cast), cast, serves=("budget", "land"))
    services.confirm_serves(clause, constructs=["access_info"], by=cast.actor("planner"), at=AT)
    assert list(clause.serves.values_list("construct", "confirmed")) == [("access_info", True)]
    assert last()[1]["before"] == ["budget", "land"]


def test_a_target_is_written_into_a_draft(country: Country, cast: Cast) -> None:
    plan, planner = draft(country, cast), cast.actor("planner")
    aim = services.Aim("Tăng ít nhất 5 bậc mỗi năm", services.TargetMeasure.RANK, value=Decimal(5))
    target = services.add_target(plan, aim=aim, by=planner, at=AT)
    assert (target.measure, target.value, last()[1]["value"]) == ("rank", 5, "5")
    with pytest.raises(Damaged):
        services.add_target(plan, aim=services.Aim(" ", services.TargetMeasure.QUALITY), by=planner, at=AT)
    with pytest.raises(NotAllowed):
        services.add_target(plan, aim=aim, by=cast.actor("ward"), at=AT)


def test_a_clause_answers_only_a_clause_of_its_upper_plan(country: Country, cast: Cast) -> None:
    upper = issued(country, cast)
    clause = item(draft(country, cast, place=country.dong_ngac), cast)
    with pytest.raises(services.WrongPlan):
        services.set_answers(clause, upper=upper.items.first(), by=cast.actor("planner"), at=AT)
    plan = services.hang_under(clause.plan, parent=upper, by=cast.actor("planner"), at=AT)
    clause = services.set_answers(
        Item.objects.get(plan=plan), upper=upper.items.first(), by=cast.actor("planner"), at=AT
    )
    assert clause.answers == upper.items.first()


# giving work


def test_a_task_gets_owner_day_and_product(country: Country, cast: Cast) -> None:
    task = issued(country, cast).tasks.first()
    given = services.Assignment(
        lead_agency=country.district.committee, supporting=(country.dong_ngac.committee,),
        due_on=date(2021, 12, 1), product="Báo cáo",
    )  # fmt: skip
    task = services.assign(task, assignment=given, by=cast.actor("planner"), at=AT)
    assert (task.lead_agency, task.due_on, task.product) == (country.district.committee, date(2021, 12, 1), "Báo cáo")
    assert last()[1]["due_on"] == "2021-12-01"


def test_the_second_of_two_people_who_assign_at_once_is_told(country: Country, cast: Cast) -> None:
    task = issued(country, cast).tasks.first()
    given = services.Assignment(lead_agency=country.district.committee, version=task.version)
    services.assign(task, assignment=given, by=cast.actor("planner"), at=AT)
    with pytest.raises(services.TaskChanged) as caught:
        services.assign(task, assignment=given, by=cast.actor("chair"), at=AT)
    assert caught.value.status == 409


@pytest.mark.parametrize("who", ["ward", "inspector", "stranger"])
def test_these_do_not_assign(country: Country, cast: Cast, who: str) -> None:
    task = issued(country, cast).tasks.first()
    with pytest.raises(NotAllowed):
        services.assign(task, assignment=services.Assignment(None), by=cast.actor(who), at=AT)


def test_an_agency_outside_and_a_day_before_the_plan_are_refused(country: Country, cast: Cast) -> None:
    task = issued(country, cast).tasks.first()
    for given in (
        services.Assignment(lead_agency=country.city.committee),
        services.Assignment(lead_agency=None, due_on=date(2020, 1, 1)),
        services.Assignment(lead_agency=None, recurrence="sometimes"),
    ):
        with pytest.raises(Damaged):
            services.assign(task, assignment=given, by=cast.actor("planner"), at=AT)


def test_splitting_gives_each_ward_a_draft_that_answers(country: Country, cast: Cast) -> None:
    plan = issued(country, cast)
    wards = [country.dong_ngac.unit, country.xuan_dinh.unit]
    made = services.split_to_wards(
        list(plan.items.all()), wards=wards, due_on=date(2021, 10, 1), by=cast.actor("planner"), at=AT
    )
    assert [row.place for row in made] == wards
    task = Task.objects.filter(plan=made[0]).select_related("item").first()
    assert (task.lead_agency, task.due_on) == (country.dong_ngac.committee, date(2021, 10, 1))
    assert task.item.answers.plan == plan
    assert [row.construct for row in task.item.serves.all()] == ["access_info"]
    assert last()[1]["tasks"] == 4
    again = services.split_to_wards(list(plan.items.all()), wards=wards, due_on=None, by=cast.actor("planner"), at=AT)
    assert (last()[1]["tasks"], again) == (0, made)
    assert Plan.objects.filter(parent=plan).count() == 2


def test_splitting_costs_as_many_statements_for_two_wards_as_for_one(
    country: Country, cast: Cast, django_assert_max_num_queries
) -> None:
    plan, planner = issued(country, cast, items=20), cast.actor("planner")
    with django_assert_max_num_queries(25):
        services.split_to_wards(
            list(plan.items.all()), wards=[country.dong_ngac.unit, country.xuan_dinh.unit], due_on=None,
            by=planner, at=AT,
        )  # fmt: skip


def test_splitting_is_refused_for_drafts_strangers_and_wards_elsewhere(country: Country, cast: Cast) -> None:
    plan, planner, ward = issued(country, cast), cast.actor("planner"), country.dong_ngac.unit
    items = list(plan.items.all())
    with pytest.raises(services.WrongPlan):
        services.split_to_wards([item(draft(country, cast), cast)], wards=[ward], due_on=None, by=planner, at=AT)
    with pytest.raises(services.WrongPlan):
        services.split_to_wards([], wards=[ward], due_on=None, by=planner, at=AT)
    with pytest.raises(services.WrongUnit):
        services.split_to_wards(items, wards=[country.new_dong_ngac.unit], due_on=None, by=planner, at=AT)
    with pytest.raises(NotAllowed):
        services.split_to_wards(items, wards=[ward], due_on=None, by=cast.actor("ward"), at=AT)
    (made,) = services.split_to_wards(items, wards=[ward], due_on=None, by=planner, at=AT)
    services.issue_plan(made, number="7/KH-UBND", issued_on=IN_2021, by=planner, at=AT)
    with pytest.raises(services.WrongPlan, match="7/KH-UBND"):
        services.split_to_wards(items, wards=[ward], due_on=None, by=planner, at=AT)


def test_work_handed_down_is_called_off_only_from_above(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    with pytest.raises(NotAllowed):
        services.cancel_task(task, reason="Không làm", by=cast.actor("wardchair"), at=AT)
    with pytest.raises(Damaged):
        services.cancel_task(task, reason=" ", by=cast.actor("planner"), at=AT)
    task = services.cancel_task(task, reason="Gộp với nhiệm vụ khác", by=cast.actor("planner"), at=AT)
    assert (task.state, task.cancelled_on) == ("cancelled", IN_2021)
    with pytest.raises(services.TaskClosed):
        services.report_progress(task, report=report(), by=cast.actor("ward"), at=AT)


def test_what_was_handed_down_is_not_shaken_off_below(country: Country, cast: Cast) -> None:
    item_below, wardchair = ward_task(country, cast).item, cast.actor("wardchair")
    kept = services.Wording(kind=ItemKind.TASK, text="Công bố, có ảnh")
    item_below = services.edit_item(item_below, wording=kept, by=wardchair, at=AT)
    assert (item_below.text, item_below.handed_down) == ("Công bố, có ảnh", True)
    dropped = services.Wording(kind=ItemKind.PRINCIPLE, text="Công bố")
    for act in (
        lambda by: services.edit_item(item_below, wording=dropped, by=by, at=AT),
        lambda by: services.set_answers(item_below, upper=None, by=by, at=AT),
        lambda by: services.remove_item(item_below, by=by, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act(wardchair)
    services.remove_item(item_below, by=cast.actor("planner"), at=AT)
    assert not Item.objects.filter(pk=item_below.pk).exists()


# progress


def test_done_is_what_somebody_outside_accepted(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    note = services.report_progress(task, report=report(claims_done=True), by=cast.actor("ward"), at=AT)
    assert (note.agency, note.figures, note.on) == (country.dong_ngac.committee, {"bảng tin": 12}, IN_2021)
    task.refresh_from_db()
    assert task.state == "open"
    services.accept(note, by=cast.actor("chair"), at=AT)
    task.refresh_from_db()
    assert (task.state, task.done_on) == ("done", IN_2021)
    assert last() == ("plans.accept", {"note": note.pk, "reason": "", "done": True})
    with pytest.raises(services.AlreadyJudged):
        services.accept(note, by=cast.actor("inspector"), at=AT)


def test_an_accepted_note_that_claims_no_end_leaves_the_task_open(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    note = services.report_progress(task, report=report(files=()), by=cast.actor("ward"), at=AT)
    services.accept(note, by=cast.actor("planner"), at=AT)
    task.refresh_from_db()
    assert task.state == "open"


@pytest.mark.parametrize("who", ["ward2", "planner", "resident", "stranger", "inspector"])
def test_only_the_leading_unit_reports(country: Country, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.report_progress(ward_task(country, cast), report=report(), by=cast.actor(who), at=AT)


@pytest.mark.parametrize("who", ["ward", "wardchair", "ward2", "resident", "stranger"])
def test_these_do_not_judge(country: Country, cast: Cast, who: str) -> None:
    note = services.report_progress(ward_task(country, cast), report=report(), by=cast.actor("ward"), at=AT)
    for act in (services.accept, services.refuse):
        with pytest.raises(NotAllowed):
            act(note, reason="x", by=cast.actor(who), at=AT)


def test_a_refused_note_says_why_and_the_task_stays_open(country: Country, cast: Cast) -> None:
    note = services.report_progress(
        ward_task(country, cast), report=report(claims_done=True), by=cast.actor("ward"), at=AT
    )
    with pytest.raises(Damaged):
        services.refuse(note, reason="", by=cast.actor("chair"), at=AT)
    note = services.refuse(note, reason="Ảnh không phải bảng tin", by=cast.actor("chair"), at=AT)
    assert (note.verdict, note.task.state) == ("refused", "open")


def test_a_report_must_hold_what_it_claims(country: Country, cast: Cast) -> None:
    task, ward = ward_task(country, cast), cast.actor("ward")
    for wrong in (report(text=""), report(claims_done=True, files=()), report(figures={"x": 1.5})):
        with pytest.raises(services.NotReported):
            services.report_progress(task, report=wrong, by=ward, at=AT)
    with pytest.raises(FileRefused):
        services.report_progress(
            task, report=report(files=(services.Upload("a.jpg", b"\xff\xd8\xff not a picture"),)), by=ward, at=AT
        )
    assert not ProgressNote.objects.exists()


@pytest.mark.parametrize(
    ("file", "flags"),
    [
        (upload(), []),
        (upload(plain=True), ["empty_picture"]),
        (upload(plain=True, form="PNG"), ["empty_picture"]),
        (upload(taken="2021:09:20 08:00:00"), []),
        (upload(taken="2021:01:05 08:00:00"), ["older"]),
        (services.Upload("a.pdf", b"%PDF-1.4 /CreationDate (D:20200101120000)"), ["older"]),
        (services.Upload("a.pdf", b"%PDF-1.4 /CreationDate (D:20219901)"), []),
        (services.Upload("a.jpg", upload().data, taken_on=date(2021, 1, 1)), ["older"]),
    ],
)
def test_what_looks_wrong_is_flagged(country: Country, cast: Cast, file: services.Upload, flags: list[str]) -> None:
    note = services.report_progress(
        ward_task(country, cast), report=report(files=(file,)), by=cast.actor("ward"), at=AT
    )
    assert note.evidence.get().flags == flags


def test_the_same_file_twice_is_flagged_and_accepted_only_with_a_reason(country: Country, cast: Cast) -> None:
    task, ward, chair = ward_task(country, cast), cast.actor("ward"), cast.actor("chair")
    first = services.report_progress(task, report=report(files=(upload(), upload())), by=ward, at=AT)
    assert first.evidence.get().flags == []
    second = services.report_progress(task, report=report(claims_done=True), by=ward, at=AT)
    assert second.evidence.get().flags == ["repeated"]
    with pytest.raises(Damaged):
        services.accept(second, by=chair, at=AT)
    assert services.accept(second, reason="Đã đến tận nơi xem", by=chair, at=AT).verdict == "accepted"


def test_an_open_task_of_an_ended_ward_is_reported_by_those_who_took_over(country: Country, cast: Cast) -> None:
    from danbiet.places.models import Successor

    Successor.objects.create(
        old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, share=1, basis="assumed",
        decree="1656/NQ-UBTVQH15", on=date(2025, 7, 1),
    )  # fmt: skip
    task, at = ward_task(country, cast), clock.moment(date(2026, 11, 23))
    ward = cast.actor("ward", date(2026, 11, 23))
    note = services.report_progress(
        task_for(ward, task.pk, on=date(2026, 11, 23)), report=report(claims_done=True), by=ward, at=at
    )
    assert note.agency == country.new_dong_ngac.committee
    with pytest.raises(NotAllowed):
        services.accept(note, by=cast.actor("planner", date(2026, 11, 23)), at=at)
    services.accept(note, by=cast.actor("city", date(2026, 11, 23)), at=at)
    task.refresh_from_db()
    assert task.state == "done"


def test_work_of_an_unissued_plan_takes_no_reports(country: Country, cast: Cast) -> None:
    task = item(draft(country, cast), cast).task
    given = services.Assignment(lead_agency=country.dong_ngac.committee)
    task = services.assign(task, assignment=given, by=cast.actor("planner"), at=AT)
    with pytest.raises(services.NotReported):
        services.report_progress(task, report=report(), by=cast.actor("ward"), at=AT)


# corrections

ORDER = services.Order("Dán lại bảng tin", date(2021, 10, 1), date(2021, 10, 8))


def test_an_order_is_given_answered_and_checked_again(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    order = services.order_correction(task, order=ORDER, by=cast.actor("chair"), at=AT)
    assert order.agency == country.dong_ngac.committee
    order = services.answer_correction(order, text="Đã dán lại", by=cast.actor("ward"), at=AT)
    with pytest.raises(services.Answered):
        services.answer_correction(order, text="Lần nữa", by=cast.actor("ward"), at=AT)
    order = services.recheck(order, is_met=False, finding="Còn thiếu tổ 5", by=cast.actor("inspector"), at=AT)
    assert (order.outcome, order.finding) == ("not_met", "Còn thiếu tổ 5")
    assert last()[0] == "plans.recheck"
    with pytest.raises(services.Answered):
        services.recheck(order, is_met=True, finding="x", by=cast.actor("chair"), at=AT)


@pytest.mark.parametrize("who", ["ward", "wardchair", "planner", "ward2", "stranger"])
def test_these_do_not_order_or_check(country: Country, cast: Cast, who: str) -> None:
    task = ward_task(country, cast)
    with pytest.raises(NotAllowed):
        services.order_correction(task, order=ORDER, by=cast.actor(who), at=AT)
    order = services.order_correction(task, order=ORDER, by=cast.actor("inspector"), at=AT)
    with pytest.raises(NotAllowed):
        services.recheck(order, is_met=True, finding="x", by=cast.actor(who), at=AT)


def test_an_order_needs_words_and_days_in_order(country: Country, cast: Cast) -> None:
    task, chair = ward_task(country, cast), cast.actor("chair")
    for wrong in (
        services.Order("", date(2021, 10, 1), date(2021, 10, 8)),
        services.Order("x", date(2021, 10, 9), date(2021, 10, 8)),
        services.Order("x", date(2021, 9, 1), date(2021, 10, 8)),
    ):
        with pytest.raises(Damaged):
            services.order_correction(task, order=wrong, by=chair, at=AT)
    order = services.order_correction(task, order=ORDER, by=chair, at=AT)
    with pytest.raises(NotAllowed):
        services.answer_correction(order, text="x", by=cast.actor("ward2"), at=AT)
    with pytest.raises(Damaged):
        services.recheck(order, is_met=True, finding=" ", by=chair, at=AT)
    assert CorrectionOrder.objects.get().outcome == "open"


# the same form twice


def test_the_same_form_twice_is_one_act_and_a_refused_form_may_be_sent_again(country: Country, cast: Cast) -> None:
    task, ward = ward_task(country, cast), cast.actor("ward")
    with pytest.raises(services.NotReported), services.once("form-1", at=AT):
        services.report_progress(task, report=report(text=""), by=ward, at=AT)
    with services.once("form-1", at=AT):
        services.report_progress(task, report=report(), by=ward, at=AT)
    with pytest.raises(Conflict), services.once("form-1", at=AT):
        services.report_progress(task, report=report(), by=ward, at=AT)
    with pytest.raises(Damaged), services.once("", at=AT):
        pass
    assert ProgressNote.objects.count() == 1
    assert (services.forget_tokens(before=AT), services.forget_tokens(before=clock.moment(IN_2026))) == (0, 1)
