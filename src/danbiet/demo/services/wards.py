"""What officers of a ward do in the story when they disclose: one place, many hands, every act at its moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from danbiet.common import clock
from danbiet.common.files import house
from danbiet.demo.rules import disclosed
from danbiet.demo.services.papers import board_picture
from danbiet.demo.services.people import Cast
from danbiet.disclosure.models import Comment, Consultation, Item, Obligation, Point, Request
from danbiet.disclosure.rules import Channel, PointKind
from danbiet.disclosure.rules.requests import Delivery
from danbiet.disclosure.rules.talk import CommentKind
from danbiet.disclosure.selectors.items import status_items
from danbiet.disclosure.selectors.receipts import hash_of, receipt_code
from danbiet.disclosure.selectors.standing import points_of
from danbiet.disclosure.services import items, obligations, postings, requests, talk
from danbiet.disclosure.services.items import Draft
from danbiet.disclosure.services.obligations import Told
from danbiet.disclosure.services.postings import Board, Hung
from danbiet.disclosure.services.settling import settle_hanging
from danbiet.ledger import services as ledger
from danbiet.places import selectors as places
from danbiet.places import services as places_services
from danbiet.places.models import Unit
from danbiet.places.rules.kinds import GroupKind

MIDNIGHT = time(0, 5)  # when the timer runs
MINUTES = "{number}/BB-UBND (minh họa)"


@dataclass(frozen=True)
class Ward:
    """A ward of the story; `office` is the account that does its common work."""

    cast: Cast
    code: str
    office: str

    def unit(self, at: datetime) -> Unit:
        return places.unit_at(self.code, on=clock.day(at))

    def points(self, at: datetime, *, without: str = "") -> tuple[Point, ...]:
        """The boards in use, but for the one whose name ends so."""
        found = points_of(self.unit(at), on=clock.day(at))
        return tuple(point for point in found if not (without and point.name.endswith(without)))

    def settles_in(self, at: datetime) -> None:
        """Circumstances, residential groups, and a board at the office and at each culture house."""
        known, unit = disclosed()["ward"][self.code], self.unit(at)
        facts = places_services.Known(
            from_day=known["from"], source=disclosed()["source"]["words"], residents=known["residents"],
            households=known["households"],
        )  # fmt: skip
        places_services.set_circumstances(unit, known=facts, by=self.cast.actor("planner", at), at=at)
        by = self.cast.actor(self.office, at)
        board = Board("Trụ sở UBND phường", PointKind.OFFICE, known["from"])
        postings.found_point(unit, board=board, by=by, at=at)
        for number in range(1, known["houses"] + 1):
            name = f"Tổ dân phố số {number}"
            group = places_services.found_group(unit, kind=GroupKind.URBAN, name_vi=name, households=None, by=by, at=at)
            house_name = f"Nhà văn hóa {name.lower()}"
            board = Board(house_name, PointKind.CULTURE_HOUSE, known["from"], group)
            postings.found_point(unit, board=board, by=by, at=at)

    def hears(self, told: Told, at: datetime, *, who: str = "") -> Obligation:
        """Something happened; the first duty that it gives rise to."""
        by = self.cast.actor(who or self.office, at)
        return obligations.record_occasion(self.unit(at), told=told, by=by, at=at)[0]

    def publishes(self, draft: Draft, at: datetime, *, who: str = "") -> Item:
        by = self.cast.actor(who or self.office, at)
        item = items.draft_item(self.unit(at), draft=draft, by=by, at=at)
        items.publish(item.versions.get(), by=by, at=at)
        return Item.objects.select_related("place", "obligation__place").get(pk=item.pk)

    def hangs(self, item: Item, at: datetime, *, up_on: date, without: str = "", who: str = "") -> None:
        """Put an item up on every board but one, with a picture of each board and one number of minutes."""
        number = MINUTES.format(number=f"{up_on:%d%m}")
        for count, point in enumerate(self.points(at, without=without), start=1):
            hung = Hung(Channel.POSTING, (point,), up_on=up_on, minutes=number, proof=board_picture(count % 5 + 1))
            self.records(item, hung, at, who=who)

    def sounds(self, item: Item, at: datetime, *, up_on: date, days: int = 1, who: str = "culture") -> None:
        """Read it on the loudspeaker on some days in a row, twice a day as the article says."""
        last = up_on + timedelta(days - 1)
        log = "12/BB-ĐTT, ngày 2 buổi, mỗi buổi 15 phút (minh họa)"
        self.records(item, Hung(Channel.LOUDSPEAKER, up_on=up_on, down_on=last, minutes=log), at, who=who)

    def sends(self, item: Item, at: datetime, *, channel: Channel, on: date, who: str = "") -> None:
        """Hand it to the heads of groups, or send it in writing."""
        self.records(item, Hung(channel, up_on=on, minutes=MINUTES.format(number=f"{on:%d%m}")), at, who=who)

    def records(self, item: Item, hung: Hung, at: datetime, *, who: str = "") -> None:
        postings.record_posting(item, hung=hung, by=self.cast.actor(who or self.office, at), at=at)

    def is_told(self, item: Item, said: talk.Said, at: datetime, *, answer: str = "", who: str = "") -> Comment:
        """A resident's words; with an answer they are shown and answered a day later."""
        comment = talk.send_comment(item, said=said, code=_code(f"{item.pk} {at}"), at=at)
        if not answer:
            return comment
        later = at + timedelta(days=1)
        by = self.cast.actor(who or self.office, later)
        return talk.answer(talk.show(comment, by=by, at=later), text=answer, by=by, at=later)

    def shows(self, item: Item, text: str, at: datetime) -> None:
        """An opinion on a draft, read by an officer at once."""
        comment = self.is_told(item, talk.Said(CommentKind.OPINION, text), at)
        talk.show(comment, by=self.cast.actor(self.office, at), at=at)

    def consults(self, item: Item, at: datetime, *, until_on: date) -> Consultation:
        plan = "Họp các tổ dân phố, phiếu lấy ý kiến từng hộ, và ý kiến gửi trên trang này (minh họa)"
        period = talk.Period(clock.day(at), until_on, plan)
        return talk.open_consultation(item, period=period, by=self.cast.actor(self.office, at), at=at)

    def is_asked(self, text: str, at: datetime, *, delivery: Delivery = Delivery.NETWORK) -> Request:
        """A request for information from somebody who does not exist."""
        name, contact = "Nguyễn Văn Minh Họa", "nguoi-dan@example.com"
        asked = requests.Asked(self.unit(at), delivery, text, name, contact)
        code = _code(f"{self.code} {at}")
        return requests.receive(asked=asked, code=code, by=requests.ANONYMOUS, at=at)


def close_day(day: date) -> None:
    """What the timer does after midnight: head and status of the day are signed, what hangs is looked at again."""
    moment = clock.moment(day + timedelta(days=1), MIDNIGHT)
    ledger.sign_head(day=day, at=moment, house=house())
    ledger.sign_status(day=day, items=status_items(day=day), at=moment, house=house())
    settle_hanging(on=clock.day(moment))


def _code(mark: str) -> str:
    return hash_of(receipt_code(mark))
