"""Every page of plans by each of the cast; every form, sent once, twice and wrongly."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danbiet.common import clock
from danbiet.plans import services
from danbiet.plans.models import CorrectionOrder, Item, Plan, ProgressNote, Task
from danbiet.plans.rules.states import ItemKind
from danbiet.plans.tests.factories import AT_AUGUST, draft, issued, item, picture, upload, ward_task
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
CAST = ["city", "planner", "chair", "ward", "wardchair", "ward2", "inspector", "grouphead", "analyst", "admin"]
CAST += ["resident", "stranger"]
INSIDERS = {"city", "planner", "chair", "ward", "wardchair", "inspector", "analyst"}


def as_(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def reported(country: Country, cast: Cast, **changes) -> ProgressNote:
    report = services.Report(**{"text": "Đã dán", "files": (upload(),), "claims_done": True, **changes})
    return services.report_progress(ward_task(country, cast), report=report, by=cast.actor("ward"), at=AT)


@pytest.mark.parametrize("page", ["", "coverage/", "cascade/", "tasks.csv", "tasks.xlsx"])
@pytest.mark.parametrize("name", ["anonymous", *CAST])
def test_an_issued_plan_is_read_by_everybody(
    country: Country, cast: Cast, name: str, page: str, django_assert_max_num_queries
) -> None:
    plan = ward_task(country, cast).item.answers.plan
    client = Client() if name == "anonymous" else as_(cast, name)
    with django_assert_max_num_queries(12):
        assert client.get(f"/plans/{plan.pk}/{page}").status_code == 200


@pytest.mark.parametrize("name", ["anonymous", *CAST])
def test_the_list_and_a_draft(country: Country, cast: Cast, name: str, django_assert_max_num_queries) -> None:
    plan = ward_task(country, cast).plan
    client = Client() if name == "anonymous" else as_(cast, name)
    with django_assert_max_num_queries(12):
        assert client.get("/plans/").status_code == 200
    with django_assert_max_num_queries(12):
        found = client.get(f"/plans/{plan.pk}/").status_code
    assert found == (200 if name in INSIDERS else 404)


@pytest.mark.parametrize("name", ["anonymous", *CAST])
def test_a_task_shows_progress_to_insiders_alone(
    country: Country, cast: Cast, name: str, django_assert_max_num_queries
) -> None:
    note = reported(country, cast)
    services.issue_plan(note.task.plan, number="5/KH-UBND", issued_on=IN_2021, by=cast.actor("chair"), at=AT)
    services.order_correction(
        note.task, order=services.Order("Dán lại", IN_2021, IN_2021), by=cast.actor("chair"), at=AT
    )
    client = Client() if name == "anonymous" else as_(cast, name)
    with django_assert_max_num_queries(12):
        answer = client.get(f"/plans/tasks/{note.task_id}/")
    assert answer.status_code == 200
    assert ("Đã dán" in answer.content.decode()) is (name in INSIDERS)
    file = client.get(f"/plans/evidence/{note.evidence.get().pk}/")
    assert file.status_code == (200 if name in INSIDERS else 404)


def test_evidence_is_a_download(country: Country, cast: Cast) -> None:
    answer = as_(cast, "chair").get(f"/plans/evidence/{reported(country, cast).evidence.get().pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content == picture()


@pytest.mark.parametrize("name", CAST)
def test_the_pages_that_change_plans(country: Country, cast: Cast, name: str, django_assert_max_num_queries) -> None:
    clause = item(draft(country, cast), cast)
    client, expected = as_(cast, name), 200 if name in {"city", "planner", "chair"} else 404
    inside = {"inspector": 403, "analyst": 403}
    for url in (f"/plans/{clause.plan_id}/draft/", f"/plans/items/{clause.pk}/"):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == inside.get(name, expected), url
    assert client.get("/plans/new/").status_code == 200


def test_nobody_signed_in_is_sent_to_sign_in(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    for url in ("/plans/new/", f"/plans/{task.plan_id}/draft/", f"/plans/items/{task.item_id}/"):
        assert Client().get(url).status_code == 302
    assert Client().post(f"/plans/tasks/{task.pk}/report/", {"text": "x"}).status_code == 302


def test_the_coverage_page_draws_the_holes(country: Country, cast: Cast) -> None:
    plan = draft(country, cast)
    item(plan, cast, serves=("access_info", "construction"), section="2. Công khai")
    item(plan, cast, kind=ItemKind.CHANNEL, text="Bảng tin", serves=("land",))
    text = as_(cast, "planner").get(f"/plans/{plan.pk}/coverage/").content.decode()
    assert "chỉ có kênh thông tin" in text
    assert text.count("chưa có nhiệm vụ</span>") == 26
    assert "không còn được đo" in text
    before = as_(cast, "planner").get(f"/plans/{plan.pk}/coverage/?edition=2019-2020").content.decode()
    assert "không còn được đo" not in before
    assert as_(cast, "planner").get(f"/plans/{plan.pk}/coverage/?edition=x").status_code == 200
    english = as_(cast, "planner").get(f"/en/plans/{plan.pk}/coverage/").content.decode()
    assert "Access" in english


# acts


def test_a_plan_is_drawn_up_on_pages(country: Country, cast: Cast) -> None:
    planner = as_(cast, "planner")
    upper = issued_by_city(country, cast)
    new = {
        "issuer": country.district.committee.pk, "title": "Triển khai", "from_day": "2021-08-01",
        "until_day": "2025-12-31", "source": "", "token": "a",
    }  # fmt: skip
    assert planner.post("/plans/new/", new).status_code == 302
    plan = Plan.objects.get(title="Triển khai")
    assert plan.until_day == date(2026, 1, 1)
    base = f"/plans/{plan.pk}/draft/"
    assert planner.post(f"{base}hang/", {"parent": upper.pk, "token": "b"}).status_code == 302
    clause = {"kind": "task", "text": "Công bố kết quả", "code": "S08b", "token": "c"}
    assert planner.post(f"{base}items/", clause).status_code == 302
    clause = Item.objects.get(plan=plan)
    at = f"/plans/items/{clause.pk}/"
    assert planner.post(f"{at}serves/", {"constructs": ["access_info"], "token": "d"}).status_code == 302
    assert planner.post(f"{at}answers/", {"upper": upper.items.first().pk, "token": "e"}).status_code == 302
    assert planner.post(f"{at}wording/", {"kind": "task", "text": "Công bố", "token": "f"}).status_code == 302
    assert planner.post(f"{base}also/", {"other": upper.pk, "token": "h"}).status_code == 302
    target = {"text": "Đạt 45 điểm", "measure": "score", "value": "45", "year": "2025", "token": "i"}
    assert planner.post(f"{base}targets/", target).status_code == 302
    assert planner.post(f"{base}targets/", {**target, "text": "", "token": "j"}).status_code == 422
    assert (list(plan.also_answers.all()), plan.targets.get().year) == ([upper], 2025)
    issue = {"number": "313/KH-UBND", "issued_on": "2021-08-18", "token": "g"}
    assert planner.post(f"{base}issue/", issue).status_code == 302
    plan.refresh_from_db()
    clause.refresh_from_db()
    assert (plan.state, plan.parent, clause.text, clause.answers) == ("issued", upper, "Công bố", upper.items.first())


def test_a_plan_is_replaced_and_a_yearly_one_named_on_pages(country: Country, cast: Cast) -> None:
    old, planner = issued(country, cast), as_(cast, "planner")
    page = planner.get(f"/plans/new/?replaces={old.pk}").content.decode()
    assert f'name="replaces" value="{old.pk}"' in page
    new = {"issuer": country.district.committee.pk, "title": "Năm 2022", "from_day": "2022-01-01", "token": "a"}
    new |= {"until_day": "2022-12-31", "period_plan": old.pk}
    assert planner.post("/plans/new/", new).status_code == 302
    assert Plan.objects.get(title="Năm 2022").period_plan == old


def issued_by_city(country: Country, cast: Cast) -> Plan:
    plan = draft(country, cast, place=country.city, who="city")
    item(plan, cast, who="city", text="Điều của thành phố")
    return services.issue_plan(
        plan, number="179/KH-UBND", issued_on=date(2021, 8, 4), by=cast.actor("city"), at=AT_AUGUST
    )


def test_work_is_given_to_one_and_to_many_and_handed_down(country: Country, cast: Cast) -> None:
    plan, planner = issued(country, cast, items=3), as_(cast, "planner")
    first, *others = Task.objects.filter(plan=plan)
    given = {"lead_agency": country.district.committee.pk, "due_on": "2021-12-01", "product": "Báo cáo", "token": "a"}
    given["version"] = first.version
    assert planner.post(f"/plans/tasks/{first.pk}/assign/", given).status_code == 302
    stale = planner.post(f"/plans/tasks/{first.pk}/assign/", {**given, "token": "b"})
    assert stale.status_code == 409
    many = {"item": [task.item_id for task in others], "lead_agency": "", "due_on": "2021-11-01", "token": "c"}
    assert planner.post(f"/plans/{plan.pk}/assign/", many).status_code == 302
    assert {task.due_on for task in Task.objects.filter(plan=plan)} == {date(2021, 12, 1), date(2021, 11, 1)}
    nothing = planner.post(f"/plans/{plan.pk}/assign/", {"item": [others[0].item_id], "token": "d"})
    assert nothing.status_code == 422
    choice = {"item": [first.item_id], "due_on": "", "token": "x", "step": "choose"}
    page = planner.post(f"/plans/{plan.pk}/split/", choice)
    assert planner.get(f"/plans/{plan.pk}/split/?item={first.item_id}").status_code == 200
    assert "Phường Xuân Đỉnh" in page.content.decode()
    split = {"item": [first.item_id], "wards": [country.xuan_dinh.unit.pk], "due_on": "2021-10-01", "token": "e"}
    assert planner.post(f"/plans/{plan.pk}/split/", split).status_code == 302
    assert Task.objects.get(plan__place=country.xuan_dinh.unit).due_on == date(2021, 10, 1)
    assert planner.post(f"/plans/{plan.pk}/split/", {**split, "wards": [], "token": "f"}).status_code == 422
    everyone = {"item": [first.item_id], "everyone": "on", "due_on": "", "token": "g"}
    assert planner.post(f"/plans/{plan.pk}/split/", everyone).status_code == 302
    assert Task.objects.filter(plan__place=country.dong_ngac.unit).count() == 1
    assert as_(cast, "ward").get(f"/plans/{plan.pk}/split/").status_code == 403


def test_a_ward_reports_and_the_district_accepts(country: Country, cast: Cast) -> None:
    task, ward, chair = ward_task(country, cast), as_(cast, "ward"), as_(cast, "chair")
    url = f"/plans/tasks/{task.pk}/report/"
    form = {"text": "Đã dán", "figures": "bảng tin: 12\nbuổi = 1.250,5", "claims_done": "on", "token": "a"}
    wrong = ward.post(url, form)
    assert wrong.status_code == 422
    assert "minh chứng" in wrong.content.decode()
    assert ward.post(url, {**form, "figures": "mười hai"}).status_code == 422
    for _ in range(2):
        file = SimpleUploadedFile("anh.jpg", picture(), content_type="image/jpeg")
        assert ward.post(url, {**form, "evidence": [file]}).status_code == 302
    note = ProgressNote.objects.get()
    assert note.figures == {"bảng tin": 12, "buổi": "1250.5"}
    judge = f"/plans/notes/{note.pk}/judge/"
    assert ward.post(judge, {"verdict": "accept", "token": "b"}).status_code == 403
    assert as_(cast, "ward2").post(judge, {"verdict": "accept", "token": "b"}).status_code == 404
    assert chair.post(judge, {"verdict": "refuse", "reason": "", "token": "c"}).status_code == 422
    assert chair.post(judge, {"verdict": "accept", "token": "d"}).status_code == 302
    assert chair.post(judge, {"verdict": "accept", "token": "e"}).status_code == 409
    task.refresh_from_db()
    assert task.state == "done"


def test_a_correction_is_ordered_answered_and_checked(country: Country, cast: Cast) -> None:
    task, ward, chair = ward_task(country, cast), as_(cast, "ward"), as_(cast, "chair")
    order = {"text": "Dán lại", "due_on": "2021-10-01", "recheck_on": "2021-09-01", "token": "a"}
    assert chair.post(f"/plans/tasks/{task.pk}/correct/", order).status_code == 422
    assert chair.post(f"/plans/tasks/{task.pk}/correct/", {**order, "recheck_on": "2021-10-08"}).status_code == 302
    row = CorrectionOrder.objects.get()
    assert ward.post(f"/plans/corrections/{row.pk}/answer/", {"text": "Đã dán", "token": "b"}).status_code == 302
    check = {"outcome": "met", "finding": "Đủ 12 bảng", "token": "c"}
    assert ward.post(f"/plans/corrections/{row.pk}/recheck/", check).status_code == 403
    assert as_(cast, "inspector").post(f"/plans/corrections/{row.pk}/recheck/", check).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.answer) == ("met", "Đã dán")


def test_a_task_is_called_off_and_a_clause_struck(country: Country, cast: Cast) -> None:
    task, planner = ward_task(country, cast), as_(cast, "planner")
    assert planner.post(f"/plans/tasks/{task.pk}/cancel/", {"reason": "Gộp", "token": "a"}).status_code == 302
    assert "Gộp" in planner.get(f"/plans/tasks/{task.pk}/").content.decode()
    clause = item(draft(country, cast), cast)
    assert planner.post(f"/plans/items/{clause.pk}/strike/", {"token": "b"}).status_code == 302
    assert not Item.objects.filter(pk=clause.pk).exists()


def test_filters_pages_and_odd_addresses(country: Country, cast: Cast) -> None:
    plan, planner = issued(country, cast, items=2), as_(cast, "planner")
    for query in ("?show=work", "?show=lacking", "?show=late", "?show=done", "?show=x", "?page=2", "?page=x"):
        assert planner.get(f"/plans/{plan.pk}/{query}").status_code == 200
    assert planner.get("/plans/?page=9").status_code == 200
    assert planner.get("/plans/999/").status_code == 404


def test_the_table_opens_as_text_never_as_a_formula(country: Country, cast: Cast) -> None:
    plan = draft(country, cast)
    item(plan, cast, text='=HYPERLINK("x")')
    text = as_(cast, "planner").get(f"/plans/{plan.pk}/tasks.csv").content.decode()
    assert "'=HYPERLINK" in text
    assert text.startswith("\ufeffMã")


def test_a_target_in_ranks_is_called_hard_to_hold(country: Country, cast: Cast, django_assert_max_num_queries) -> None:
    plan, planner = draft(country, cast), cast.actor("planner")
    clause = item(plan, cast, kind=ItemKind.TARGET, text="Tăng 5 bậc mỗi năm")
    aim = services.Aim(clause.text, services.TargetMeasure.RANK, item=clause)
    services.add_target(plan, aim=aim, by=planner, at=AT)
    client = as_(cast, "planner")
    with django_assert_max_num_queries(12):
        text = client.get(f"/plans/{plan.pk}/").content.decode()
    assert "Chỉ tiêu khó giữ" in text
    assert "18 trên 297" in text


def test_a_plan_of_a_later_day_is_not_there_yet(country: Country, cast: Cast) -> None:
    plan = issued(country, cast)
    Plan.objects.filter(pk=plan.pk).update(issued_on=date(2026, 1, 20))
    for name in ("planner", "city", "resident"):
        assert as_(cast, name).get(f"/plans/{plan.pk}/").status_code == 404
        assert "313/KH-UBND" not in as_(cast, name).get("/plans/").content.decode()


def test_what_is_no_longer_measured_stays_on_offer(country: Country, cast: Cast) -> None:
    clause = item(draft(country, cast), cast, serves=("construction", "all"))
    text = as_(cast, "planner").get(f"/plans/items/{clause.pk}/").content.decode()
    assert '<option value="construction" selected>' in text
    assert '<option value="all" selected>' in text
    form = {"constructs": ["construction", "all"], "token": "a"}
    assert as_(cast, "planner").post(f"/plans/items/{clause.pk}/serves/", form).status_code == 302
    assert clause.serves.filter(confirmed=True).count() == 2


def test_who_may_not_give_a_task_is_told_the_rule_before_the_form_is_read(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    for name in ("ward", "inspector", "analyst"):
        answer = as_(cast, name).post(f"/plans/tasks/{task.pk}/assign/", {"lead_agency": "999", "token": "a"})
        assert answer.status_code == 403, name
        assert "Chỉ người phụ trách kế hoạch" in answer.content.decode()


def test_a_draft_is_closed_to_residents_and_group_heads_of_its_agency(country: Country, cast: Cast) -> None:
    task = ward_task(country, cast)
    assert task.plan.state == "draft"
    for name in ("resident", "grouphead"):
        assert as_(cast, name).get(f"/plans/tasks/{task.pk}/").status_code == 404


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 23, "²", "-1", ""])
def test_keys_that_no_row_can_have_are_no_keys(country: Country, cast: Cast, key: str) -> None:
    plan, planner = issued(country, cast), as_(cast, "planner")
    assert planner.get(f"/plans/{plan.pk}/split/", {"item": key}).status_code == 200
    assert planner.post(f"/plans/{plan.pk}/assign/", {"item": key, "product": "x", "token": "a"}).status_code == 422


def test_days_outside_the_calendar_and_endless_figures_are_refused(country: Country, cast: Cast) -> None:
    new = {"issuer": country.district.committee.pk, "title": "x", "from_day": "2021-01-01", "token": "a"}
    assert as_(cast, "planner").post("/plans/new/", {**new, "until_day": "9999-12-31"}).status_code == 422
    task = ward_task(country, cast)
    sent = {"text": "x", "figures": f"a: {'9' * 5000}", "token": "b"}
    assert as_(cast, "ward").post(f"/plans/tasks/{task.pk}/report/", sent).status_code == 422
