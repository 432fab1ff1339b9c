"""What hangs where: each act works, is refused by a rule, is not yours, is in the record, and never twice."""

from datetime import date, timedelta
from io import BytesIO
from itertools import count

import pytest
from PIL import Image

from danbiet.common import clock, files
from danbiet.common.actor import Conflict, NotAllowed
from danbiet.disclosure.models import Item, Obligation, Point, Posting
from danbiet.disclosure.rules import Channel, PointKind
from danbiet.disclosure.selectors import reminders
from danbiet.disclosure.services import items, postings
from danbiet.disclosure.services.postings import Board, Hung, PointRefused, PostingChanged, PostingRefused
from danbiet.disclosure.services.reading import TitlePersonal
from danbiet.disclosure.services.settling import settle, settle_hanging
from danbiet.disclosure.tests.papers import board, obligation, paper
from danbiet.ledger.models import Event
from danbiet.places import services as places
from danbiet.places.models import Successor
from danbiet.plans.tests.factories import picture
from tests.people import END_OF_DISTRICTS, Cast, Country

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2024, 5, 6), date(2024, 6, 20)
DUTY = "BUD16-05"  # the budget: every board, 30 days
ONE_DAY = timedelta(days=1)
numbers = count()


def acts(target: str) -> list[str]:
    return [
        act.removeprefix("disclosure.") for act in Event.objects.filter(target=target).values_list("act", flat=True)
    ]


def how(cast: Cast, who: str = "ward", on: date = MAY) -> dict[str, object]:
    return {"by": cast.actor(who, on), "at": clock.moment(on)}


def shown(country: Country, cast: Cast, *, duty: str = "", on: date = MAY) -> Item:
    place = country.dong_ngac.unit
    owed = obligation(place, duty, arose_on=on) if duty else None
    upload = items.Upload("a.xlsx", paper(f"Văn bản {next(numbers)}"))
    draft = items.Draft(kind="document", title="Kế hoạch", upload=upload, obligation=owed)
    item = items.draft_item(place, draft=draft, **how(cast, on=on))
    items.publish(item.versions.get(), **how(cast, on=on))
    return Item.objects.select_related("place", "obligation__place").get(pk=item.pk)


def hang(item: Item, cast: Cast, *points: Point, who: str = "ward", on: date = MAY, **more: object) -> list[Posting]:
    days = {} if "planned_on" in more else {"up_on": on}
    channel = more.pop("channel", Channel.POSTING)
    return postings.record_posting(item, hung=Hung(channel, points, **{**days, **more}), **how(cast, who, on))


