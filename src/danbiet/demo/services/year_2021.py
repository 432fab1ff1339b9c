"""August and September 2021: plan 313 is hung under plan 179, handed down, reported on, and partly neglected."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from danbiet.common.actor import SYSTEM
from danbiet.demo.rules import section_of, story, surveyed
from danbiet.demo.services import disclosure_2021 as disclosure
from danbiet.demo.services import surveys
from danbiet.demo.services.papers import blank_picture, minutes
from danbiet.demo.services.people import Cast, at
from danbiet.demo.services.residents import Residents
from danbiet.places import selectors as places
from danbiet.places import services as places_services
from danbiet.places.models import Agency, Unit
from danbiet.places.rules.kinds import AgencyKind
from danbiet.plans import services as plans
from danbiet.plans.models import Item, Plan, Task
from danbiet.plans.rules.library import ArticlePlan, Clause, article_plan
from danbiet.plans.rules.states import WORK, ItemKind, TargetMeasure
from danbiet.plans.services import Aim, Assignment, Heading, Order, Report, Wording
from danbiet.reports import services as reports
from danbiet.reports.selectors.writing import CAPACITIES
from danbiet.reports.services import Signing

PERIOD = (date(2021, 1, 1), date(2026, 1, 1))
CITY_PLAN_ON, DISTRICT_PLAN_ON = date(2021, 8, 4), date(2021, 8, 18)
AIMS: dict[str, dict[str, Any]] = {
    "B1": {"measure": TargetMeasure.RANK},
    "B2": {"measure": TargetMeasure.GROUP, "value": Decimal(3), "year": 2025},
    "B3": {"measure": TargetMeasure.RANK, "value": Decimal(23), "year": 2025},
}
CONFIRMED_UNTIL = "14"  # the planner has confirmed what serves what up to this sentence; the rest waits


def found_offices(*, on: date) -> None:
    """The offices of the district."""
    district = places.unit_at("021", on=on)
    for name in story()["offices"]["names"]:
        places_services.found_agency(district, name_vi=name, kind=AgencyKind.OFFICE, by=SYSTEM, at=at(on, 8))


def play(cast: Cast, residents: Residents) -> None:
    """From 18 August until 21 September 2021; what residents do stands between the acts of the offices."""
    city_plan = Plan.objects.get(number=article_plan().papers[0].number)
    district_plan = issue_district_plan(cast, city_plan)
    residents.until(date(2021, 8, 19))
    disclosure.late_august_begins(cast)
    residents.until(date(2021, 8, 23), 10)
    assign_to_offices(cast, district_plan)
    residents.until(date(2021, 8, 25), 14)
    hand_down(cast, district_plan)
    residents.until(date(2021, 8, 26), 10)
    wave = surveys.announce(cast, place="021", told=surveyed()["in_2021"], days=surveys.IN_2021)
    residents.until(date(2021, 8, 27), 10)
    disclosure.late_august_ends(cast)
    residents.until(date(2021, 8, 28), 19)
    surveys.draw(cast, wave, told=surveyed()["in_2021"], moment=at(date(2021, 8, 28), 19))
    residents.until(date(2021, 8, 30), 15)
    issue_ward_plans(cast, district_plan)
    residents.until(date(2021, 9, 1), 15)
    disclosure.early_september(cast)
    residents.until(date(2021, 9, 9), 8, 40)
    report_budgets(cast, district_plan, residents)
    inspect(cast, district_plan)
    disclosure.middle_of_september(cast)
    residents.until(date(2021, 9, 14), 9)
    surveys.publish(cast, wave, told=surveyed()["in_2021"], moment=at(date(2021, 9, 14), 9))
    residents.until(date(2021, 9, 14), 17)
    report_more(cast, district_plan)
    write_quarter_reports(cast)
    residents.until(date(2021, 9, 20), 15)
    disclosure.on_the_eve(cast)


def issue_city_plan(cast: Cast) -> Plan:
    """Plan 179: its three requirements and the targets, as far as they were published."""
    article, moment = article_plan(), at(CITY_PLAN_ON)
    city = places.unit_at("01", on=CITY_PLAN_ON)
    by = cast.actor("city", moment)
    plan = plans.create_plan(_heading(article, 0, city, PERIOD), by=by, at=moment)
    for number, text in enumerate(article.requirements, start=1):
        wording = Wording(kind=ItemKind.OBJECTIVE, code=f"A{number}", text=text[:1].upper() + text[1:], serves=("all",))
        plans.add_item(plan, wording=wording, by=by, at=moment)
    for number, row in enumerate((row for row in article.targets if row.get("value")), start=1):
        text = f"{row['who']}, {row['what']}: {row['value']}"
        wording = Wording(kind=ItemKind.TARGET, code=f"B{number}", text=text, note=f"Nguồn: {row['seen_in']}")
        item = plans.add_item(plan, wording=wording, by=by, at=moment)
        aim = Aim(text=text, item=item, source=row["seen_in"], **AIMS[f"B{number}"])
        plans.add_target(plan, aim=aim, by=by, at=moment)
    return plans.issue_plan(plan, number=article.papers[0].number, issued_on=CITY_PLAN_ON, by=by, at=moment)


def issue_district_plan(cast: Cast, city_plan: Plan) -> Plan:
    """Plan 313: every clause of the article, hung under 179 and answering its requirements."""
    article, moment = article_plan(), at(DISTRICT_PLAN_ON)
    district = places.unit_at("021", on=DISTRICT_PLAN_ON)
    by = cast.actor("planner", moment)
    plan = plans.create_plan(_heading(article, 1, district, PERIOD), by=by, at=moment)
    plans.hang_under(plan, parent=city_plan, by=by, at=moment)
    for clause in article.items:
        item = plans.add_item(plan, wording=_wording(clause), by=by, at=moment)
        if WORK & {ItemKind(clause.kind)} and int(clause.sentence) <= int(CONFIRMED_UNTIL):
            plans.confirm_serves(item, constructs=clause.serves, by=by, at=moment)
    _answer(plan, city_plan, cast, moment)
    return plans.issue_plan(plan, number=article.papers[1].number, issued_on=DISTRICT_PLAN_ON, by=by, at=moment)


def _heading(article: ArticlePlan, which: int, place: Unit, period: tuple[date, date]) -> Heading:
    paper = article.papers[which]
    return Heading(
        title=paper.title, issuer=places.peoples_committee(place), from_day=period[0], until_day=period[1],
        source=article.read_extent,
    )  # fmt: skip


def _wording(clause: Clause) -> Wording:
    return Wording(
        kind=ItemKind(clause.kind), code=clause.id, text=clause.text, note=clause.note,
        section=section_of(clause.sentence), serves=clause.serves,
    )  # fmt: skip


def _answer(plan: Plan, city_plan: Plan, cast: Cast, moment: datetime) -> None:
    by = cast.actor("planner", moment)
    for upper, codes in story()["answers"].items():
        for code in codes:
            item, target = _item(plan, code), _item(city_plan, upper)
            plans.set_answers(item, upper=target, by=by, at=moment)


def assign_to_offices(cast: Cast, plan: Plan) -> None:
    """A few tasks get an office, a day and a product; the others are left open, as in the article."""
    moment = at(date(2021, 8, 23), 10)
    for row in story()["assignment"]:
        assignment = Assignment(
            lead_agency=Agency.objects.get(place=plan.place, name_vi=row["agency"]), due_on=row.get("due"),
            due_text=row.get("due_text", ""), recurrence=row.get("recurrence", ""), product=row["product"],
        )  # fmt: skip
        task = Task.objects.select_related("item", "plan").get(plan=plan, item__code=row["code"])
        plans.assign(task, assignment=assignment, by=cast.actor("planner", moment), at=moment)


def hand_down(cast: Cast, plan: Plan) -> None:
    """Ten wards get their part; three are forgotten, and the cascade shows it."""
    minute = count()
    wards = [places.unit_at(code, on=DISTRICT_PLAN_ON) for code in story()["split"]["wards"]]
    for group in story()["split"]["group"]:
        moment = at(date(2021, 8, 25), 14, next(minute))
        items = [_item(plan, code) for code in group["codes"]]
        by = cast.actor("planner", moment)
        plans.split_to_wards(items, wards=wards, due_on=group.get("due"), by=by, at=moment)


def issue_ward_plans(cast: Cast, plan: Plan) -> None:
    """Đông Ngạc issues its plan itself; the district's officer issues that of Xuân Đỉnh. Eight stay drafts."""
    for code, name, number, day in (
        ("00601", "wardchair", "86/KH-UBND", date(2021, 8, 30)),
        ("00610", "planner", "112/KH-UBND", date(2021, 9, 1)),
    ):
        draft = ward_plan(plan, code)
        plans.issue_plan(draft, number=number, issued_on=day, by=cast.actor(name, at(day, 15)), at=at(day, 15))


