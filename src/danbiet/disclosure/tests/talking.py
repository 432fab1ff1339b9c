"""Items, comments and requests for tests of what residents say and ask, made through services."""

from datetime import date, datetime, timedelta

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, Actor
from danbiet.disclosure.models import Comment, Consultation, Item, Request
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.requests import Complexity, Delivery
from danbiet.disclosure.rules.talk import CommentKind
from danbiet.disclosure.selectors.receipts import hash_of, receipt_code
from danbiet.disclosure.services import items
from danbiet.disclosure.services import requests as asking
from danbiet.disclosure.services import talk as talking
from danbiet.places.models import Unit
from danbiet.plans.tests.factories import picture

CODE = receipt_code("một mẫu")


def published(
    place: Unit, by: Actor, at: datetime, *, kind: ItemKind = ItemKind.DOCUMENT, title: str = "Dự toán"
) -> Item:
    """An item with one published version: a picture."""
    upload = items.Upload(name="anh.jpg", data=picture(seed=len(title)))
    item = items.draft_item(place, draft=items.Draft(kind=kind.value, title=title, upload=upload), by=by, at=at)
    items.publish(item.versions.get(), by=by, at=at)
    item.refresh_from_db()
    return item


def said(
    item: Item, at: datetime, *, kind=CommentKind.COMMENT, text="Thiếu trang 3", mark="một mẫu", **more
) -> Comment:
    code = hash_of(receipt_code(mark))
    return talking.send_comment(item, said=talking.Said(kind, text, **more), code=code, at=at)


def consulted(item: Item, by: Actor, at: datetime, *, days: int = 20) -> Consultation:
    on = clock.day(at)
    return talking.open_consultation(item, period=talking.Period(on, on + timedelta(days), "Họp tổ"), by=by, at=at)


def asked(
    place: Unit, on: date, *, delivery=Delivery.NETWORK, text="Cho tôi xem dự toán 2021", mark="một mẫu", by=ANONYMOUS
) -> Request:
    wish = asking.Asked(place, delivery, text, "Trần Thị Bình", "12 ngõ 3, Đông Ngạc")
    return asking.receive(asked=wish, code=hash_of(receipt_code(mark)), by=by, at=clock.moment(on))


def accepted(place: Unit, on: date, by: Actor, *, complexity=Complexity.COMPLEX, **more) -> Request:
    row = asked(place, on, **more)
    return asking.accept(row, complexity=complexity, subject="Dự toán năm 2021", by=by, at=clock.moment(on))
