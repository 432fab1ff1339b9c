"""Sending in, confirming kinds, following: works, refused, not yours, recorded."""

import secrets
from datetime import timedelta

import pytest

from danbiet.common import clock, codes
from danbiet.common.actor import ANONYMOUS, NotAllowed, NotYours
from danbiet.ledger.models import Event
from danbiet.places.models import Outline, Successor
from danbiet.voices import services
from danbiet.voices.models import Case, Follower, Link, Sorting
from danbiet.voices.rules import Channel, Kind, State, Subject, Tie
from danbiet.voices.rules.router import propose
from danbiet.voices.selectors import entering, intake
from danbiet.voices.services import intake as sending
from danbiet.voices.tests.factories import PEPPER, case, report
from tests.people import IN_2021, IN_2026, mistyped

pytestmark = pytest.mark.usefixtures("in_2021")
AT = clock.moment(IN_2021)
BRIBE = "Cán bộ địa chính đòi 5 triệu mới ký"


def send(place, *, by=ANONYMOUS, alike=(), at=AT, **changes) -> services.Received:
    one = report(place, **changes)
    reading = sending.Reading(propose(one.text), tuple(alike))
    return sending.send(one, reading=reading, by=by, at=at, pepper=PEPPER, draw=secrets.token_bytes)


def test_a_plain_report_waits_for_nobody(country):
    received = send(country.dong_ngac.unit, text="Rác chất đống đầu ngõ 15")
    assert received.is_new
    assert not Sorting.objects.exists()


def test_feedback_in_which_something_else_is_heard_waits_for_an_officer(country):
    received = send(country.dong_ngac.unit, text=BRIBE)
    waiting = Sorting.objects.get()
    assert (waiting.case, waiting.proposed) == (received.case, "denunciation")
    assert "đòi 5 triệu" in waiting.words


@pytest.mark.parametrize(
    ("channel", "text", "kind", "waits"),
    [
        (Channel.MAIL, "Rác chất đống", Kind.REPORT, True),
        (Channel.MAIL, "Tôi khiếu nại", Kind.COMPLAINT_FIRST, True),
        (Channel.WEB, "Tôi khiếu nại quyết định", Kind.REPORT, True),
        (Channel.WEB, "Tôi khiếu nại quyết định", Kind.COMPLAINT_FIRST, False),
        (Channel.NOTEBOOK, BRIBE, Kind.REPORT, True),
        (Channel.COUNTER, BRIBE, Kind.REPORT, False),
    ],
)
def test_whose_kind_an_officer_must_confirm(country, channel, text, kind, waits):
    one = report(country.dong_ngac.unit, channel=channel, text=text, kind=kind)
    assert sending.must_be_sorted(one, heard=propose(text)) is waits


@pytest.mark.parametrize(
    ("channel", "kind", "waits"),
    [
        (Channel.WEB, Kind.REPORT, True),
        (Channel.OPEN311, Kind.PETITION, True),
        (Channel.COUNTER, Kind.REPORT, False),
        (Channel.WEB, Kind.COMPLAINT_FIRST, False),
    ],
)
def test_where_all_is_read_first_the_plainest_feedback_waits(country, settings, channel, kind, waits):
    one = report(country.dong_ngac.unit, channel=channel, text="Rác chất đống đầu ngõ 15", kind=kind)
    assert not sending.must_be_sorted(one, heard=propose(one.text))
    settings.READ_FIRST = True
    assert sending.must_be_sorted(one, heard=propose(one.text)) is waits


def test_the_same_form_twice_is_one_case_one_waiting_row_and_one_tie(country):
    earlier = case(country.dong_ngac.unit, at=AT)
    like = [sending.Like(earlier.pk, Tie.SAME_PLACE)]
    first = send(country.dong_ngac.unit, text=BRIBE, token="one", alike=like)
    second = send(country.dong_ngac.unit, text=BRIBE, token="one", alike=like)
    assert (first.case, first.code, second.is_new) == (second.case, second.code, False)
    assert (Sorting.objects.count(), Link.objects.count(), Case.objects.count()) == (1, 1, 2)