def located() -> bytes:
    """A photo with a position and the name of its camera."""
    exif, out = Image.Exif(), BytesIO()
    exif.get_ifd(0x8825)[2] = (21.0, 4.0, 7.5)
    exif[0x010F] = "NOKIA PLANTED"
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 08:00:00"
    Image.new("RGB", (64, 64), (1, 2, 3)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_boards_are_named_once_in_order_and_closed(country: Country, cast: Cast) -> None:
    place = country.dong_ngac.unit
    named = Board(" Nhà văn hóa 2 ", PointKind.CULTURE_HOUSE, MAY)
    point = postings.found_point(place, board=named, **how(cast))
    assert (point.name, acts(f"disclosure.point/{point.pk}")) == ("Nhà văn hóa 2", ["found_point"])
    for wrong in (named, Board("  ", PointKind.OFFICE, MAY)):
        with pytest.raises(PointRefused):
            postings.found_point(place, board=wrong, **how(cast))
    group = places.found_group(
        country.xuan_dinh.unit, kind="urban", name_vi="Tổ 1", households=None, **how(cast, "ward2")
    )
    with pytest.raises(PointRefused):
        postings.found_point(place, board=Board("Nhà 3", PointKind.CULTURE_HOUSE, MAY, group), **how(cast))
    for who in ("grouphead", "ward2", "planner", "inspector", "resident"):
        with pytest.raises(NotAllowed):
            postings.found_point(place, board=Board("Nhà 4", PointKind.OFFICE, MAY), **how(cast, who))
        with pytest.raises(NotAllowed):
            postings.close_point(point, until_day=JUNE, **how(cast, who))
    with pytest.raises(PointRefused):
        postings.close_point(point, until_day=MAY, **how(cast))
    postings.close_point(point, until_day=JUNE, **how(cast))
    assert acts(f"disclosure.point/{point.pk}") == ["found_point", "close_point"]


def test_a_posting_is_planned_put_up_taken_off_and_proven(country: Country, cast: Cast) -> None:
    item, point = shown(country, cast), board(country.dong_ngac.unit)
    (row,) = hang(item, cast, point, planned_on=MAY + ONE_DAY)
    later = MAY + 3 * ONE_DAY
    postings.put_up(row, up_on=MAY + ONE_DAY, **how(cast, on=later))
    postings.prove(row, minutes="BB 12", proof=b"", **how(cast, on=later))
    postings.prove(row, minutes="", proof=located(), **how(cast, on=later))
    postings.take_off(row, down_on=later, **how(cast, on=later))
    row.refresh_from_db()
    assert (row.planned_on, row.up_on, row.down_on) == (MAY + ONE_DAY, MAY + ONE_DAY, later)
    assert (row.minutes, row.proof_kind, row.proof_taken_on) == ("BB 12", "jpeg", MAY)
    assert acts(f"disclosure.posting/{row.pk}") == ["change_posting"] * 4
    assert acts(item.target)[-1] == "post"
    kept = files.read(row.proof)
    assert b"PLANTED" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    "hung",
    [
        Hung(Channel.POSTING, up_on=MAY),
        Hung(Channel.LOUDSPEAKER),
        Hung(Channel.LOUDSPEAKER, up_on=MAY + ONE_DAY),
        Hung(Channel.LOUDSPEAKER, planned_on=MAY, down_on=MAY),
        Hung(Channel.LOUDSPEAKER, up_on=MAY, down_on=MAY - ONE_DAY),
    ],
    ids=["no board", "no day", "ahead", "down without up", "down before up"],
)
def test_days_that_cannot_have_been_are_refused(country: Country, cast: Cast, hung: Hung) -> None:
    item = shown(country, cast)
    with pytest.raises(PostingRefused):
        postings.record_posting(item, hung=hung, **how(cast))
    assert not Posting.objects.exists()


def test_boards_of_others_of_other_days_and_what_is_not_public_are_refused(country: Country, cast: Cast) -> None:
    item, mine = shown(country, cast), board(country.dong_ngac.unit)
    far = board(country.xuan_dinh.unit)
    closed = postings.close_point(board(country.dong_ngac.unit, "Cũ"), until_day=MAY, **how(cast))
    for point in (far, closed):
        with pytest.raises(PostingRefused):
            hang(item, cast, mine, point)
    items.withdraw(item, reason="Nhầm", **how(cast))
    with pytest.raises(PostingRefused):
        hang(Item.objects.get(pk=item.pk), cast, mine)
    assert not Posting.objects.exists()


def test_heads_of_groups_record_culture_houses_alone(country: Country, cast: Cast) -> None:
    item = shown(country, cast)
    office, house = board(country.dong_ngac.unit), board(country.dong_ngac.unit, "Nhà 2", "culture_house")
    (own,) = hang(item, cast, house, who="grouphead")
    hang(item, cast, who="grouphead", channel=Channel.GROUP_HEADS)
    (theirs,) = hang(item, cast, office)
    refused = [
        lambda: hang(item, cast, office, who="grouphead"),
        lambda: hang(item, cast, house, office, who="grouphead"),
        lambda: hang(item, cast, who="grouphead", channel=Channel.LOUDSPEAKER),
        lambda: postings.take_off(theirs, down_on=MAY, **how(cast, "grouphead")),
        lambda: postings.void(theirs, reason="Nhầm", **how(cast, "grouphead")),
    ]
    for act in refused:
        with pytest.raises(NotAllowed):
            act()
    for who in ("ward2", "planner", "city", "inspector", "resident"):
        with pytest.raises(NotAllowed):
            hang(item, cast, house, who=who)
        with pytest.raises(NotAllowed):
            postings.prove(own, minutes="BB", proof=b"", **how(cast, who))
    assert Posting.objects.count() == 3


