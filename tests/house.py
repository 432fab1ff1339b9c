"""A small house full of work, made through services: the same kinds of things in a ward, its neighbour and above."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import pytest

from danbiet.common import clock
from danbiet.places.models import Successor
from danbiet.plans import services as plans
from danbiet.plans.models import ImportedDraft, Plan, Task
from danbiet.plans.services import importing
from danbiet.plans.tests.factories import heading, picture
from danbiet.reports import services as reports
from danbiet.reports.models import Report
from danbiet.reports.selectors.writing import CAPACITIES
from tests.people import END_OF_DISTRICTS, IN_2021, IN_2026, Cast, Country, Place

PAPER = "I. NHIỆM VỤ\n1. Niêm yết công khai danh sách hộ nghèo tại nhà văn hóa.\n2. Tổ chức đối thoại với người dân.\n"


@dataclass(frozen=True)
class Things:
    """What one place has: everything that an address can name."""

    place: Place
    plan: Plan
    draft: Plan
    task: Task
    imported: ImportedDraft
    issued: Report | None = None
    report: Report | None = None
    disclosed: dict[str, int] = field(default_factory=dict)  # filled by tests/showing.py

    @cached_property
    def keys(self) -> dict[str, int]:
        """The primary key under which each kind of address knows this place's thing."""
        note, order = self.task.notes.first(), self.task.corrections.first()
        clauses = self.draft.items.order_by("pk")
        found = {
            "plan": self.plan, "draft": self.draft, "item": self.task.item, "task": self.task,
            "clause": clauses[0], "target": clauses[2], "note": note,
            "evidence": note and note.evidence.first(), "correction": order, "import": self.imported,
            "issued": self.issued, "report": self.report,
        }  # fmt: skip
        return {name: row.pk for name, row in found.items() if row is not None} | self.disclosed


@dataclass(frozen=True)
class House:
    """Three places on one day: the own ward, the neighbour's, and the district (or the neighbour again)."""

    day: date
    mine: Things
    other: Things
    above: Things


@dataclass(frozen=True)
class Builder:
    country: Country
    cast: Cast

    def plan(self, place: Place, who: str, on: date, *, number: str = "", parent: Plan | None = None) -> Plan:
        """A plan with two tasks and a target; issued when it has a number."""
        at, by = clock.moment(on), self.cast.actor(who, on)
        made = heading(place) if on < END_OF_DISTRICTS else heading(place, from_day=on, until_day=date(2028, 1, 1))
        plan = plans.create_plan(made, by=by, at=at)
        if parent is not None:
            plans.hang_under(plan, parent=parent, by=by, at=at)
        for order in (1, 2):
            wording = plans.Wording(
                kind=plans.ItemKind.TASK, text=f"Công khai việc thứ {order}", code=f"V{order}", serves=("access_info",)
            )
            plans.add_item(plan, wording=wording, by=by, at=at)
        words = plans.Wording(kind=plans.ItemKind.TARGET, text="Đạt 45 điểm", code="C1")
        clause = plans.add_item(plan, wording=words, by=by, at=at)
        aim = plans.Aim(clause.text, plans.TargetMeasure.QUALITY, item=clause)
        plans.add_target(plan, aim=aim, by=by, at=at)
        return plans.issue_plan(plan, number=number, issued_on=on, by=by, at=at) if number else plan

    def ward(self, place: Place, who: str, on: date, task: Task, judge: str, chair: str, drafter: str) -> Things:
        """A ward's work: a note with evidence that waits, an order to put right, reports, an import."""
        at, by = clock.moment(on), self.cast.actor(who, on)
        photo = plans.Upload(name="anh.jpg", data=picture(seed=place.unit.pk))
        written = plans.Report(text="Đã dán ở 12 bảng tin", figures={"bảng tin": 12}, files=(photo,), claims_done=True)
        plans.report_progress(task, report=written, by=by, at=at)
        if judge:
            order = plans.Order("Dán lại ở tổ 3", due_on=on.replace(day=28), recheck_on=on.replace(day=29))
            plans.order_correction(task, order=order, by=self.cast.actor(judge, on), at=at)
        issued, report = self.reports(place, who, chair, at) if chair else (None, None)
        return Things(
            place=place, plan=task.plan, draft=self.plan(place, drafter, on), task=task,
            imported=self.imported(place, drafter, at), issued=issued, report=report,
        )  # fmt: skip

    def reports(self, place: Place, who: str, chair: str, at: datetime) -> tuple[Report, Report]:
        on = clock.day(at)
        by, month = self.cast.actor(who, on), on.replace(month=on.month - 1)
        first = reports.draft(place.unit, period=f"{month:%Y-%m}", by=by, at=at)
        words = {"causes": "Thiếu người ở hai tổ."}
        reports.write_texts(first, texts=words, seen=first.version, by=by, at=at)
        signing = reports.Signing(signer="Nguyễn Văn Ặc", capacity=CAPACITIES[0])
        first = reports.issue(first, signing=signing, by=self.cast.actor(chair, on), at=at)
        first = reports.attach_scan(first, data=b"%PDF-1.4 signed", by=by, at=at)
        return first, reports.draft(place.unit, period=f"{on:%Y-%m}", by=by, at=at)

    def imported(self, place: Place, who: str, at: datetime) -> ImportedDraft:
        sent = importing.Sent(text=PAPER)
        return importing.read_plan(place.committee, sent=sent, by=self.cast.actor(who, clock.day(at)), at=at)


