"""What strangers are not told of: a denunciation that was refused and erased, and words that wait to be sorted.

Every door by which a stranger comes near a single case, tried for both, and for a plain report that finds it open.
"""

import secrets

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, NotYours
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Notice, Sorting
from danbiet.voices.rules import Kind, Refused, Subject
from danbiet.voices.rules.router import propose
from danbiet.voices.rules.stages import Act, MoveNotAllowed
from danbiet.voices.selectors import book, feedback, intake
from danbiet.voices.selectors.mapping import map_page
from danbiet.voices.services import intake as sending
from danbiet.voices.tests.factories import LID, PEPPER, answered, local_term, report
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
DENOUNCES = "Tố cáo ông A nhận tiền của dân làm sổ"
HERE = (21.0912, 105.7703)


def sent(country: Country, text: str, subject: Subject = Subject.WASTE) -> services.Received:
    local_term(country.dong_ngac.unit)
    return sending.send(
        report(country.dong_ngac.unit, text=text, subject=subject, point=HERE), reading=sending.Reading(propose(text)),
        by=ANONYMOUS, at=AT, pepper=PEPPER, draw=secrets.token_bytes,
    )  # fmt: skip


def refused(country: Country, cast: Cast) -> Case:
    """As an officer does it, on the page."""
    found = sent(country, DENOUNCES, Subject.OFFICERS).case
    client = Client()
    client.force_login(cast.users["ward"])
    said = {"token": "a", "as_": "wrong_channel", "reason": "Nộp bằng giấy.", "right_address": "Thanh tra"}
    client.post(f"/voices/cases/{found.number}/refuse/", {**said, "is_denunciation": "on"})
    found.refresh_from_db()
    assert (found.refused_as, found.is_open, found.kind) == (Refused.DENUNCIATION, False, Kind.REPORT)
    return found


def waiting(country: Country, cast: Cast) -> Case:
    found = sent(country, DENOUNCES).case
    assert Sorting.objects.get(case=found).is_withheld
    return found


def plain(country: Country, cast: Cast) -> Case:
    return sent(country, LID).case


def doors(found: Case) -> set[str]:
    """Those by which a stranger is told of a case."""
    client, number, day = Client(), found.number, IN_2021.isoformat()
    pages = {
        "status": f"/open311/v2/requests/{number}.json?extensions=true",
        "list": "/open311/v2/requests.json?extensions=true",
        "xml": "/open311/v2/requests.xml",
        "updates": f"/open311/v2/servicerequestupdates.json?start_date={day}T00:00:00Z&end_date={day}T23:00:00Z",
        "published": f"/voices/{number}/",
        "place": "/voices/place/00601/",
        "search": f"/search/?q={number}",
        "search of the place": f"/voices/place/00601/?q={number}",
    }
    told = set()
    for door, address in pages.items():
        answer = client.get(address)
        named = f"/{number}/" if "q=" in address else number  # a search repeats what was asked
        if answer.status_code == 200 and named in answer.content.decode():
            told.add(door)
    told |= {"map"} if map_page("00601", on=IN_2021).total else set()
    told |= (
        {"map of the district"} if map_page("021", on=IN_2021).total or map_page("021", on=IN_2021).placed else set()
    )
    words = found.text if found.refused_as else LID if found.text == LID else DENOUNCES
    told |= {"alike"} if intake.alike(words, place=found.place, on=IN_2021, point=HERE) else set()
    return told


OPEN = {"status", "list", "xml", "updates", "place", "map", "map of the district", "alike"}


def test_of_a_plain_report_everybody_is_told(country: Country, cast: Cast) -> None:
    assert doors(plain(country, cast)) >= OPEN


def test_where_all_is_read_first_nobody_is_told_of_a_plain_report_until_somebody_sorted_it(
    country: Country, cast: Cast, settings
) -> None:
    settings.READ_FIRST = True
    found = plain(country, cast)
    assert doors(found) == set()
    sending.confirm_kind(Sorting.objects.get(case=found), by=cast.actor("ward"), at=AT)
    assert doors(found) >= OPEN


@pytest.mark.parametrize("make", [refused, waiting])
def test_of_these_nobody_is_told(country: Country, cast: Cast, make) -> None:
    found = make(country, cast)
    assert doors(found) == set()
    assert not feedback.feedback().exists()


