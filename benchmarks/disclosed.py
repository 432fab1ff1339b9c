"""A city filled with what it must disclose, on top of `filled.py`; used by disclosure.py in a process of its own.

What an officer of the asked ward does goes through the services, and so does what the calendar gives rise to now. Five
years of every ward are written in bulk, as the same rules compute them under the law of each day: the wards of today
stand for those that came before them, so that no page has less to read because units ended in 2025.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time, timedelta
from itertools import islice
from typing import TypeVar

from django.db import models
from django.test import Client

from danbiet.accounts.models import User
from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, SYSTEM
from danbiet.common.files import house
from danbiet.disclosure.models import (
    Charge,
    Comment,
    Consultation,
    Item,
    Obligation,
    Point,
    Posting,
    Request,
    Sight,
    Subscription,
    Version,
)
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.arising import Arisen, PlaceFacts, Told, offered, year_of
from danbiet.disclosure.rules.contents import content
from danbiet.disclosure.rules.grids import fold
from danbiet.disclosure.rules.requests import Complexity, Delivery
from danbiet.disclosure.selectors.receipts import hash_of, receipt_code
from danbiet.disclosure.services import items as services
from danbiet.disclosure.services import letters, obligations, requests, talk
from danbiet.disclosure.services.settling import settle_hanging
from danbiet.disclosure.tests import papers
from danbiet.law.calendar import official
from danbiet.ledger import services as ledger
from danbiet.places.models import DeclaredDay, Successor, Unit
from danbiet.places.services import Declared
from danbiet.reports import services as reports
from danbiet.web.services import declare_day, sign_status

TODAY = date(2026, 11, 23)
FIRST_YEAR = 2021
TIMES_A_YEAR = 5  # each occasion
BOARDS = 6
SHA = "f1" * 32
Row = TypeVar("Row", bound=models.Model)


def disclose(city: Unit, wards: list[Unit], users: dict[str, User]) -> dict[str, int | str]:
    """Five years of obligations, items, postings, comments and requests; returns what to look at."""
    own = users["ward"].holdings.get().place
    obligations.raise_periodic(on=TODAY, by=SYSTEM, at=clock.moment(TODAY))
    rules = arisen()
    for number, ward in enumerate(wards):
        owed(ward, number, rules)
        inherited(ward, rules)
    declared(city, wards)
    shown = shown_item(users, own)
    for day in (TODAY - timedelta(days=2), TODAY - timedelta(days=1)):
        ledger.sign_head(day=day, at=clock.moment(day + timedelta(days=1)), house=house())
        sign_status(day=day, at=clock.moment(day + timedelta(days=1)), house=house())
    quarter = reports.draft(city, period="2026-H1", by=users["city"].actor(TODAY), at=clock.moment(TODAY))
    return {**shown, "quarter": quarter.pk, "owed": Obligation.objects.count(), "disclosed": Item.objects.count()}


def arisen() -> list[list[Arisen]]:
    """What arises for a ward in five years: five variants, the days of what officers record shifted week by week."""
    facts = PlaceFacts(tier="ward", from_day=date(FIRST_YEAR, 7, 1))
    found = []
    for shift in range(5):
        rows: list[Arisen] = []
        for year in range(FIRST_YEAR, TODAY.year + 1):
            rows += year_of(facts, year, told(year, shift), calendar=official())
        unique = {(one.duty, one.period, one.arose_on, one.occasion): one for one in rows if one.arose_on <= TODAY}
        found.append(list(unique.values()))
    return found


def told(year: int, shift: int) -> Iterator[Told]:
    for number in range(TIMES_A_YEAR):
        on = date(year, 2 + 2 * number, 3) + timedelta(days=7 * shift)
        if not date(FIRST_YEAR, 7, 1) <= on <= TODAY:
            continue
        for occasion in offered("ward", on=on):
            yield Told(occasion.key, on, str(year) if occasion.asks_year else "", f"lần {number + 1}")


def made(rows: Iterable[Row]) -> list[Row]:
    """Written in portions."""
    found: list[Row] = []
    every = iter(rows)
    while chunk := list(islice(every, 2000)):
        found += type(chunk[0]).objects.bulk_create(chunk)  # type: ignore[attr-defined]
    return found


def owed(ward: Unit, number: int, rules: list[list[Arisen]]) -> None:
    """The obligations of a ward: of each twenty 5 complete, 3 published and hanging, 2 waived, 10 open."""
    known = set(Obligation.objects.filter(place=ward).values_list("duty", "period", "arose_on", "occasion"))
    fresh = (one for one in rules[number % 5] if (one.duty, one.period, one.arose_on, one.occasion) not in known)
    rows = made(obligation(ward, one, (at * 7 + number) % 20) for at, one in enumerate(fresh))
    boards = made(
        Point(place=ward, kind="office" if at == 0 else "culture_house", name=f"Bảng {at}", from_day=ward.from_day)
        for at in range(BOARDS)
    )
    disclosed([row for row in rows if row.published_on], boards)
    asked(ward, number)
    moment = clock.moment(TODAY)
    made(
        Subscription(place=ward, email=f"dan{at}.{number}@example.vn", language="vi", salt=f"{ward.pk}-{at}",
                     token=f"{ward.pk}-{at}", asked_at=moment - timedelta(days=9),
                     confirmed_at=moment - timedelta(days=9), seen_at=moment - timedelta(days=9))
        for at in range(10)
    )  # fmt: skip


def obligation(ward: Unit, one: Arisen, mark: int) -> Obligation:
    row = Obligation(
        place=ward, duty=one.duty, period=one.period, occasion=one.occasion, arose_on=one.arose_on, due_on=one.due_on,
        due_means=one.due_means, certainty=one.certainty, recorded_at=clock.moment(one.arose_on),
    )  # fmt: skip
    if mark < 8:
        row.state = "complete" if mark < 5 else "published"
        row.published_on = min((one.due_on or one.arose_on) + timedelta(days=mark - 4), TODAY)
        row.completed_on = min(row.published_on + timedelta(days=31), TODAY) if mark < 5 else None
    elif mark < 10:
        row.state, row.waived_on, row.waived_reason = "waived", one.arose_on, "Năm nay không phát sinh."
    return row


def disclosed(rows: list[Obligation], boards: list[Point]) -> None:
    """An item for each, with a version and its postings, at every board or at the office."""
    items = made(item(row) for row in rows)
    table = services.prepared(services.Upload("bang.xlsx", papers.settlement()), kind=ItemKind.BUDGET.value).table
    made(version(one, number, table) for one in items for number in range(1, 3 if one.pk % 5 == 0 else 2))
    made(posting(one, row, board) for one, row in zip(items, rows, strict=True)
         for board in (boards if one.pk % 2 else boards[:1]))  # fmt: skip
    made(Sight(item=one, on=TODAY - timedelta(days=day), count=3) for one in items for day in (1, 2))
    made(comment(one, number) for one in items if one.pk % 20 == 0 for number in range(2))
    drafts = [one for one in items if one.kind == ItemKind.DRAFT_POLICY]
    made(consultation(one) for one in drafts)


def item(row: Obligation) -> Item:
    at, kind = clock.moment(row.published_on or TODAY, time(9)), content(row.duty).kind.value
    title = f"{content(row.duty).title} {row.period} {row.occasion.rpartition(' – ')[2]}"[:300]
    ends = kind == ItemKind.PERSONAL_LIST and row.state == "complete"
    ended_on = row.completed_on if ends else None
    return Item(
        place=row.place, obligation=row, kind=kind, title=title, folded=fold(title), period=row.period, created_at=at,
        published_at=at, state="taken_down" if ends else "published", ended_on=ended_on,
        ended_reason="Hết thời hạn công khai." if ends else "",
    )  # fmt: skip


def version(one: Item, number: int, table: list[dict[str, object]]) -> Version:
    return Version(
        item=one, number=number, summary="Tóm tắt.", sha256=SHA, kind="xlsx", name="van-ban.xlsx", bytes=12_345,
        table=table if one.kind == ItemKind.BUDGET else [], reason="Sửa một dòng." if number > 1 else "",
        drafted_at=one.created_at, published_at=one.published_at, event=1,
    )  # fmt: skip


def posting(one: Item, row: Obligation, board: Point) -> Posting:
    return Posting(
        item=one, channel="posting", point=board, up_on=row.published_on, down_on=row.completed_on,
        minutes="BB 12", recorded_at=one.created_at,
    )  # fmt: skip


def comment(one: Item, number: int) -> Comment:
    is_answered = bool(one.pk % 80)
    at = one.created_at
    return Comment(
        item=one, kind="comment", text="Trang 3 thiếu một dòng.", code=f"{one.pk}-{number}", sent_at=at,
        state="shown" if is_answered else "waiting", answer="Đã bổ sung." if is_answered else "",
        answered_at=at if is_answered else None, changed="Đã bổ sung dòng ấy." if is_answered else "",
        changed_at=at if is_answered else None,
    )  # fmt: skip


def consultation(one: Item) -> Consultation:
    on = clock.day(one.created_at)
    return Consultation(
        item=one, from_on=on, until_on=on + timedelta(days=20), plan="Họp tổ dân phố", opened_at=one.created_at
    )


def asked(ward: Unit, number: int) -> None:
    """Twenty requests a year, half of the last year open."""
    made(request(ward, number, at) for at in range(20 * (TODAY.year - FIRST_YEAR)))


def request(ward: Unit, number: int, at: int) -> Request:
    on = TODAY - timedelta(days=18 * at + 1)
    serial = number * 1000 + at + 1000
    is_open = at < 20 and at % 2 == 0
    due_on = on + timedelta(days=14)
    return Request(
        number=f"{on.year}-{serial}", year=on.year, serial=serial, code=f"{ward.pk}-{at}", place=ward,
        delivery="network", complexity="complex", name="Trần Thị Bình", contact="12 ngõ 3", text="Cho xem dự toán",
        subject="Dự toán ngân sách", state="accepted" if is_open else "answered", received_on=on, valid_on=on,
        duty="ATI-05", due_on=due_on, first_due_on=due_on, answer="" if is_open else "Gửi kèm.",
        closed_on=None if is_open else min(on + timedelta(days=10), TODAY),
    )  # fmt: skip


def inherited(ward: Unit, rules: list[list[Arisen]]) -> None:
    """Twenty open obligations of the unit that passed most of itself on to the ward."""
    old = Successor.objects.filter(new=ward).exclude(old__obligations__isnull=False).first()
    if old is not None:
        rows = [one for one in rules[0] if one.due_on and one.due_on < ward.from_day][:20]
        made(obligation(old.old, one, 19) for one in rows)


def declared(city: Unit, wards: list[Unit]) -> None:
    made(
        DeclaredDay(unit=unit, day=date(2026, 3, 2) + timedelta(days=7 * at), works=False, label="Nghỉ bù",
                    source="1/TB", declared_at=clock.moment(TODAY))
        for unit, count in [(city, 3), *((ward, 1) for ward in wards)] for at in range(count)
    )  # fmt: skip


def shown_item(users: dict[str, User], ward: Unit) -> dict[str, int | str]:
    """What the asked ward did by the services: a budget with two corrections, comments, a consultation, a request."""
    day = date(2026, 10, 5)
    at, by = clock.moment(day), users["ward"].actor(day)
    row = obligations.record_occasion(
        ward, told=Told("settlement_approved", day - timedelta(days=3), "2025", "đo"), by=by, at=at
    )[0]
    upload = services.Upload("quyet-toan.xlsx", papers.settlement())
    kind = ItemKind.BUDGET.value
    one = services.draft_item(
        ward,
        draft=services.Draft(kind, "Quyết toán ngân sách năm 2025", upload, "2025", "Như bảng.", row),
        by=by,
        at=at,
    )
    services.publish(one.versions.get(), by=by, at=at)
    for number in range(2):
        upload = services.Upload("quyet-toan.xlsx", papers.settlement([*papers.SETTLEMENT, [f"Ghi chú {number}"]]))
        change = services.Change("Sửa ghi chú.", upload)
        services.publish(services.correct(one, change=change, by=by, at=at), by=by, at=at)
    one.refresh_from_db()
    boards = Point.objects.filter(place=ward)
    made(Posting(item=one, channel="posting", point=board, up_on=day, minutes="BB", recorded_at=at) for board in boards)
    for number in range(40):
        said = talk.Said(talk.CommentKind.COMMENT, f"Góp ý {number}: thiếu một dòng.")
        talk.send_comment(one, said=said, code=hash_of(receipt_code(f"mẫu {number}")), at=at)
    for remark in Comment.objects.filter(item=one)[:30]:
        talk.show(remark, by=by, at=at)
        talk.answer(remark, text="Đã xem.", by=by, at=at)
        talk.say_changed(remark, text="Đã bổ sung.", version=None, by=by, at=at)
    wish = requests.Asked(ward, Delivery.NETWORK, "Cho tôi xem dự toán", "Trần Thị Bình", "12 ngõ 3")
    case = requests.receive(asked=wish, code=hash_of(receipt_code("một")), by=ANONYMOUS, at=at)
    requests.accept(case, complexity=Complexity.COMPLEX, subject="Dự toán", by=by, at=at)
    Charge.objects.create(place=ward, duty=row.duty, user=users["ward"])
    draft = services.draft_item(
        ward, draft=services.Draft(ItemKind.DOCUMENT.value, "Văn bản", services.Upload("a.xlsx", papers.paper())),
        by=by, at=at,
    )  # fmt: skip
    return {"obligation": row.pk, "disclosed_item": one.pk, "case": case.pk, "draft_item": draft.pk}


def jobs(found: dict[str, str]) -> dict[str, Callable[[], object]]:
    """The acts of the clock and the exports by name; `declare a day` is that of the whole city."""
    client = Client(headers={"host": "localhost"})
    at, tomorrow = clock.moment(TODAY), TODAY + timedelta(days=40)
    city = Unit.objects.get(code="01", until_day=None)
    planner = User.objects.get(username="city").actor(TODAY)
    day = Declared(date(2026, 12, 1), works=False, label="Nghỉ", source="2/TB")

    def read(name: str) -> int:
        answer = client.get(f"/disclosure/{found['ward']}/{name}")
        return sum(map(len, answer))

    return {
        "take down": lambda: services.take_down_due(on=TODAY, by=SYSTEM, at=at),
        "raise": lambda: obligations.raise_periodic(on=tomorrow, by=SYSTEM, at=clock.moment(tomorrow)),
        "raise again": lambda: obligations.raise_periodic(on=TODAY, by=SYSTEM, at=at),
        "recompute": lambda: len(obligations.recompute(by=SYSTEM, at=at)),
        "hanging": lambda: settle_hanging(on=TODAY),
        "letters": lambda: letters.send_letters(at=at, base_url="http://localhost"),
        "status": lambda: sign_status(day=TODAY, at=at, house=house()),
        "csv": lambda: read("register.csv"),
        "json": lambda: read("register.json"),
        "feed": lambda: read("feed.atom"),
        "declare a day": lambda: len(declare_day(city, declared=day, by=planner, at=at)),
    }
