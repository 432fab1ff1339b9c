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
from danbiet.plans.services.importing import Sent, read_plan
from danbiet.reports import services as reports
from danbiet.reports.models import Report as Quarter
from danbiet.reports.selectors.pages import MOST_COUNTED
from danbiet.reports.services import Signing
from danbiet.scores import services as scores
from danbiet.scores.rules import edition_for

PEOPLE = {"city": Role.PLAN_OFFICER, "boss": Role.LEADER, "keeper": Role.ADMINISTRATOR}
WARD_PEOPLE = {
    "ward": Role.WARD_OFFICER, "wardboss": Role.LEADER, "planner": Role.PLAN_OFFICER, "head": Role.GROUP_HEAD,
}  # fmt: skip
PASSWORD = "do-thu-trang"
BEGIN = clock.moment(date(2025, 7, 1))
OWN, UNISSUED = 0, 5  # the ward whose people are asked; the sixth of every ten wards has not issued its plans
QUARTER = "2026-Q3"


def fill(*, wards: int, years: int, tasks: int) -> dict[str, int | str]:
    """The city issues a plan a year and hands it down; wards report, reports are drawn up. Returns what to look at."""
    places_services.load_country(by=SYSTEM, at=BEGIN)
    scores.load_published(by=SYSTEM, at=BEGIN)
    city = places.unit_at("01", on=BEGIN.date())
    chosen = list(places.descendants(city, on=BEGIN.date(), tier="ward")[:wards])
    users = {name: person(name, role, city) for name, role in PEOPLE.items()}
    users |= {name: person(name, role, chosen[OWN]) for name, role in WARD_PEOPLE.items()}
    first = [handed_down(users["city"], city, chosen, year=year, tasks=tasks) for year in range(years)][0]
    report_work(users, chosen)
    found = {"plan": first.pk, **drafts(users["city"], city, first, tasks), **quarter(users, city, chosen[OWN])}
    ward_plan = Plan.objects.get(parent=first, place=chosen[OWN])
    task = Task.objects.filter(plan=ward_plan, notes__isnull=False).order_by("pk")[0]
    items = Item.objects.filter(plan=first).order_by("position").values_list("pk", flat=True)[:10]
    chosen_items = "&".join(f"items={pk}" for pk in items)
    return {**found, "ward_plan": ward_plan.pk, "task": task.pk, "items": chosen_items, "ward": chosen[OWN].code}


def handed_down(user: User, city: Unit, wards: list[Unit], *, year: int, tasks: int) -> Plan:
    plan = city_plan(user, city, year=year, tasks=tasks)
    hand_down(user, plan, wards, year=year)
    return plan


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
        if number % 10 != UNISSUED:
            plans.issue_plan(draft, number=f"{year}{number}/KH-UBND", issued_on=day, by=by, at=at)


def report_work(users: dict[str, User], wards: list[Unit]) -> None:
    """The asked ward reports on a twentieth of its work, every other ward on four tasks; all wait for a verdict."""
    day = date(2026, 11, 2)
    for number, ward in enumerate(wards):
        tasks = Task.objects.filter(plan__place=ward).select_related("item", "plan__place", "lead_agency__place")
        user = users["ward"] if number == OWN else person(f"ward{number}", Role.WARD_OFFICER, ward)
        for task in tasks[::20] if number == OWN else tasks[:4]:
            done = Report("Đã làm một phần.")
            plans.report_progress(task, report=done, by=user.actor(day), at=clock.moment(day))


def drafts(user: User, city: Unit, plan: Plan, tasks: int) -> dict[str, int]:
    """A draft of the city as long as its plans, with a target, and a plan that was pasted and waits for a person."""
    day = date(2026, 11, 20)
    at, by = clock.moment(day), user.actor(day)
    issuer = places.peoples_committee(city)
    heading = Heading(title="Kế hoạch năm sau", issuer=issuer, from_day=date(2027, 1, 1), until_day=date(2028, 1, 1))
    draft = plans.create_plan(heading, by=by, at=at)
    plans.hang_under(draft, parent=plan, by=by, at=at)
    for number in range(tasks):
        wording = Wording(ItemKind.TASK, f"Việc soạn {number}: niêm yết công khai", code=str(number))
        item = plans.add_item(draft, wording=wording, by=by, at=at)
    target = plans.add_item(draft, wording=Wording(ItemKind.TARGET, "Chỉ số PAPI tăng 0,5 điểm"), by=by, at=at)
    text = "\n".join(f"{number}. Tổ chức đối thoại lần {number} với nhân dân." for number in range(1, tasks + 1))
    waiting = read_plan(issuer, sent=Sent(text=text), by=by, at=at)
    return {"draft": draft.pk, "item": item.pk, "target": target.pk, "import": waiting.pk}


def quarter(users: dict[str, User], city: Unit, ward: Unit) -> dict[str, int | str]:
    """The city's report of a quarter as a draft, with the keys of two large figures; the ward's, issued."""
    at = clock.moment(date(2026, 11, 16))
    draft = reports.draft(city, period=QUARTER, by=users["city"].actor(at.date()), at=at)
    values = {key: cell["value"] or 0 for key, cell in draft.figures.items()}
    listed = {key: value for key, value in values.items() if value <= MOST_COUNTED}
    own = reports.draft(ward, period=QUARTER, by=users["ward"].actor(at.date()), at=at)
    signing = Signing(signer="Lê Thị Minh", capacity="CHỦ TỊCH")
    issued: Quarter = reports.issue(own, signing=signing, by=users["wardboss"].actor(at.date()), at=at)
    return {
        "report": draft.pk, "issued": issued.pk, "largest": max(values, key=values.__getitem__),
        "listed": max(listed, key=listed.__getitem__),
    }  # fmt: skip