@pytest.mark.parametrize("make", [refused, waiting])
def test_they_cannot_be_followed_and_a_code_from_before_opens_nothing(country: Country, cast: Cast, make) -> None:
    found = make(country, cast)
    mark = intake.Alike(found, "", "", None).mark
    assert Client().post("/voices/new/follow/", {"mark": mark}).status_code == 404
    code = sending.follow(found, at=AT, pepper=PEPPER, draw=secrets.token_bytes)
    with pytest.raises(intake.UnknownFollower):
        intake.followed(code, pepper=PEPPER)
    answer = Client().post("/voices/new/followed/", {"code": code})
    assert answer.status_code == 422
    assert found.number not in answer.content.decode()


def test_a_code_stops_telling_when_the_case_becomes_a_complaint(country: Country, cast: Cast) -> None:
    found = plain(country, cast)
    code = sending.follow(found, at=AT, pepper=PEPPER, draw=secrets.token_bytes)
    assert intake.followed(code, pepper=PEPPER) == found
    services.reclassify(found, kind=Kind.COMPLAINT_FIRST, reason="Là khiếu nại", by=cast.actor("ward"), at=AT)
    with pytest.raises(intake.UnknownFollower):
        intake.followed(code, pepper=PEPPER)


@pytest.mark.parametrize("mark", ["", "{pk}", "{pk}:", "{pk}:AAAA", "x" * 500])
def test_nobody_walks_through_cases_by_counting(country: Country, cast: Cast, mark: str) -> None:
    found = plain(country, cast)
    assert Client().post("/voices/new/follow/", {"mark": mark.format(pk=found.pk)}).status_code == 404
    assert Client().post(f"/voices/new/follow/{found.pk}/").status_code == 404
    with pytest.raises(NotYours):
        intake.to_follow(mark.format(pk=found.pk), on=IN_2021)


def test_there_is_nothing_to_publish_of_a_denunciation(country: Country, cast: Cast) -> None:
    found = refused(country, cast)
    page = selectors.case_page(cast.actor("ward"), found.number, on=IN_2021)
    assert not page.acts & {Act.REDACT, Act.PUBLISH, Act.WITHDRAW}
    with pytest.raises(MoveNotAllowed):
        services.redact(found, copy=services.Copy("Việc", "Trả lời"), by=cast.actor("ward"), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=found.pk).update(published_at=AT, published_by=cast.users["ward"], public_summary="Việc")


def test_contested_it_is_open_again_and_still_told_to_nobody(country: Country, cast: Cast) -> None:
    found = refused(country, cast)
    services.contest(found, reason="Tôi chỉ hỏi", at=AT)
    assert (found.is_open, doors(found)) == (True, set())


@pytest.mark.parametrize("make", [refused, waiting])
def test_it_is_counted_like_any_other(country: Country, cast: Cast, make) -> None:
    make(country, cast)
    page = book.place_page(ANONYMOUS, "00601", on=IN_2021, asked={"month": "", "after": "", "q": ""})
    n = page.counts
    assert n.received == n.accepted + n.refused + n.merged + n.waiting == 1
    assert page.stock is not None
    assert page.stock.gap == 0


def test_the_letter_of_a_refused_denunciation_says_nothing_of_it(country: Country, cast: Cast) -> None:
    refused(country, cast)
    assert not [text for text in Notice.objects.values_list("text", flat=True) if "nhận tiền" in text]


def test_words_written_after_the_end_are_read_like_any_that_are_sent(country: Country, cast: Cast) -> None:
    """What its sender adds to a refused denunciation is withheld whatever it says; to a report, as it sounds."""
    denounced, answered_one = refused(country, cast), answered(country, cast, at=AT)
    for found, words, is_withheld in (
        (denounced, "Xin xem lại giúp", True),
        (answered_one, "Ông A nhận tiền của dân làm sổ, tôi tố cáo", True),
        (answered_one, LID, False),
    ):
        opened = services.write(found, text=words, token=words, at=AT, pepper=PEPPER, draw=secrets.token_bytes).opened
        assert opened is not None
        assert Sorting.objects.filter(case=opened.case, is_withheld=True).exists() is is_withheld
        assert feedback.feedback().filter(pk=opened.case.pk).exists() is not is_withheld