def test_of_two_at_once_the_second_is_told(country: Country, cast: Cast) -> None:
    (row,) = hang(shown(country, cast), cast, board(country.dong_ngac.unit))
    stale, staler = (Posting.objects.select_related("item__place", "point").get(pk=row.pk) for _ in range(2))
    postings.prove(row, minutes="BB 1", proof=b"", **how(cast))
    for act in (
        lambda: postings.take_off(stale, down_on=MAY, **how(cast)),
        lambda: postings.prove(staler, minutes="BB 2", proof=b"", **how(cast)),
        lambda: postings.void(staler, reason="Nhầm", **how(cast)),
    ):
        with pytest.raises(PostingChanged):
            act()
    assert issubclass(PostingChanged, Conflict)
    row.refresh_from_db()
    assert (row.minutes, row.down_on) == ("BB 1", None)


def test_what_is_proven_is_not_replaced_and_a_refused_proof_leaves_no_file(
    country: Country, cast: Cast, tmp_path
) -> None:
    item, point = shown(country, cast), board(country.dong_ngac.unit)
    (row,) = hang(item, cast, point, proof=picture(seed=1), minutes="BB 1")
    before = {path for path in (tmp_path / "files").rglob("*") if path.is_file()}
    for more in ({"proof": picture(seed=2), "minutes": ""}, {"proof": b"", "minutes": "BB 2"}):
        with pytest.raises(PostingRefused):
            postings.prove(row, **more, **how(cast))
    with pytest.raises(TitlePersonal):
        hang(item, cast, point, minutes="gọi 0912345678", proof=picture(seed=3))
    stale = Posting.objects.select_related("item__place", "point").get(pk=hang(item, cast, point)[0].pk)
    postings.take_off(Posting.objects.get(pk=stale.pk), down_on=MAY, **how(cast))
    with pytest.raises(PostingChanged):
        postings.prove(stale, minutes="", proof=picture(seed=4), **how(cast))
    assert {path for path in (tmp_path / "files").rglob("*") if path.is_file()} == before


def test_a_wrong_record_is_voided_with_its_reason_and_counts_nowhere(country: Country, cast: Cast) -> None:
    item, point = shown(country, cast, duty=DUTY), board(country.dong_ngac.unit)
    (row,) = hang(item, cast, point, proof=picture(seed=5))
    with pytest.raises(PostingRefused):
        postings.void(row, reason="  ", **how(cast))
    postings.void(row, reason="Ghi nhầm nơi", **how(cast))
    assert acts(f"disclosure.posting/{row.pk}") == ["void_posting"]
    with pytest.raises(PostingChanged):
        postings.void(row, reason="Nữa", **how(cast))
    with pytest.raises(PostingChanged):
        postings.take_off(Posting.objects.get(pk=row.pk), down_on=MAY, **how(cast))
    assert settle(owed(item), on=JUNE).state == "published"
    found = reminders.posting_items(cast.actor("ward", JUNE), on=JUNE)
    assert len(found) == 1
    assert files.path_of(row.proof).exists(), "its proof stays"


def owed(item: Item) -> Obligation:
    return Obligation.objects.select_related("place").get(pk=item.obligation_id)


def everywhere(item: Item, cast: Cast, *points: Point, on: date = MAY, **more: object) -> None:
    """Every form that the duty asks for."""
    hang(item, cast, *points, on=on, **more)
    for channel in (Channel.LOUDSPEAKER, Channel.GROUP_HEADS, Channel.WRITTEN_NOTICE):
        hang(item, cast, channel=channel, on=on)


def test_the_clock_completes_what_hung_long_enough(country: Country, cast: Cast) -> None:
    point = board(country.dong_ngac.unit)
    item = shown(country, cast, duty=DUTY)
    everywhere(item, cast, point)
    for on, state in ((MAY + 29 * ONE_DAY, "published"), (MAY + 30 * ONE_DAY, "complete")):
        settle_hanging(on=on)
        assert owed(item).state == state, on
    assert owed(item).completed_on == MAY + 30 * ONE_DAY


def test_a_gap_begins_again_and_a_withdrawal_opens_again(country: Country, cast: Cast) -> None:
    point = board(country.dong_ngac.unit)
    item = shown(country, cast, duty=DUTY)
    everywhere(item, cast, point, down_on=None)
    row = Posting.objects.get(item=item, point=point)
    again = MAY + 12 * ONE_DAY
    postings.take_off(row, down_on=MAY + 9 * ONE_DAY, **how(cast, on=again))
    hang(item, cast, point, on=again)
    assert settle(owed(item), on=again + 29 * ONE_DAY).state == "published"
    assert settle(owed(item), on=again + 30 * ONE_DAY).completed_on == again + 30 * ONE_DAY
    late = again + 31 * ONE_DAY
    items.withdraw(item, reason="Sai số", **how(cast, on=late))
    assert (owed(item).state, owed(item).published_on) == ("open", None)