def test_an_officer_of_the_place_confirms_the_kind_once_and_it_is_recorded(country, cast):
    send(country.dong_ngac.unit, text=BRIBE)
    officer = cast.actor("ward", IN_2021)
    waiting = intake.to_sort(officer, on=IN_2021).get()
    sending.confirm_kind(waiting, by=officer, at=AT)
    assert Event.objects.filter(act="voices.confirm_kind").count() == 1
    assert not intake.to_sort(officer, on=IN_2021).exists()
    with pytest.raises(sending.AlreadySorted):
        sending.confirm_kind(waiting, by=officer, at=AT)


def test_a_clock_that_runs_behind_settles_nothing_before_it_came(country, cast):
    send(country.dong_ngac.unit, text=BRIBE)
    officer = cast.actor("ward", IN_2021)
    waiting = intake.to_sort(officer, on=IN_2021).get()
    settled = sending.confirm_kind(waiting, by=officer, at=AT - timedelta(seconds=2))
    assert settled.settled_at == settled.at == AT


def test_calling_a_case_by_another_kind_is_a_persons_word_too(country, cast):
    send(country.dong_ngac.unit, text=BRIBE)
    officer = cast.actor("ward", IN_2021)
    case = intake.to_sort(officer, on=IN_2021).get().case
    services.reclassify(case, kind=Kind.PETITION, reason="Hỏi lại người gửi: là kiến nghị", by=officer, at=AT)
    assert not intake.to_sort(officer, on=IN_2021).exists()


@pytest.mark.parametrize("who", ["ward2", "grouphead", "resident", "analyst", "admin"])
def test_nobody_else_sees_or_confirms_what_waits(country, cast, who):
    send(country.dong_ngac.unit, text=BRIBE)
    actor, waiting = cast.actor(who, IN_2021), Sorting.objects.get()
    assert not intake.to_sort(actor, on=IN_2021).exists()
    with pytest.raises(NotYours):
        intake.sorting_for(actor, waiting.pk, on=IN_2021)
    with pytest.raises((NotYours, NotAllowed)):
        sending.confirm_kind(waiting, by=actor, at=AT)


def test_a_follower_has_a_code_that_opens_what_everybody_may_know(country):
    found = case(country.dong_ngac.unit, at=AT)
    code = sending.follow(found, at=AT, pepper=PEPPER, draw=secrets.token_bytes)
    seen = intake.seen_by_all(intake.followed(codes.grouped(code).lower(), pepper=PEPPER))
    assert (seen.number, seen.summary) == (found.number, "")
    assert code not in str(list(Follower.objects.values()))
    assert Event.objects.filter(act="voices.follow").count() == 1
    for wrong in ("", "0000000000000", "abc", mistyped(code)):
        with pytest.raises(intake.UnknownFollower):
            intake.followed(wrong, pepper=PEPPER)


def test_only_recent_feedback_is_followed(country):
    found = case(country.dong_ngac.unit, at=AT)
    complaint = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    mark, other = (intake.Alike(one, "", "", None).mark for one in (found, complaint))
    assert intake.to_follow(mark, on=IN_2021) == found
    for wrong, on in ((other, IN_2021), ("", IN_2021), (mark, IN_2021 + timedelta(days=61))):
        with pytest.raises(NotYours):
            intake.to_follow(wrong, on=on)


def test_likely_duplicates_are_those_near_alike_recent_and_feedback(country):
    place = country.dong_ngac.unit
    found = case(place, at=AT)
    case(place, at=AT, text="Loa phường kêu to quá")
    case(place, at=AT - timedelta(days=70))
    case(place, at=AT, kind=Kind.COMPLAINT_FIRST)
    case(country.xuan_dinh.unit, at=AT)
    (like,) = intake.alike("nap cong vo ngo 63 nguy hiem", place=place, on=IN_2021, point=(21.0901, 105.7701))
    assert (like.case, like.tie, like.summary) == (found, Tie.SAME_PLACE, "")
    assert like.is_near