def report_budgets(cast: Cast, plan: Plan, residents: Residents) -> None:
    """Done and accepted; then the same file again, from another ward, and refused."""
    shared = minutes(
        ward="Phường Đông Ngạc", what="Niêm yết công khai ngân sách 6 tháng đầu năm 2021", on=date(2021, 9, 8),
        found="Đã niêm yết bảng công khai ngân sách tại trụ sở UBND và 5 nhà văn hóa tổ dân phố.",
    )  # fmt: skip
    budget = Report(
        "Đã niêm yết công khai ngân sách 6 tháng đầu năm 2021 tại 6 điểm.", {"Số điểm niêm yết": 6}, (shared,), True
    )
    _report(cast, "ward", plan, ("00601", "S13c"), budget, at(date(2021, 9, 9), 8, 40))
    _judge(cast, plan, ("00601", "S13c"), at(date(2021, 9, 10), 9), refused="")
    _report(cast, "ward2", plan, ("00610", "S13c"), budget, at(date(2021, 9, 10), 16, 50))
    residents.until(date(2021, 9, 13), 9)
    reason = "Biên bản là của phường Đông Ngạc, đã nộp ngày 09/9. Nộp biên bản của chính phường."
    _judge(cast, plan, ("00610", "S13c"), at(date(2021, 9, 13), 9), refused=reason)


