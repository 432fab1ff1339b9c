"""A city filled with plans through the services: wards × years × tasks. Used by pages.py in a process of its own."""

from datetime import date, timedelta

from danbiet.accounts import services as accounts
from danbiet.accounts.models import User
from danbiet.accounts.services import Charge, Person
from danbiet.common import clock
from danbiet.common.actor import SYSTEM, Role
from danbiet.places import selectors as places
from danbiet.places import services as places_services
from danbiet.places.models import Unit
from danbiet.plans import services as plans
from danbiet.plans.models import Item, Plan, Task
from danbiet.plans.rules.states import ItemKind
from danbiet.plans.services import Heading, Report, Wording
from danbiet.scores import services as scores
from danbiet.scores.rules import edition_for

PEOPLE = {"city": Role.PLAN_OFFICER, "ward": Role.WARD_OFFICER, "boss": Role.LEADER}
PASSWORD = "do-thu-trang"
BEGIN = clock.moment(date(2025, 7, 1))


def fill(*, wards: int, years: int, tasks: int) -> None:
    """The city issues a plan a year; each is handed down to the wards; one ward reports on a twentieth."""
    places_services.load_country(by=SYSTEM, at=BEGIN)
    scores.load_published(by=SYSTEM, at=BEGIN)
    city = places.unit_at("01", on=BEGIN.date())
    chosen = list(places.descendants(city, on=BEGIN.date(), tier="ward")[:wards])
    users = {name: person(name, role, chosen[0] if name == "ward" else city) for name, role in PEOPLE.items()}
    for year in range(years):
        plan = city_plan(users["city"], city, year=year, tasks=tasks)
        hand_down(users["city"], plan, chosen, year=year)
    report(users["ward"], chosen[0], date(2026, 11, 2))


def person(name: str, role: Role, place: Unit) -> User:
    charge = Charge(role, place, BEGIN.date(), agency=places.peoples_committee(place))
    return accounts.create_user(by=SYSTEM, person=Person(name, name), password=PASSWORD, at=BEGIN, first=charge)


def city_plan(user: User, city: Unit, *, year: int, tasks: int) -> Plan:
    day = date(2026, 1, 5 + year)
    at, by = clock.moment(day), user.actor(day)
    constructs = [part.construct for one in edition_for(2024).dimensions for part in one.sub_dimensions]
    heading = Heading(
        title=f"Kế hoạch năm {2026 + year}", issuer=places.peoples_committee(city),
        from_day=date(2026 + year, 1, 1), until_day=date(2027 + year, 1, 1),
    )  # fmt: skip
    plan = plans.create_plan(heading, by=by, at=at)
    for number in range(tasks):
        text = f"Việc {number} của năm {2026 + year}: công khai, tiếp dân, trả lời phản ánh"
        serves = (constructs[number % len(constructs)],)
        plans.add_item(plan, wording=Wording(ItemKind.TASK, text, code=str(number), serves=serves), by=by, at=at)
    return plans.issue_plan(plan, number=f"{year}/KH-UBND", issued_on=day, by=by, at=at)


def hand_down(user: User, plan: Plan, wards: list[Unit], *, year: int) -> None:
    day = plan.issued_on
    at, by = clock.moment(day), user.actor(day)
    items = list(Item.objects.filter(plan=plan).select_related("plan__place"))
    for part in range(0, len(items), 10):
        due = date(2026 + year, 11, 1) + timedelta(days=part // 2)
        plans.split_to_wards(items[part : part + 10], wards=wards, due_on=due, by=by, at=at)
    for number, draft in enumerate(Plan.objects.filter(parent=plan).select_related("place", "issuer")):
        if number % 3:
            plans.issue_plan(draft, number=f"{year}{number}/KH-UBND", issued_on=day, by=by, at=at)


def report(user: User, ward: Unit, day: date) -> None:
    tasks = Task.objects.filter(plan__place=ward).select_related("item", "plan__place", "lead_agency__place")
    for task in tasks[::20]:
        plans.report_progress(task, report=Report("Đã làm một phần."), by=user.actor(day), at=clock.moment(day))
