"""What senders are told of who sees their name and words, against what the gates let people see."""

from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from danbiet.common import clock
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Notice, Sorting
from danbiet.voices.rules import Channel, Kind
from danbiet.voices.rules.letters import Letter
from danbiet.voices.rules.rights import Look, Where, readers
from danbiet.voices.selectors import handling, reading
from danbiet.voices.selectors.gates import reach
from danbiet.voices.services import intake as sending
from danbiet.voices.tests.factories import TOLD, case
from danbiet.voices.tests.test_pages import coded
from danbiet.voices.tests.test_rights import EVERYBODY
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
NAME = TOLD.name


def labels(look: Look, kind: Kind, where: Where) -> list[str]:
    return [str(reading.READERS[role]) for role in readers(look, kind, where)]


@pytest.mark.parametrize("kind", list(Kind))
def test_everybody_who_reads_it_is_named_and_nobody_else(country: Country, cast: Cast, kind: Kind) -> None:
    """Both pages say the same, and no more and no less than what each of the cast can open."""
    found = coded(country, kind=kind)
    said = reading.who_sees(kind, found.case.place.name)
    status = Client().post("/voices/status/", {"code": found.code}).content.decode()
    assert said in status
    assert "chỉ người xử lý của nơi nhận" not in status
    own, _, above = said.split("Lời viết và ảnh: ")[1].partition(" của các cấp trên")[0].partition(" của Phường")
    stands_in = {Where.OWN: own, Where.ABOVE: above.partition("; ")[2]}
    for name in EVERYBODY:
        actor = cast.actor(name)
        stands = reach(actor, found.case.place, on=IN_2021)
        sees = selectors.cases_visible_to(actor, on=IN_2021).filter(pk=found.case.pk).exists()
        held = [(Where.OWN, role) for role in stands.own] + [(Where.ABOVE, role) for role in stands.above]
        named = [str(reading.READERS.get(role, "?")) in stands_in[where] for where, role in held]
        assert (name, sees) == (name, any(named))


def test_crimes_go_to_the_police_and_complaints_to_whom_they_are_against() -> None:
    assert "công an" in reading.who_sees(Kind.CRIME_REPORT, "Phường")
    for kind in (Kind.COMPLAINT_FIRST, Kind.COMPLAINT_SECOND):
        assert "người bị khiếu nại" in reading.who_sees(kind, "Phường")
    assert "của các cấp trên" in reading.who_sees(Kind.REPORT, "Phường")
    assert "của các cấp trên" not in reading.who_sees(Kind.CRIME_REPORT, "Phường")
    assert labels(Look.SENDER, Kind.COMPLAINT_FIRST, Where.OWN) == ["lãnh đạo"]


def given(found: Case, cast: Cast) -> None:
    services.assign(found, given=services.Given(officer=cast.users["ward"]), by=cast.actor("wardchair"), at=AT)


def given_to_another(found: Case, cast: Cast) -> None:
    services.assign(found, given=services.Given(officer=cast.users["wardchair"]), by=cast.actor("wardchair"), at=AT)


def given_to_the_agency(found: Case, cast: Cast) -> None:
    agency = cast.users["ward"].holdings.get(place=found.place).agency
    services.assign(found, given=services.Given(agency=agency), by=cast.actor("wardchair"), at=AT)


def sorted_out(found: Case, cast: Cast) -> None:
    waiting = Sorting.objects.create(case=found, place=found.place, proposed="", words=[], at=AT)
    sending.confirm_kind(waiting, by=cast.actor("ward"), at=AT)


def left_alone(found: Case, cast: Cast) -> None:
    pass


@pytest.mark.usefixtures("in_2021")
@pytest.mark.parametrize(
    ("what", "sees"),
    [(left_alone, False), (given_to_another, False), (given, True), (given_to_the_agency, True), (sorted_out, True)],
)
def test_whose_complaint_it_is_knows_the_head_and_whoever_has_it_in_hand(
    country: Country, cast: Cast, what, sees: bool
) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    what(found, cast)
    letter = Notice.objects.create(
        case=found, letter=Letter.ACCEPTED.value, recipient="sender", drafted_at=AT, text="Thử"
    )
    for name, told in (("ward", sees), ("wardchair", True), ("chair", False), ("inspector", False)):
        client = Client()
        client.force_login(cast.users[name])
        page = client.get(f"/voices/cases/{found.number}/").content.decode()
        assert found.text in page
        assert (name, NAME in page, TOLD.phone in page) == (name, told, told)
        paper = Document(BytesIO(handling.letter(letter, reader=cast.actor(name), on=IN_2021)))
        written = " ".join(cell.text for table in paper.tables for cell in table._cells)
        written += " ".join(one.text for one in paper.paragraphs)
        assert (name, NAME in written) == (name, told)


def test_who_took_it_in_at_the_counter_still_knows_whose_it_is(country: Country, cast: Cast) -> None:
    ward = cast.actor("ward")
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST, channel=Channel.COUNTER, by=ward)
    assert Look.SENDER in selectors.rights_over(ward, found, on=IN_2021)
    services.transfer(found, to=country.xuan_dinh.unit, reason="Ở đó", by=cast.actor("wardchair"), at=AT)
    assert Look.SENDER not in selectors.rights_over(ward, found, on=IN_2021)