@pytest.mark.parametrize(
    ("subject", "side"), [(Subject.NOISE, 0.005), (Subject.ROADS, 0.001), (Subject.OFFICERS, 0.005)]
)
def test_a_stranger_who_moves_about_in_a_square_learns_nothing_of_where_a_report_lies(country, subject, side):
    """As with 49 spots, from whose distances in metres a door could be told (decision 0157)."""
    place, south, west = country.dong_ngac.unit, 4217 * 0.005, 21154 * 0.005
    told, found = set(), case(place, at=AT, subject=subject)
    for door in ((0.1, 0.2), (0.9, 0.7)):
        Case.objects.filter(pk=found.pk).update(latitude=south + door[0] * side, longitude=west + door[1] * side)
        for steps in range(25):
            point = (south + (0.05 + steps // 5 * 0.2) * side, west + (0.05 + steps % 5 * 0.2) * side)
            alike = intake.alike("nắp cống vỡ", place=place, on=IN_2021, point=point)
            told.add(tuple((one.is_near, one.likeness.metres) for one in alike))
    assert told == {((True, 0.0),)}


def test_a_stranger_sees_no_word_of_another_before_it_was_published(country):
    place = country.dong_ngac.unit
    found = case(place, at=AT)
    Case.objects.filter(pk=found.pk).update(public_summary="bản nháp")
    assert intake.alike(found.text, place=place, on=IN_2021)[0].summary == ""


def test_a_point_in_an_outline_is_sure_and_else_the_nearest_is_offered(country):
    unit = country.dong_ngac.unit
    type(unit).objects.filter(pk=unit.pk).update(latitude=21.09, longitude=105.77)
    (near,) = intake.wards_at((21.091, 105.771), on=IN_2021)
    assert (near.unit, near.is_sure) == (unit, False)
    ring = [[105.7, 21.0], [105.8, 21.0], [105.8, 21.2], [105.7, 21.2]]
    Outline.objects.create(unit=unit, rings=[ring], source="test", imported_on=IN_2021)
    (near,) = intake.wards_at((21.091, 105.771), on=IN_2021)
    assert (near.unit, near.is_sure) == (unit, True)
    assert intake.wards_at((10.0, 106.0), on=IN_2021) == ()


def test_a_ward_that_ended_names_its_heirs(country):
    with pytest.raises(intake.NoWard):
        intake.ward("021", on=IN_2021)
    assert intake.ward("00601", on=IN_2021) == country.dong_ngac.unit
    old, new = country.xuan_dinh.unit, country.new_dong_ngac.unit
    Successor.objects.get_or_create(
        old=old, new=new, defaults={"share": "0.5", "basis": "assumed", "decree": "test", "on": new.from_day}
    )
    assert new in intake.heirs(old.code, on=IN_2026)
    assert intake.heirs(old.code, on=IN_2021) == []


@pytest.mark.parametrize(("on", "article"), [(IN_2021, "02/2011"), (IN_2026, "155/2026")])
def test_the_first_day_of_each_kind_is_that_of_the_law_of_the_day(country, on, article):
    place = (country.dong_ngac if on == IN_2021 else country.new_dong_ngac).unit
    found = intake.terms(place, on=on)
    assert set(found) == set(Kind)
    assert found[Kind.COMPLAINT_FIRST].due_on > on
    assert article in found[Kind.COMPLAINT_FIRST].source


def test_the_code_printed_on_a_blank_page_is_the_code_of_the_case(country, cast):
    head = cast.actor("grouphead", IN_2021)
    mark = entering.new_mark(secrets.token_bytes)
    token = entering.token_of(f" {mark[:4].lower()}-{mark[4:]} ")
    printed = sending.code_of(token, pepper=PEPPER)
    received = send(country.dong_ngac.unit, by=head, channel=Channel.NOTEBOOK, token=token, sender=None)
    assert received.code == printed
    assert received.case.state == State.RECEIVED
    assert entering.is_mark(mark)
    assert not entering.is_mark("N12")


def test_a_group_head_takes_down_feedback_of_the_own_ward_alone(country, cast):
    head = cast.actor("grouphead", IN_2021)
    assert entering.notebook_place(head, on=IN_2021) == country.dong_ngac.unit
    for place, kind in ((country.xuan_dinh.unit, Kind.REPORT), (country.dong_ngac.unit, Kind.COMPLAINT_FIRST)):
        with pytest.raises(NotAllowed):
            send(place, by=head, channel=Channel.NOTEBOOK, kind=kind)
    with pytest.raises(NotAllowed):
        entering.notebook_place(cast.actor("analyst", IN_2021), on=IN_2021)