def task_of(plan: Plan) -> Task:
    related = ("item__answers__plan__place", "plan__place", "plan__issuer", "lead_agency__place")
    return Task.objects.select_related(*related).filter(plan=plan).order_by("pk").first()


def of_2021(country: Country, cast: Cast) -> House:
    """The city's plan, the district's under it, handed down to two wards; each ward has written something."""
    build, on = Builder(country, cast), date(2021, 8, 18)
    at, planner = clock.moment(on), cast.actor("planner", on)
    upper = build.plan(country.city, "city", on, number="179/KH-UBND")
    plan = build.plan(country.district, "planner", on, number="313/KH-UBND", parent=upper)
    wards = [country.dong_ngac, country.xuan_dinh]
    first = list(plan.items.order_by("pk"))[:1]
    due_on = date(2021, 9, 10)
    handed = plans.split_to_wards(first, wards=[one.unit for one in wards], due_on=due_on, by=planner, at=at)
    sheets = {one.place_id: one for one in handed}
    when = date(2021, 9, 14)
    mine, other = (
        build.ward(place, who, when, task_of(sheets[place.unit.pk]), "inspector", chair, "planner")
        for place, who, chair in ((wards[0], "ward", "wardchair"), (wards[1], "ward2", ""))
    )
    issued, report = build.reports(country.district, "planner", "chair", clock.moment(when))
    above = Things(
        place=country.district, plan=plan, draft=build.plan(country.district, "planner", when), task=task_of(plan),
        imported=build.imported(country.district, "planner", clock.moment(when)), issued=issued, report=report,
    )  # fmt: skip
    return House(IN_2021, mine, other, above)


def of_2026(country: Country, cast: Cast) -> House:
    """The successor wards, each with a plan of its own; the city above them."""
    for old, new in ((country.dong_ngac, country.new_dong_ngac), (country.xuan_dinh, country.new_xuan_dinh)):
        Successor.objects.create(old=old.unit, new=new.unit, on=END_OF_DISTRICTS, share="1", basis="assumed")
    build, on, when = Builder(country, cast), date(2026, 3, 2), date(2026, 11, 16)
    upper = build.plan(country.city, "city", on, number="50/KH-UBND")
    made = []
    for place, number, drafter, who, judge, chair in (
        (country.new_dong_ngac, "07/KH-UBND", "planner", "ward", "", "wardchair"),
        (country.new_xuan_dinh, "08/KH-UBND", "city", "ward2", "", ""),
    ):
        plan = build.plan(place, drafter, on, number=number, parent=upper)
        task, by = task_of(plan), cast.actor(drafter, on)
        given = plans.Assignment(lead_agency=place.committee, due_on=date(2026, 12, 1), version=task.version)
        plans.assign(task, assignment=given, by=by, at=clock.moment(on))
        made.append(build.ward(place, who, when, task_of(plan), judge, chair, drafter))
    above = Things(
        place=country.city, plan=upper, draft=build.plan(country.city, "city", when), task=task_of(upper),
        imported=build.imported(country.city, "city", clock.moment(when)),
    )  # fmt: skip
    return House(IN_2026, *made, above)


@pytest.fixture
def house_2021(country: Country, cast: Cast, in_2021: None) -> House:
    return of_2021(country, cast)


@pytest.fixture
def house_2026(country: Country, cast: Cast, in_2026: None) -> House:
    return of_2026(country, cast)