def inspect(cast: Cast, plan: Plan) -> None:
    """The chair orders Xuân Đỉnh to put its posting right; the day passes without an answer."""
    moment = at(date(2021, 9, 13), 11)
    text = "Niêm yết công khai ngân sách 6 tháng đầu năm tại trụ sở và các nhà văn hóa, lập biên bản có ảnh."
    order = Order(text=text, due_on=date(2021, 9, 20), recheck_on=date(2021, 9, 27))
    task = ward_task(plan, "00610", "S13c")
    plans.order_correction(task, order=order, by=cast.actor("chair", moment), at=moment)


def report_more(cast: Cast, plan: Plan) -> None:
    """An empty picture, a note of progress, a claim that waits; and silence about the rest."""
    poor = Report("Đã dán danh sách hộ nghèo ở bảng tin.", {}, (blank_picture(),), True)
    _report(cast, "ward2", plan, ("00610", "S13b"), poor, at(date(2021, 9, 14), 17))
    talks = Report("Đã tiếp 4 buổi, 11 lượt người, còn 2 buổi trong tháng.", {"Số buổi": 4, "Lượt người": 11})
    _report(cast, "ward", plan, ("00601", "S14b"), talks, at(date(2021, 9, 16), 10))
    replies = minutes(
        ward="Phường Đông Ngạc", what="Trả lời phản ánh của tổ dân phố tháng 8/2021", on=date(2021, 9, 17),
        found="Đã trả lời 17 phản ánh; 9 người gửi xác nhận đồng ý, 3 người chưa đồng ý, 5 người chưa trả lời.",
    )  # fmt: skip
    figures = {"Đã trả lời": 17, "Người gửi đồng ý": 9, "Chưa đồng ý": 3, "Chưa trả lời": 5}
    done = Report("Đã trả lời 17 phản ánh nhận trong tháng 8.", figures, (replies,), True)
    _report(cast, "ward", plan, ("00601", "S14d"), done, at(date(2021, 9, 17), 15))


