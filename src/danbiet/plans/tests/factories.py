"""Plans, clauses, tasks and files for tests, made through services where a service exists."""

from datetime import date
from io import BytesIO
from random import Random

from PIL import Image

from danbiet.common import clock
from danbiet.plans import services
from danbiet.plans.models import Plan, Task
from danbiet.plans.rules.states import ItemKind
from tests.people import Cast, Country, Place

AUGUST = date(2021, 8, 18)
AT_AUGUST = clock.moment(AUGUST)


def heading(place: Place, **changes: object) -> services.Heading:
    values = {
        "title": f"Kế hoạch PAPI của {place.unit}", "issuer": place.committee,
        "from_day": date(2021, 8, 1), "until_day": date(2026, 1, 1),
    }  # fmt: skip
    return services.Heading(**{**values, **changes})


def draft(country: Country, cast: Cast, *, place: Place | None = None, who: str = "planner", at=AT_AUGUST) -> Plan:
    return services.create_plan(heading(place or country.district), by=cast.actor(who, clock.day(at)), at=at)


def item(
    plan: Plan, cast: Cast, *, who: str = "planner", kind=ItemKind.TASK, text="Công bố kết quả", at=AT_AUGUST, **more
):
    wording = services.Wording(kind=kind, text=text, **more)
    return services.add_item(plan, wording=wording, by=cast.actor(who, clock.day(at)), at=at)


def issued(country: Country, cast: Cast, *, items: int = 2) -> Plan:
    """The district's plan with some tasks, issued on 18 August 2021."""
    plan = draft(country, cast)
    for number in range(items):
        item(plan, cast, text=f"Nhiệm vụ thứ {number + 1}", code=f"T{number + 1}", serves=("access_info",))
    return services.issue_plan(plan, number="313/KH-UBND", issued_on=AUGUST, by=cast.actor("planner"), at=AT_AUGUST)


def ward_task(country: Country, cast: Cast, *, due_on: date | None = date(2021, 9, 30)) -> Task:
    """A task of the district's plan handed down to phường Đông Ngạc."""
    plan = issued(country, cast, items=1)
    (ward_plan,) = services.split_to_wards(
        list(plan.items.all()), wards=[country.dong_ngac.unit], due_on=due_on, by=cast.actor("planner"), at=AT_AUGUST
    )
    return Task.objects.select_related("item__answers__plan__place", "plan__place", "lead_agency__place").get(
        plan=ward_plan
    )


def picture(*, seed: int = 1, plain: bool = False, taken: str | None = None, form: str = "JPEG") -> bytes:
    """A noisy (or blank) picture, with the day on which it was taken in EXIF."""
    image = Image.new("RGB", (64, 64), (200, 200, 200))
    if not plain:
        image.putdata([tuple(Random(seed * 10_000 + n).randbytes(3)) for n in range(64 * 64)])
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    out = BytesIO()
    image.save(out, form, exif=exif) if taken else image.save(out, form)
    return out.getvalue()


def upload(**options) -> services.Upload:
    return services.Upload(name="anh.jpg", data=picture(**options))
