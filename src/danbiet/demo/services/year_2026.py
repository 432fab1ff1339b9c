"""The year 2026, without districts: the city's (illustrative) plan goes straight to five successor wards."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from danbiet.demo.rules import story, surveyed
from danbiet.demo.services import disclosure_2026 as disclosure
from danbiet.demo.services import surveys
from danbiet.demo.services.papers import minutes
from danbiet.demo.services.people import Cast, at
from danbiet.demo.services.residents import Residents
from danbiet.demo.services.year_2021 import issue_report, ward_plan, ward_task
from danbiet.places import selectors as places
from danbiet.plans import services as plans
from danbiet.plans.models import CorrectionOrder, Item, Plan
from danbiet.plans.rules.states import ItemKind
from danbiet.plans.services import Heading, Order, Report, Wording

YEAR = (date(2026, 1, 1), date(2027, 1, 1))


def play(cast: Cast, residents: Residents) -> None:
    """Everything until 23 November 2026."""
    residents.until(date(2025, 9, 8))
    disclosure.first_winter(cast)
    plan = issue_city_plan(cast, story()["city_2026"])
    hand_down(cast, plan, story()["city_2026"])
    moment = at(date(2026, 2, 10), 15)
    draft = ward_plan(plan, "00602")
    plans.issue_plan(draft, number="09/KH-UBND", issued_on=moment.date(), by=cast.actor("wardchair", moment), at=moment)
    disclosure.spring_and_summer(cast)
    issue_report(cast, "00602", "2026-Q3", "ward", at(date(2026, 9, 15), 14), at(date(2026, 9, 17), 16))
    told = surveyed()["in_2026"]
    residents.until(date(2026, 9, 21), 10)
    wave = surveys.announce(cast, place="00602", told=told, days=surveys.IN_2026)
    residents.until(date(2026, 9, 24), 19)
    surveys.draw(cast, wave, told=told, moment=at(date(2026, 9, 24), 19))
    residents.until(date(2026, 10, 1))
    disclosure.early_october(cast)
    residents.until(date(2026, 10, 20))
    report_from_wards(cast, plan)
    residents.until(date(2026, 10, 30), 14)
    order = order_correction(cast, plan)
    residents.until(date(2026, 11, 3), 9)
    surveys.publish(cast, wave, told=told, moment=at(date(2026, 11, 3), 9))
    residents.until(date(2026, 11, 5))
    disclosure.early_november(cast)
    residents.until(date(2026, 11, 6), 16)
    answer_correction(cast, order)
    residents.until(date(2026, 11, 9))
    disclosure.consult(cast)
    residents.until(date(2026, 11, 16), 9)
    recheck_correction(cast, order)
    residents.until(date(2026, 11, 16), 20)
    disclosure.last_week(cast)
    residents.until(date(2026, 11, 21), 10)
    surveys.announce(cast, place="00602", told={**told, **surveyed()["waiting"]}, days=surveys.WAITING)
    residents.until(date(2026, 11, 22), 10)


def issue_city_plan(cast: Cast, row: dict[str, Any]) -> Plan:
    """A plan of the city for one year."""
    moment = at(row["issued"])
    by = cast.actor("city", moment)
    city = places.unit_at("01", on=row["issued"])
    heading = Heading(
        title=row["title"], issuer=places.peoples_committee(city), from_day=YEAR[0], until_day=YEAR[1],
        source=row["source"],
    )  # fmt: skip
    plan = plans.create_plan(heading, by=by, at=moment)
    for item in row["item"]:
        wording = Wording(kind=ItemKind.TASK, code=item["code"], text=item["text"], serves=tuple(item["serves"]))
        written = plans.add_item(plan, wording=wording, by=by, at=moment)
        plans.confirm_serves(written, constructs=item["serves"], by=by, at=moment)
    return plans.issue_plan(plan, number=row["number"], issued_on=row["issued"], by=by, at=moment)


def hand_down(cast: Cast, plan: Plan, row: dict[str, Any]) -> None:
    """Five wards get every clause, each with its own day."""
    wards = [places.unit_at(code, on=YEAR[0]) for code in row["wards"]]
    moment = at(date(2026, 1, 26), 9)
    for item in row["item"]:
        written = Item.objects.select_related("plan__place").get(plan=plan, code=item["code"])
        by = cast.actor("city", moment)
        plans.split_to_wards([written], wards=wards, due_on=item.get("due"), by=by, at=moment)


def report_from_wards(cast: Cast, plan: Plan) -> None:
    """Đông Ngạc: one accepted, one waiting; Xuân Đỉnh: one put right and met."""
    first = Report("Đã niêm yết bảng ngân sách một trang tại 6 điểm.", {"Số điểm": 6}, claims_done=True)
    _report(cast, plan, ("ward", "1"), first, at(date(2026, 10, 20)))
    _accept(cast, plan, "00602", "1", at(date(2026, 10, 22), 10))
    third = Report("Đã niêm yết bảng ngân sách tại trụ sở.", {"Số điểm": 1}, claims_done=True)
    _report(cast, plan, ("ward2", "1"), third, at(date(2026, 10, 28)))
    second = Report("Đã trả lời 38 phản ánh môi trường tháng 10.", {"Đã trả lời": 38}, claims_done=True)
    _report(cast, plan, ("ward", "4"), second, at(date(2026, 10, 30)))


def order_correction(cast: Cast, plan: Plan) -> CorrectionOrder:
    """An order of the inspector, which will be answered in time, re-checked and met."""
    moment = at(date(2026, 10, 30), 14)
    order = Order(
        text="Niêm yết đủ tại các nhà văn hóa tổ dân phố.", due_on=date(2026, 11, 9), recheck_on=date(2026, 11, 16)
    )
    task = ward_task(plan, "00611", "1")
    return plans.order_correction(task, order=order, by=cast.actor("inspector", moment), at=moment)


def answer_correction(cast: Cast, row: CorrectionOrder) -> None:
    moment = at(date(2026, 11, 6), 16)
    plans.answer_correction(row, text="Đã niêm yết thêm tại 18 nhà văn hóa.", by=cast.actor("ward2", moment), at=moment)


def recheck_correction(cast: Cast, row: CorrectionOrder) -> None:
    moment = at(date(2026, 11, 16), 9)
    found = "Đến 5 nhà văn hóa bốc thăm, cả 5 có bảng niêm yết."
    plans.recheck(row, is_met=True, finding=found, by=cast.actor("inspector", moment), at=moment)


def _report(cast: Cast, plan: Plan, who: tuple[str, str], report: Report, moment: datetime) -> None:
    name, code = who
    ward = {"ward": ("00602", "Phường Đông Ngạc"), "ward2": ("00611", "Phường Xuân Đỉnh")}[name]
    paper = minutes(ward=ward[1], what=report.text, on=moment.date(), found=report.text)
    by = cast.actor(name, moment)
    plans.report_progress(ward_task(plan, ward[0], code), report=replace(report, files=(paper,)), by=by, at=moment)


def _accept(cast: Cast, plan: Plan, ward: str, code: str, moment: datetime) -> None:
    note = ward_task(plan, ward, code).notes.select_related("task__plan__place", "agency__place").latest("at")
    plans.accept(note, by=cast.actor("city", moment), at=moment)
