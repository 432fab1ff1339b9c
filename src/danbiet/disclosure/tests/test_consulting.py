"""A consultation keeps two obligations: to put the draft before the people, and to publish what came of it."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from danbiet.common import clock
from danbiet.disclosure.models import Consultation, Item, Obligation
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.talk import KeptBy, opening_kept, outcome_kept
from danbiet.disclosure.services import items, obligations, settling, talk
from danbiet.disclosure.services.obligations import Told
from danbiet.disclosure.tests.talking import consulted, published
from danbiet.places.models import Unit
from tests.people import IN_2021, IN_2026, Cast, Country

START = date(2026, 11, 2)
LAST = date(2026, 11, 22)
WORDS = talk.Conclusion("Hai ý kiến", "Tiếp thu một", "Sửa điều 3")
TABLE = [
    (date(2026, 11, 1), KeptBy(None, None)), (START, KeptBy(START, None)), (LAST, KeptBy(START, None)),
    (date(2026, 11, 23), KeptBy(START, LAST)),
]  # fmt: skip


@pytest.mark.parametrize(("on", "kept"), TABLE)
def test_consulting_begins_with_its_first_day_and_is_whole_after_its_last(on: date, kept: KeptBy) -> None:
    assert opening_kept(START, LAST, on=on) == kept


def test_the_result_is_public_from_the_conclusion() -> None:
    assert outcome_kept(None, on=LAST) == outcome_kept(IN_2026, on=LAST) == KeptBy(None, None)
    assert outcome_kept(IN_2026, on=IN_2026) == KeptBy(IN_2026, IN_2026)


@pytest.fixture
def ward(country: Country) -> Unit:
    return country.new_dong_ngac.unit


def told(ward: Unit, cast: Cast, occasion: str, on: date, words: str = "chợ") -> list[Obligation]:
    said = Told(occasion, on, "", words)
    return obligations.record_occasion(ward, told=said, by=cast.actor("ward", on), at=clock.moment(on))


def draft(ward: Unit, cast: Cast, on: date = START, title: str = "Dự thảo chợ") -> Item:
    return published(ward, cast.actor("ward", on), clock.moment(on), kind=ItemKind.DRAFT_POLICY, title=title)


def concluded(row: Consultation, cast: Cast, on: date) -> Consultation:
    return talk.conclude(row, words=WORDS, by=cast.actor("ward", on), at=clock.moment(on))


def stands(row: Obligation) -> tuple[str, date | None, date | None]:
    row.refresh_from_db()
    return row.state, row.published_on, row.completed_on


def test_what_was_recorded_is_kept_by_opening_and_by_its_last_day(ward: Unit, cast: Cast) -> None:
    owed = next(row for row in told(ward, cast, "consultation_published", START) if row.duty == "PAR-01")
    row = consulted(draft(ward, cast), cast.actor("ward", START), clock.moment(START))
    assert row.opening == owed
    assert stands(owed) == ("published", START, None)
    settling.settle_hanging(on=LAST)
    assert stands(owed) == ("published", START, None), "opinions are still taken"
    settling.settle_hanging(on=LAST + timedelta(1))
    assert stands(owed) == ("complete", START, LAST)


def test_the_draft_that_hangs_under_another_content_keeps_the_one_that_arose_with_it(ward: Unit, cast: Cast) -> None:
    told(ward, cast, "consultation_published", START, "một việc khác")
    content, owed = told(ward, cast, "consultation_published", START, "chợ")
    item = draft(ward, cast)
    item.obligation = content
    item.save()
    assert consulted(item, cast.actor("ward", START), clock.moment(START)).opening == owed


def test_where_nothing_was_recorded_the_act_itself_is_the_occasion(ward: Unit, cast: Cast) -> None:
    row = consulted(draft(ward, cast), cast.actor("ward", START), clock.moment(START))
    assert row.opening is not None
    assert (row.opening.duty, row.opening.arose_on) == ("PAR-01", START)
    assert "Dự thảo chợ" in row.opening.occasion
    duties = [one.duty for one in told(ward, cast, "consultation_published", START, "chợ")]
    assert duties == ["DIS22-11"], "the same event is not owed twice"


def test_the_conclusion_keeps_the_duty_to_publish_what_came_of_it(ward: Unit, cast: Cast) -> None:
    row = consulted(draft(ward, cast), cast.actor("ward", START), clock.moment(START))
    row = concluded(row, cast, IN_2026)
    assert row.outcome is not None
    assert row.outcome.duty == "PAR-02"
    assert stands(row.outcome) == ("complete", IN_2026, IN_2026)
    assert stands(row.opening) == ("complete", START, LAST)


def test_the_conclusion_keeps_what_was_recorded_first(ward: Unit, cast: Cast) -> None:
    row = consulted(draft(ward, cast), cast.actor("ward", START), clock.moment(START))
    owed = next(one for one in told(ward, cast, "consultation_concluded", IN_2026) if one.duty == "PAR-02")
    assert stands(owed)[0] == "open"
    assert concluded(row, cast, IN_2026).outcome == owed
    assert stands(owed) == ("complete", IN_2026, IN_2026)


def test_a_draft_that_was_only_published_was_put_before_nobody(ward: Unit, cast: Cast) -> None:
    owed = next(row for row in told(ward, cast, "consultation_published", START) if row.duty == "PAR-01")
    item = draft(ward, cast)
    item.obligation = owed
    item.save()
    settling.settle(owed, on=IN_2026)
    assert stands(owed) == ("published", START, None)


def test_a_longer_consultation_is_whole_later(ward: Unit, cast: Cast) -> None:
    row = consulted(draft(ward, cast), cast.actor("ward", START), clock.moment(START))
    talk.prolong(row, until_on=date(2026, 12, 1), by=cast.actor("ward", IN_2026), at=clock.moment(LAST))
    settling.settle_hanging(on=date(2026, 12, 1))
    assert stands(row.opening) == ("published", START, None)
    settling.settle_hanging(on=date(2026, 12, 2))
    assert stands(row.opening) == ("complete", START, date(2026, 12, 1))


def test_one_that_begins_later_is_open_until_it_does(ward: Unit, cast: Cast) -> None:
    period = talk.Period(date(2026, 11, 9), date(2026, 12, 1), "Họp tổ")
    row = talk.open_consultation(draft(ward, cast), period=period, by=cast.actor("ward", START), at=clock.moment(START))
    assert stands(row.opening)[0] == "open"
    settling.settle_hanging(on=date(2026, 11, 9))
    assert stands(row.opening) == ("published", date(2026, 11, 9), None)


def test_of_a_draft_that_is_withdrawn_nothing_is_kept(ward: Unit, cast: Cast) -> None:
    item = draft(ward, cast)
    row = consulted(item, cast.actor("ward", START), clock.moment(START))
    assert stands(row.opening)[0] == "published"
    item.refresh_from_db()
    items.withdraw(item, reason="Đăng nhầm", by=cast.actor("ward", START), at=clock.moment(START))
    assert stands(row.opening) == ("open", None, None)


def test_before_the_law_of_2022_a_consultation_keeps_nothing_that_is_not_owed(country: Country, cast: Cast) -> None:
    item = published(country.dong_ngac.unit, cast.actor("ward"), clock.moment(IN_2021), kind=ItemKind.DRAFT_POLICY)
    assert consulted(item, cast.actor("ward"), clock.moment(IN_2021)).opening is None
    assert not Obligation.objects.exists()


@pytest.mark.parametrize(
    ("prefix", "running", "over"),
    [("", "Đang lấy ý kiến", "kết luận và giải trình ngày"), ("/en", "Taking opinions", "concluded and answered on")],
)
def test_the_pages_show_what_the_consultation_keeps(
    client, ward: Unit, cast: Cast, settings, prefix: str, running: str, over: str
) -> None:
    settings.DEMO, settings.TODAY = True, "2026-11-09"
    row = consulted(draft(ward, cast), cast.actor("ward", START), clock.moment(START))
    page = client.get(f"{prefix}/disclosure/obligations/{row.opening_id}/").content.decode()
    assert running in page
    assert f"/disclosure/items/{row.item_id}/comments/" in page
    assert "Chưa đăng gì" not in page
    assert "Nothing published" not in page
    place = client.get(f"{prefix}/disclosure/00602/").content.decode()
    assert 'id="g-hanging"' in place
    assert 'id="g-undated"' not in place
    settings.TODAY = IN_2026.isoformat()
    row = concluded(row, cast, IN_2026)
    assert over in client.get(f"{prefix}/disclosure/obligations/{row.outcome_id}/").content.decode()
    assert 'id="g-complete"' in client.get(f"{prefix}/disclosure/00602/").content.decode()


def test_consultations_under_way_before_are_tied_to_what_arose_with_their_draft(ward: Unit, cast: Cast) -> None:
    item = draft(ward, cast)
    row = consulted(item, cast.actor("ward", START), clock.moment(START))
    Consultation.objects.update(opening=None)
    Obligation.objects.all().delete()
    told(ward, cast, "consultation_published", START, "một việc khác")
    content, owed = told(ward, cast, "consultation_published", START, "chợ")
    item.obligation = content
    item.save()
    import_module("danbiet.disclosure.migrations.0036_tie_consultations").tie_openings(apps, None)
    row.refresh_from_db()
    assert row.opening == owed
    settling.settle_hanging(on=IN_2026)
    assert stands(owed) == ("complete", START, LAST)


def test_a_city_consults_and_owes_nothing_by_the_law_of_communes(country: Country, cast: Cast) -> None:
    by, at = cast.actor("city", START), clock.moment(START)
    item = published(country.city.unit, by, at, kind=ItemKind.DRAFT_POLICY)
    row = talk.conclude(consulted(item, by, at), words=WORDS, by=cast.actor("city", IN_2026), at=clock.moment(IN_2026))
    assert (row.opening, row.outcome, Obligation.objects.count()) == (None, None, 0)