def test_taking_down_after_the_period_leaves_it_complete(country: Country, cast: Cast) -> None:
    point = board(country.dong_ngac.unit)
    item = shown(country, cast, duty=DUTY)
    everywhere(item, cast, point)
    items.take_down(item, **how(cast, on=MAY + 40 * ONE_DAY))
    assert owed(item).state == "complete"


def test_a_board_founded_after_the_publication_asks_nothing_of_it(country: Country, cast: Cast) -> None:
    point = board(country.dong_ngac.unit)
    item = shown(country, cast, duty=DUTY)
    everywhere(item, cast, point)
    assert settle(owed(item), on=MAY + 30 * ONE_DAY).state == "complete"
    later = Board("Nhà mới", PointKind.CULTURE_HOUSE, MAY + ONE_DAY)
    postings.found_point(country.dong_ngac.unit, board=later, **how(cast, on=MAY + 31 * ONE_DAY))
    assert settle(owed(item), on=MAY + 40 * ONE_DAY).completed_on == MAY + 30 * ONE_DAY
    fresh = shown(country, cast, duty=DUTY, on=MAY + 2 * ONE_DAY)
    everywhere(fresh, cast, point, on=MAY + 2 * ONE_DAY)
    assert settle(owed(fresh), on=MAY + 40 * ONE_DAY).state == "published", "the new board is asked of what came after"


def test_boards_named_late_are_asked_where_none_was_known(country: Country, cast: Cast) -> None:
    item = shown(country, cast, duty=DUTY)
    for channel in (Channel.LOUDSPEAKER, Channel.GROUP_HEADS, Channel.WRITTEN_NOTICE):
        hang(item, cast, channel=channel)
    assert settle(owed(item), on=JUNE).state == "published", "a place without boards shows nothing"
    named = Board("Trụ sở", PointKind.OFFICE, JUNE)
    point = postings.found_point(country.dong_ngac.unit, board=named, **how(cast, on=JUNE))
    assert settle(owed(item), on=JUNE).state == "published"
    hang(item, cast, point, on=JUNE)
    assert settle(owed(item), on=JUNE + 30 * ONE_DAY).state == "complete"


def test_a_waived_obligation_stays_waived(country: Country, cast: Cast) -> None:
    item = shown(country, cast, duty=DUTY)
    Obligation.objects.filter(pk=item.obligation_id).update(
        state="waived", waived_reason="Không có", waived_on=MAY, published_on=None
    )
    assert settle(owed(item), on=JUNE).state == "waived"


def test_the_desk_says_what_to_hang_to_hang_again_and_to_take_off(country: Country, cast: Cast) -> None:
    point = board(country.dong_ngac.unit)
    item = shown(country, cast, duty=DUTY)
    everywhere(item, cast, point)
    row = Posting.objects.get(item=item, point=point)
    assert reminders.posting_items(cast.actor("ward", MAY), on=MAY) == []
    postings.take_off(row, down_on=MAY + ONE_DAY, **how(cast, on=MAY + ONE_DAY))
    on = MAY + 2 * ONE_DAY
    settle_hanging(on=on)  # the day's job: what came down yesterday is broken off today
    (again,) = reminders.posting_items(cast.actor("grouphead", on), on=on)
    assert again.title.startswith("Dán lại")
    for who in ("ward2", "planner", "resident"):
        assert reminders.posting_items(cast.actor(who, on), on=on) == []


def test_who_took_a_ward_over_records_what_its_papers_still_lack(country: Country, cast: Cast) -> None:
    item, on = shown(country, cast, duty=DUTY), date(2026, 11, 23)
    point = board(country.dong_ngac.unit)
    Successor.objects.create(
        old=country.dong_ngac.unit, new=country.new_dong_ngac.unit, share="1", basis="count", decree="1656",
        on=END_OF_DISTRICTS,
    )  # fmt: skip
    (row,) = hang(item, cast, point, who="ward", on=on)  # the same officer, of the ward of today
    assert row.item.place.until_day == date(2025, 7, 1)
    with pytest.raises(NotAllowed):
        hang(item, cast, point, who="ward2", on=on)
