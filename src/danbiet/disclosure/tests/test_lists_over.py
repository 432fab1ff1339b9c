"""Lists of people come down on no day before their least time, as counted on that day, and as corrected."""

from datetime import date, timedelta

import pytest

from danbiet.common import clock, files
from danbiet.common.actor import SYSTEM
from danbiet.disclosure.models import Item, Obligation
from danbiet.disclosure.rules import Channel
from danbiet.disclosure.selectors import gates, reminders, standing
from danbiet.disclosure.selectors import items as selectors
from danbiet.disclosure.services import items as services
from danbiet.disclosure.services import postings
from danbiet.disclosure.services.items import Change, TooEarly, Upload
from danbiet.disclosure.services.postings import Hung
from danbiet.disclosure.tests.papers import HOUSEHOLDS, board, households, obligation, publish, published, workbook
from danbiet.ledger.models import Event
from danbiet.places import services as places
from tests.people import Cast, Country

pytestmark = pytest.mark.django_db
OCTOBER = date(2024, 10, 14)
LIST = {"kind": "personal_list", "title": "Hộ nghèo năm 2024", "name": "ho-ngheo.xlsx"}
MORE = workbook({"Hộ nghèo": [*HOUSEHOLDS, [3, "Lê Văn Chín", "", "Tổ 4", "", "Hộ nghèo", 120]]})


def posted(country: Country, cast: Cast, duty: str, on: date = OCTOBER) -> Item:
    """A list of poor households, published for a duty that arose on the same day."""
    certainty = "memory" if duty == "POV-02" else "seen"
    due = obligation(country.dong_ngac.unit, duty, arose_on=on, certainty=certainty) if duty else None
    return published(country.dong_ngac.unit, cast, at=clock.moment(on), data=households(), obligation=due, **LIST)


def corrected(item: Item, cast: Cast, *, on: date, data: bytes = MORE) -> Item:
    change = Change("Bổ sung một hộ", Upload("ho-ngheo.xlsx", data))
    services.correct(item, change=change, by=cast.actor("ward", on), at=clock.moment(on))
    return publish(item, cast, at=clock.moment(on))


def let_go(on: date) -> int:
    return services.take_down_due(on=on, by=SYSTEM, at=clock.moment(on))


def page(item: Item, cast: Cast, on: date) -> selectors.ItemPage:
    return selectors.item_page(cast.actor("ward", on), item.pk, on=on)


def declare(country: Country, cast: Cast, off: date, *, on: date) -> None:
    day = places.Declared(off, False, "bão", "CĐ 1")
    places.declare_day(country.district.unit, declared=day, by=cast.actor("planner", on), at=clock.moment(on))


def test_a_day_declared_after_the_publication_moves_the_day_of_taking_down(country: Country, cast: Cast) -> None:
    item = posted(country, cast, "POV-02")
    assert page(item, cast, OCTOBER).take_down_on == date(2024, 10, 18)
    declare(country, cast, date(2024, 10, 16), on=date(2024, 10, 15))
    told = page(item, cast, date(2024, 10, 15))
    assert (told.stay.last_on, told.take_down_on) == (date(2024, 10, 18), date(2024, 10, 19))
    with pytest.raises(TooEarly, match="18/10/2024"):
        services.take_down(item, by=cast.actor("ward", OCTOBER), at=clock.moment(date(2024, 10, 18)))
    assert [let_go(date(2024, 10, day)) for day in (17, 18, 19, 20)] == [0, 0, 1, 0]


@pytest.mark.parametrize(("duty", "last_on"), [("DIS22-07", 30), ("", 30), ("POV-02", 3)])
def test_whoever_a_correction_names_hangs_the_whole_least_time(
    country: Country, cast: Cast, duty: str, last_on: int
) -> None:
    item = posted(country, cast, duty)
    late = date(2024, 10, 17) if duty == "POV-02" else date(2024, 11, 11)  # the first least time is nearly over
    corrected(item, cast, on=late)
    last = late + timedelta(days=last_on) if duty != "POV-02" else date(2024, 10, 22)
    told = page(item, cast, late)
    assert (told.stay.last_on, told.take_down_on) == (last, last + timedelta(days=1))
    if told.window:
        assert told.window.until == last, "they may object as long as everybody else"
    with pytest.raises(TooEarly):
        services.take_down(item, by=cast.actor("ward", last), at=clock.moment(last))
    assert [let_go(last), let_go(last + timedelta(days=1))] == [0, 1]


