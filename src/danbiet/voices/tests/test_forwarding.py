"""Who forwarded a case is noted, and hears of it: the letters, their days, who sends them; results are told on."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import Damaged, NotAllowed, NotYours
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Forwarding, Link, Notice
from danbiet.voices.rules import Channel, Kind, Outcome, Subject, Tie
from danbiet.voices.rules.letters import Forwarder
from danbiet.voices.rules.stages import MoveNotAllowed
from danbiet.voices.tests.factories import ANSWERED, case, talked
from tests.people import IN_2021, Cast, Country

pytestmark = pytest.mark.django_db
AT = clock.moment(IN_2021)
GIVEN = services.Answer(Outcome.SOLVED, ANSWERED)
FRONT = services.Through(Forwarder.FRONT, "Ủy ban MTTQ phường Đông Ngạc")


def later(days: int):
    return AT + timedelta(days=days)


def to(found: Case, letter: str) -> list[tuple[str, str, str, date | None]]:
    """Recipient, body, duty, last day of each letter of a kind."""
    rows = found.notices.filter(letter=letter).order_by("pk")
    return list(rows.values_list("recipient", "addressee", "duty", "due_on"))


def decided(found: Case, cast: Cast, *, by: str = "wardchair") -> Case:
    chair = cast.actor(by)
    services.accept(found, by=chair, at=AT)
    if found.kind == Kind.COMPLAINT_SECOND:
        talked(found, by=chair, on=IN_2021)
    return services.answer(found, given=GIVEN, by=chair, at=AT)


def test_the_front_that_forwarded_a_complaint_hears_of_it_at_each_step(country: Country, cast: Cast) -> None:
    ward = cast.actor("ward")
    found = case(
        country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST, channel=Channel.COUNTER, by=ward, through=FRONT
    )
    decided(found, cast)
    assert ("forwarder", FRONT.name, "CPL-02", date(2021, 10, 1)) in to(found, "accepted")
    assert ("forwarder", FRONT.name, "CPL-13", date(2021, 9, 24)) in to(found, "decision")
    assert to(found, "result") == [("forwarder", FRONT.name, "CPL-23", date(2021, 9, 28))]
    letter = found.notices.get(letter="result")
    assert ANSWERED.rstrip(".") in letter.text
    services.send_notice(letter, text=letter.text, reference="4/TB", by=ward, at=later(1))
    assert not found.notices.filter(letter="relayed").exists()  # the Front tells its own people


@pytest.mark.parametrize(
    ("forwarder", "duty", "due"),
    [
        (Forwarder.FRONT, "CPL-23", date(2021, 9, 28)), (Forwarder.ELECTED, "REC-07", date(2021, 9, 30)),
        (Forwarder.RECEPTION, "REC-07", date(2021, 9, 30)), (Forwarder.OTHER, "", None),
    ],
)  # fmt: skip
def test_how_soon_depends_on_who_forwarded_it(country: Country, cast: Cast, forwarder, duty, due) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    services.name_forwarder(found, forwarder=forwarder, name=" Đại biểu  HĐND ", by=cast.actor("ward"), at=AT)
    decided(found, cast)
    assert to(found, "result") == [("forwarder", "Đại biểu HĐND", duty, due)]


def test_a_forwarder_named_after_acceptance_still_hears_of_it(country: Country, cast: Cast) -> None:
    ward, found = cast.actor("ward"), case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    services.accept(found, by=cast.actor("wardchair"), at=AT)
    assert [row[0] for row in to(found, "accepted")] == ["sender", "inspectorate"]
    services.name_forwarder(found, forwarder=Forwarder.FRONT, name="Hội Nông dân phường", by=ward, at=later(1))
    assert [row[:2] for row in to(found, "accepted")][2:] == [("forwarder", "Hội Nông dân phường")]


def test_naming_a_forwarder_works_once_before_the_end_and_for_those_in_charge(country: Country, cast: Cast) -> None:
    ward, found = cast.actor("ward"), case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)

    def named(name: str, by=ward) -> Forwarding:
        return services.name_forwarder(found, forwarder=Forwarder.FRONT, name=name, by=by, at=AT)

    assert named("Hội Phụ nữ").by_id == ward.user
    with pytest.raises(services.AlreadyNamed):
        named("Hội  Phụ nữ ")
    with pytest.raises(Damaged):
        named("  ")
    with pytest.raises(NotAllowed):
        named("Hội Cựu chiến binh", cast.actor("chair"))
    for name in ("ward2", "resident", "stranger", "grouphead"):
        with pytest.raises(NotYours):
            named("Hội Cựu chiến binh", cast.actor(name))
    decided(found, cast)
    with pytest.raises(MoveNotAllowed):
        named("Hội Cựu chiến binh")
    handed = case(country.dong_ngac.unit, at=AT, kind=Kind.CRIME_REPORT)
    with pytest.raises(NotAllowed):
        services.name_forwarder(handed, forwarder=Forwarder.FRONT, name="x", by=ward, at=AT)
    assert Forwarding.objects.count() == 1


def test_a_second_decision_goes_to_the_five_of_article_41_and_names_the_first_settler(country, cast) -> None:
    first = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    second = case(country.district.unit, at=AT, kind=Kind.COMPLAINT_SECOND)
    Link.objects.create(case=second, other=first, tie=Tie.SECOND.value, at=AT)
    services.name_forwarder(second, forwarder=Forwarder.ELECTED, name="Đại biểu A", by=cast.actor("chair"), at=AT)
    decided(second, cast, by="chair")
    due = date(2021, 9, 28)
    assert to(second, "decision") == [
        ("sender", "", "CPL-14", due), ("respondent", "", "CPL-14", due),
        ("first_settler", "Chủ tịch UBND phường Đông Ngạc", "CPL-14", due), ("parties", "", "CPL-14", due),
        ("forwarder", "Đại biểu A", "CPL-14", due),
    ]  # fmt: skip
    alone = case(country.district.unit, at=AT, kind=Kind.COMPLAINT_SECOND)
    decided(alone, cast, by="chair")
    settler = alone.notices.get(recipient="first_settler")
    assert settler.addressed == "Người giải quyết khiếu nại lần đầu"


def test_a_report_sent_on_tells_its_unit_without_a_day_of_the_law(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    services.transfer(found, to=country.xuan_dinh.unit, reason="Phường bên", by=cast.actor("ward"), at=AT)
    services.accept(found, by=cast.actor("ward2"), at=AT)
    services.answer(found, given=GIVEN, by=cast.actor("ward2"), at=AT)
    assert to(found, "answer") == [("forwarder", "UBND phường Đông Ngạc", "", None)]


def sent_on_by_the_district(country: Country, cast: Cast, *, is_asked: bool) -> Case:
    """A complaint that came to the district and was decided in the ward."""
    found = case(country.district.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    services.transfer(
        found, to=country.dong_ngac.unit, reason="Thẩm quyền phường", by=cast.actor("chair"), at=AT, is_asked=is_asked
    )
    return decided(found, cast)


def sent(found: Case, cast: Cast, *, days: int) -> None:
    letter = found.notices.get(letter="result")
    services.send_notice(letter, text="Khiếu nại đúng.", reference="7/TB", by=cast.actor("ward"), at=later(days))


def test_the_board_that_forwarded_a_complaint_tells_whoever_had_asked(country: Country, cast: Cast) -> None:
    found = sent_on_by_the_district(country, cast, is_asked=True)
    body = "UBND quận Bắc Từ Liêm"
    assert to(found, "result") == [("forwarder", body, "REC-07", date(2021, 9, 30))]
    sent(found, cast, days=3)
    assert to(found, "relayed") == [("sender", "", "REC-08", date(2021, 10, 1))]
    assert Forwarding.objects.get().heard_on == date(2021, 9, 24)
    letter = found.notices.get(letter="relayed")
    assert "nhận ngày 24/09/2021: Khiếu nại đúng." in letter.text
    with pytest.raises(NotYours):
        services.send_notice(letter, text="x", reference="", by=cast.actor("ward"), at=later(4))
    services.send_notice(letter, text=letter.text, reference="9/TB", by=cast.actor("chair"), at=later(4))
    assert Notice.objects.get(letter="relayed").sent_by_id == cast.users["chair"].pk


def test_nobody_is_told_on_who_had_not_asked(country: Country, cast: Cast) -> None:
    sent(sent_on_by_the_district(country, cast, is_asked=False), cast, days=1)
    assert Forwarding.objects.get().heard_on == date(2021, 9, 22)
    assert not Notice.objects.filter(letter="relayed").exists()


def test_a_ward_that_sent_a_complaint_on_has_no_reception_board(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST)
    services.transfer(
        found, to=country.district.unit, reason="Thẩm quyền quận", by=cast.actor("wardchair"), at=AT, is_asked=True
    )
    decided(found, cast, by="chair")
    assert to(found, "result") == [("forwarder", "UBND phường Đông Ngạc", "", None)]
    letter = found.notices.get(letter="result")
    services.send_notice(letter, text="Đã giải quyết.", reference="", by=cast.actor("chair"), at=later(1))
    assert not Notice.objects.filter(letter="relayed").exists()


@pytest.mark.parametrize(
    ("place", "who", "kind", "is_offered"),
    [
        ("district", "chair", Kind.COMPLAINT_FIRST, True), ("dong_ngac", "wardchair", Kind.COMPLAINT_FIRST, False),
        ("district", "chair", Kind.REPORT, False),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("in_2021")
def test_to_be_told_on_is_offered_where_the_law_has_it(
    country: Country, cast: Cast, place, who, kind, is_offered
) -> None:
    found = case(getattr(country, place).unit, at=AT, kind=kind)
    client = Client()
    client.force_login(cast.users[who])
    page = client.get(f"/voices/cases/{found.number}/").content.decode()
    assert "/transfer_out/" in page
    assert ('name="is_asked"' in page) is is_offered


def test_a_unit_that_has_its_case_back_tells_itself_nothing(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT)
    services.transfer(found, to=country.district.unit, reason="Đường quận", by=cast.actor("ward"), at=AT)
    services.transfer(found, to=country.dong_ngac.unit, reason="Đường phường", by=cast.actor("planner"), at=AT)
    services.accept(found, by=cast.actor("ward"), at=AT)
    services.answer(found, given=GIVEN, by=cast.actor("ward"), at=AT)
    assert [row[1] for row in to(found, "answer")] == ["UBND quận Bắc Từ Liêm"]


def test_both_matters_of_a_forwarded_paper_were_forwarded(country: Country, cast: Cast) -> None:
    found = case(country.dong_ngac.unit, at=AT, kind=Kind.COMPLAINT_FIRST, through=FRONT)
    part = services.Part("Việc thứ hai", Kind.COMPLAINT_FIRST, Subject.LAND)
    second = services.split(found, part=part, by=cast.actor("wardchair"), at=AT)
    assert [body.name for body in second.forwardings.all()] == [FRONT.name]
    assert found.forwardings.count() == 1


@pytest.mark.usefixtures("in_2021")
def test_what_is_told_on_waits_on_the_desk_of_the_unit_that_owes_it(country: Country, cast: Cast) -> None:
    found = sent_on_by_the_district(country, cast, is_asked=True)
    sent(found, cast, days=0)
    letter = found.notices.get(letter="relayed")

    def asked(name: str) -> list[str]:
        rows = selectors.desk_items(cast.actor(name), on=date(2021, 9, 30))
        return [f"{row.status} {row.source}" for row in rows if row.title.startswith("Báo lại kết quả")]

    (row,) = asked("chair")
    assert row.startswith("late")
    assert "điều 28(2)" in row
    assert asked("ward") == asked("wardchair") == asked("ward2") == []
    address, send = f"/voices/letters/{letter.pk}/", f"/voices/letters/{letter.pk}/send/"
    for name, status in (("chair", 200), ("ward", 404), ("wardchair", 404), ("planner", 404), ("stranger", 404)):
        client = Client()
        client.force_login(cast.users[name])
        assert (name, client.get(address).status_code) == (name, status)
        assert client.get(f"/voices/letters/{letter.pk}.docx").status_code == status
        if status == 404:
            assert client.post(send, {"text": "x", "token": "t"}).status_code == 404
    client.force_login(cast.users["chair"])
    assert "Luật 42/2013/QH13, điều 28(2)" in client.get(address).content.decode()
    assert client.post(send, {"text": "Còn [chỗ trống]", "token": "a"}).status_code == 422
    assert client.post(send, {"text": "Đã giải quyết xong.", "token": "b"}).status_code == 302
    page = client.get(address).content.decode()
    assert "Đã gửi 21/9/2021" in page
    assert "<textarea" not in page
    paper = zipfile.ZipFile(io.BytesIO(client.get(f"/voices/letters/{letter.pk}.docx").content))
    words = paper.read("word/document.xml").decode()
    assert "Nguyễn Thị Hoa" in words  # the district took the complaint in: it owes the letter to her by name
    assert "QUẬN BẮC TỪ LIÊM" in words
    assert asked("chair") == []


@pytest.mark.usefixtures("in_2021")
def test_the_counter_and_the_page_of_a_case_note_who_forwarded_it(country: Country, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.users["ward"])
    told = {
        "token": "m", "place": "00601", "channel": "counter", "text": "Tôi khiếu nại quyết định phạt", "wants": "phone",
        "kind": "complaint_first", "subject": "construction", "name": "Hoa", "home": "ngõ 9", "forwarder": "front",
    }  # fmt: skip
    assert client.post("/voices/desk/new/", told).status_code == 422  # a body without a name
    assert client.post("/voices/desk/new/", told | {"forwarded_by": FRONT.name}).status_code == 200
    found = Case.objects.get()
    assert list(found.forwardings.values_list("forwarder", "name")) == [("front", FRONT.name)]
    page = client.get(f"/voices/cases/{found.number}/").content.decode()
    assert f"Đơn do {FRONT.name} chuyển đến" in page
    address = f"/voices/cases/{found.number}/name_forwarder/"
    more = {"token": "n", "forwarder": "elected", "name": "Đại biểu HĐND quận"}
    assert client.post(address, more).status_code == 302
    assert found.forwardings.count() == 2
