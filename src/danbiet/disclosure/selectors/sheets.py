"""What a board sheet prints."""

from dataclasses import dataclass
from datetime import date

import segno

from danbiet.common.actor import Actor, NotYours, say
from danbiet.common.files import House
from danbiet.disclosure.models import Item, Version
from danbiet.disclosure.selectors.gates import FileGone
from danbiet.disclosure.selectors.items import item_page
from danbiet.ledger import selectors as ledger
from danbiet.places import selectors as places


@dataclass(frozen=True)
class Sheet:
    """The words of the sheet; `key` in use as residents keep it, `fingerprint` to compare it by eye."""

    item: Item
    version: Version
    office: str
    last_on: date | None
    short: str
    url: str
    key: str
    fingerprint: str
    kind_word: str


def sheet(actor: Actor, pk: int, *, on: date, house: House, base_url: str) -> Sheet:
    """The sheet of an item that the actor may see; FileGone when it was withdrawn or taken down."""
    page = item_page(actor, pk, on=on)
    ended_on = page.item.ended_on
    if page.item.published_at is None:
        raise NotYours(say("Mục này chưa công khai."))
    if ended_on:
        raise FileGone(say("Mục này đã rút hoặc đã gỡ ngày {day}, không dán nữa."), day=f"{ended_on:%d/%m/%Y}")
    return Sheet(
        item=page.item, version=page.current,
        office=places.peoples_committee(page.current.heir or page.item.place).name,
        last_on=page.stay.last_on, short=page.short, url=f"{base_url}/s/{page.short}",
        key=ledger.key_line(house), fingerprint=ledger.fingerprint(house), kind_word=page.kind_word,
    )  # fmt: skip


def qr(text: str) -> str:
    """The QR of a link or a key as an SVG file, with its quiet zone, no colour and no script."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=4)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