def test_whom_a_correction_took_out_is_not_shown_longer_for_it(
    country: Country, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    item = corrected(posted(country, cast, "DIS22-07"), cast, on=date(2024, 11, 4))
    first, second = item.versions.order_by("number")
    over = date(2024, 11, 14)  # thirty days from 14 October end on 13 November
    assert let_go(date(2024, 11, 13)) == 0
    first.refresh_from_db()
    assert first.erased_on is None
    with django_capture_on_commit_callbacks(execute=True):
        assert let_go(over) == 0, "the list itself stays"
    first.refresh_from_db()
    assert (first.erased_on, files.path_of(first.sha256).exists()) == (over, False)
    assert files.path_of(second.sha256).exists()
    assert Event.objects.filter(act="disclosure.erase").count() == 1
    assert let_go(over) == 0
    assert Event.objects.filter(act="disclosure.erase").count() == 1, "nothing is erased twice"
    resident = cast.actor("resident", over)
    assert gates.file_for(resident, item.pk, 2, on=over).number == 2
    with pytest.raises(gates.FileGone, match=r"14/11/2024.*Hết thời hạn"):
        gates.file_for(resident, item.pk, 1, on=over)
    assert let_go(date(2024, 12, 5)) == 1


def test_a_correction_back_to_the_first_file_keeps_it(
    country: Country, cast: Cast, django_capture_on_commit_callbacks
) -> None:
    item = corrected(posted(country, cast, "DIS22-07"), cast, on=date(2024, 11, 4))
    corrected(item, cast, on=date(2024, 11, 5), data=households())
    with django_capture_on_commit_callbacks(execute=True):
        assert let_go(date(2024, 11, 20)) == 0
    first, _, third = item.versions.order_by("number")
    assert (first.erased_on, third.erased_on) == (date(2024, 11, 20), None)
    assert files.path_of(third.sha256).exists()


def test_a_corrected_paper_stays_its_time_again(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast, at=clock.moment(OCTOBER))
    more = workbook({"Nội dung": [["Kế hoạch, sửa mục 3"]]})
    corrected(item, cast, on=date(2024, 11, 10), data=more)
    with pytest.raises(TooEarly, match="10/12/2024"):
        services.take_down(item, by=cast.actor("ward", OCTOBER), at=clock.moment(date(2024, 11, 20)))
    assert Obligation.objects.count() == 0


def test_a_corrected_list_hangs_anew_on_every_board(country: Country, cast: Cast) -> None:
    """What hangs on paper is the older list: whoever is new in it has hung nowhere."""
    point = board(country.dong_ngac.unit)
    item = posted(country, cast, "POV-02")
    hung = Hung(Channel.POSTING, (point,), up_on=OCTOBER)
    postings.record_posting(item, hung=hung, by=cast.actor("ward", OCTOBER), at=clock.moment(OCTOBER))
    late = date(2024, 10, 17)
    before = standing.standing(item.obligation, on=late)
    assert [line.stand.value for line in before.lines if line.channel == "posting"] == ["done"]
    corrected(item, cast, on=late)
    assert line_of(item, late) == ("missing", None)
    assert line_of(item, date(2024, 10, 16)) == ("running", OCTOBER), "as of a day before, it hung"
    again = Hung(Channel.POSTING, (point,), up_on=late)
    postings.record_posting(item, hung=again, by=cast.actor("ward", late), at=clock.moment(late))
    assert line_of(item, date(2024, 10, 21)) == ("running", late)
    assert line_of(item, date(2024, 10, 22)) == ("done", late)


def line_of(item: Item, on: date) -> tuple[str, date | None]:
    item.obligation.refresh_from_db()
    (board,) = [one for one in standing.boards(item.obligation, on=on) if one.line.channel == Channel.POSTING]
    return board.line.stand.value, board.line.up_on


def test_the_same_people_are_no_correction_on_whatever_day(country: Country, cast: Cast) -> None:
    item = posted(country, cast, "DIS22-07")
    with pytest.raises(services.ItemRefused, match="giống hệt"):
        corrected(item, cast, on=date(2024, 11, 11), data=households())


def test_the_desk_asks_for_a_board_when_its_own_time_is_over(country: Country, cast: Cast) -> None:
    """A board on which it hung later than it stood here must keep it later: a removal before is the breach (trap 5)."""
    item = posted(country, cast, "DIS22-07")
    for number, up_on in enumerate((OCTOBER, date(2024, 10, 20))):
        point = board(country.dong_ngac.unit, f"Bảng {number}", "culture_house")
        hung = Hung(Channel.POSTING, (point,), up_on=up_on)
        records = {"by": cast.actor("ward", up_on), "at": clock.moment(up_on)}
        postings.record_posting(item, hung=hung, **records)
    assert let_go(date(2024, 11, 14)) == 1

    def asked(on: date) -> list[tuple[str, date | None]]:
        rows = reminders.posting_items(cast.actor("ward", on), on=on)
        return [(row.title, row.due_on) for row in rows if row.title.startswith("Gỡ khỏi bảng")]

    assert asked(date(2024, 11, 14)) == [("Gỡ khỏi bảng: Hộ nghèo năm 2024", date(2024, 11, 14))]
    first = item.postings.order_by("up_on")[0]
    off = date(2024, 11, 14)
    postings.take_off(first, down_on=off, by=cast.actor("ward", off), at=clock.moment(off))
    assert asked(date(2024, 11, 19)) == []
    assert asked(date(2024, 11, 20)) == [("Gỡ khỏi bảng: Hộ nghèo năm 2024", date(2024, 11, 20))]


def test_the_clock_asks_by_days_not_by_lists(country: Country, cast: Cast, django_assert_num_queries) -> None:
    for _ in range(3):
        posted(country, cast, "")
    with django_assert_num_queries(2):
        assert let_go(OCTOBER) == 0