def write_quarter_reports(cast: Cast) -> None:
    """Đông Ngạc issues its report of the third quarter; the district's draft still claims what no figure carries."""
    issue_report(cast, "00601", "2021-Q3", "ward", at(date(2021, 9, 17), 16), at(date(2021, 9, 17), 17))
    moment = at(date(2021, 9, 20), 9)
    by = cast.actor("planner", moment)
    draft = reports.draft(places.unit_at("021", on=moment.date()), period="2021-Q3", by=by, at=moment)
    claim = "Công tác phòng, chống tham nhũng được duy trì và đạt kết quả tốt."
    reports.write_texts(draft, texts={"strengths": claim}, seen=draft.version, by=by, at=at(date(2021, 9, 20), 10))


def issue_report(cast: Cast, ward: str, period: str, name: str, drafted: datetime, issued: datetime) -> None:
    """A ward's report: drafted from what is recorded, weaknesses in the officer's words, issued by the chair."""
    by = cast.actor(name, drafted)
    draft = reports.draft(places.unit_at(ward, on=drafted.date()), period=period, by=by, at=drafted)
    texts = {
        "weaknesses": "Có {figure:tasks_late} nhiệm vụ trễ hạn; {figure:tasks_no_deadline} nhiệm vụ chưa ghi thời hạn.",
        "causes": "Kế hoạch cấp trên giao xuống không ghi hạn cho các việc này, phường chưa tự đặt hạn.",
        "next_work": "Đặt hạn cho các việc chưa có hạn, xong trước ngày cuối của tháng.",
    }
    reports.write_texts(draft, texts=texts, seen=draft.version, by=by, at=drafted)
    draft.refresh_from_db()
    boss = cast.users["wardchair"]
    by = cast.actor("wardchair", issued)
    draft = reports.refresh(draft, by=by, at=issued)
    signing = Signing(signer=boss.get_full_name(), capacity=CAPACITIES[0])
    reports.issue(draft, signing=signing, by=by, at=issued)


def ward_plan(plan: Plan, code: str) -> Plan:
    """The plan of a ward under a plan."""
    return Plan.objects.select_related("place", "issuer").get(parent=plan, place__code=code)


def ward_task(plan: Plan, ward: str, code: str) -> Task:
    """The task by which a ward answers a clause of a plan."""
    tasks = Task.objects.select_related("item__answers__plan", "plan__place", "lead_agency")
    return tasks.get(plan__parent=plan, plan__place__code=ward, item__code=code)


def _item(plan: Plan, code: str) -> Item:
    return Item.objects.select_related("plan__place").get(plan=plan, code=code)


def _report(cast: Cast, name: str, plan: Plan, where: tuple[str, str], report: Report, moment: datetime) -> None:
    plans.report_progress(ward_task(plan, *where), report=report, by=cast.actor(name, moment), at=moment)


def _judge(cast: Cast, plan: Plan, where: tuple[str, str], moment: datetime, *, refused: str) -> None:
    note = ward_task(plan, *where).notes.select_related("task__plan__place", "agency__place").latest("at")
    by = cast.actor("planner", moment)
    if refused:
        plans.refuse(note, reason=refused, by=by, at=moment)
    else:
        plans.accept(note, by=by, at=moment)
