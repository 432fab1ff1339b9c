"""What three places disclose, made through services: the same kinds of things in a ward, its neighbour and above."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS
from danbiet.disclosure.models import Comment, Item, Point, Posting, Request
from danbiet.disclosure.rules import Channel, ItemKind, PointKind
from danbiet.disclosure.rules.requests import Complexity, Delivery
from danbiet.disclosure.selectors.receipts import hash_of, receipt_code
from danbiet.disclosure.services import amendments, items, postings, requests, talk
from danbiet.disclosure.tests.papers import obligation
from danbiet.plans.tests.factories import picture
from tests.house import House, Things
from tests.people import Cast, Place

LONG_AGO = timedelta(days=60)  # every least period of a posting and of a consultation is over


@dataclass
class Shower:
    """Fills one place on one day."""

    place: Place
    who: str
    cast: Cast
    on: date

    def on_day(self, day: date) -> dict[str, object]:
        return {"by": self.cast.actor(self.who, day), "at": clock.moment(day)}

    def keys(self) -> dict[str, int]:
        """The key of everything, under the name of its kind."""
        shown = self.published(ItemKind.DOCUMENT, self.on - LONG_AGO, 1)
        owed = obligation(self.place.unit, "BUD16-05", arose_on=self.on - timedelta(days=3))
        made = {"shown": shown, "hidden-draft": self.drafted(ItemKind.DOCUMENT, self.on, 2), "owed": owed}
        found = {name: row.pk for name, row in made.items()}
        return found | self.hanging(shown) | self.talking(shown) | self.asking()

    def drafted(self, kind: ItemKind, on: date, seed: int) -> Item:
        upload = items.Upload("anh.jpg", picture(seed=self.place.unit.pk * 100 + seed))
        draft = items.Draft(kind=kind.value, title=f"Tài liệu thứ {seed}", upload=upload)
        return items.draft_item(self.place.unit, draft=draft, **self.on_day(on))

    def published(self, kind: ItemKind, on: date, seed: int) -> Item:
        item = self.drafted(kind, on, seed)
        items.publish(item.versions.get(), **self.on_day(on))
        return Item.objects.select_related("place").get(pk=item.pk)

    def board(self, name: str, kind: PointKind) -> Point:
        named = postings.Board(name, kind, self.on - 2 * LONG_AGO)
        return postings.found_point(self.place.unit, board=named, **self.on_day(self.on))

    def hung(self, item: Item, point: Point, **days: object) -> Posting:
        hung = postings.Hung(Channel.POSTING, (point,), **days)
        return postings.record_posting(item, hung=hung, **self.on_day(self.on))[0]

    def hanging(self, item: Item) -> dict[str, int]:
        house = self.board("Nhà văn hóa số 2", PointKind.CULTURE_HOUSE)
        office = self.board("Trụ sở", PointKind.OFFICE)
        yesterday = self.on - timedelta(days=1)
        return {
            "board": house.pk,
            "planned": self.hung(item, house, planned_on=self.on).pk,
            "hung": self.hung(item, house, up_on=yesterday, proof=picture(seed=7)).pk,
            "at-office": self.hung(item, office, up_on=yesterday, proof=picture(seed=8)).pk,
        }

    def talking(self, shown: Item) -> dict[str, int]:
        running = self.published(ItemKind.DRAFT_POLICY, self.on - timedelta(days=1), 3)
        over = self.published(ItemKind.DRAFT_POLICY, self.on - LONG_AGO, 4)
        fresh = self.published(ItemKind.DRAFT_POLICY, self.on - LONG_AGO, 5)
        asked = [self.consulted(running, self.on - timedelta(days=1)), self.consulted(over, self.on - LONG_AGO)]
        return {"comment": self.said(shown).pk, "policy": fresh.pk, "running": asked[0].pk, "over": asked[1].pk}

    def consulted(self, item: Item, on: date) -> talk.Consultation:
        period = talk.Period(on, on + timedelta(days=21), "Họp tổ dân phố")
        return talk.open_consultation(item, period=period, **self.on_day(on))

    def said(self, item: Item) -> Comment:
        said = talk.Said(talk.CommentKind.COMMENT, "Thiếu trang 3")
        return talk.send_comment(item, said=said, code=self.code("said"), at=clock.moment(self.on))

    def code(self, mark: str) -> str:
        return hash_of(receipt_code(f"{self.place.unit.pk} {mark}"))

    def asked(self, mark: str) -> Request:
        wish = requests.Asked(self.place.unit, Delivery.NETWORK, "Xem dự toán", "Trần Thị Bình", "12 ngõ 3")
        return requests.receive(asked=wish, code=self.code(mark), by=ANONYMOUS, at=clock.moment(self.on))

    def accepted(self, mark: str) -> Request:
        how = {"complexity": Complexity.COMPLEX, "subject": "Dự toán"}
        return requests.accept(self.asked(mark), **how, **self.on_day(self.on))

    def answered(self, mark: str) -> Request:
        given = requests.Given("Gửi bảng", name="a.jpg", data=picture(seed=9))
        return requests.answer(self.accepted(mark), given=given, **self.on_day(self.on))

    def asking(self) -> dict[str, int]:
        answered, wrong = self.answered("answered"), self.answered("wrong")
        amendment = amendments.find_wrong(wrong, text="Sai cột 3", **self.on_day(self.on))
        return {
            "request": self.asked("asked").pk, "accepted": self.accepted("accepted").pk, "answered": answered.pk,
            "amendment": amendment.pk,
        }  # fmt: skip


def disclosing(house: House, cast: Cast) -> House:
    """The house, and in each of its places something of every kind that disclosure knows."""
    above = "planner" if house.day.year == 2021 else "city"
    keepers = {"mine": "ward", "other": "ward2", "above": above}
    things: dict[str, Things] = {}
    for whose, who in keepers.items():
        thing = getattr(house, whose)
        things[whose] = replace(thing, disclosed=Shower(thing.place, who, cast, house.day).keys())
    return replace(house, **things)


@pytest.fixture
def disclosing_2021(house_2021: House, cast: Cast) -> House:
    return disclosing(house_2021, cast)


@pytest.fixture
def disclosing_2026(house_2026: House, cast: Cast) -> House:
    return disclosing(house_2026, cast)
