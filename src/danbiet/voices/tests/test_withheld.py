"""Words that may be a denunciation stand in no list and no index until an officer of the place has sorted them."""

import secrets
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, NotYours
from danbiet.plans.tests.factories import picture
from danbiet.voices import selectors, services
from danbiet.voices.models import Case, Notice, Sender, Sorting
from danbiet.voices.rules import Kind, Refused
from danbiet.voices.rules.letters import Forwarder
from danbiet.voices.rules.router import Paper, propose
from danbiet.voices.selectors import intake
from danbiet.voices.selectors.gates import photo_for
from danbiet.voices.services import intake as sending
from danbiet.voices.services.cases import WITHHELD
from danbiet.voices.tests.factories import LID, PEPPER, report
from tests.people import IN_2021, Cast, Country

pytestmark = pytest.mark.usefixtures("cast")
AT = clock.moment(IN_2021)
TEXT = "Tôi là Vũ Thị Tám, tố cáo ông Đoàn Văn Sáu ở bộ phận địa chính nhận hối lộ 5 triệu của nhà tôi"
INDIRECT = "Cháu ông trưởng thôn được vào danh sách hộ nghèo dù có hai xe ô tô"
NAMES = ("Vũ Thị Tám", "Đoàn Văn Sáu", "doan van sau", "vu thi tam")


def sent(country: Country, *, text: str = TEXT, **changes) -> Case:
    reading = sending.Reading(propose(text))
    return sending.send(
        report(country.dong_ngac.unit, text=text, sender=None, **changes), reading=reading, by=ANONYMOUS,
        at=AT, pepper=PEPPER, draw=secrets.token_bytes,
    ).case  # fmt: skip


def everywhere() -> str:
    """Everything kept of cases but the words themselves, and the index of words with its segments."""
    rows = [str(list(model.objects.values())) for model in (Notice, Sorting, Sender)]
    rows += [str(list(Case.objects.values("title", "folded", "public_summary")))]
    if connection.vendor == "sqlite":
        with connection.cursor() as asked:
            asked.execute("SELECT block FROM voices_case_words_data")
            rows += [bytes(row[0]).decode("latin-1") for row in asked.fetchall()]
    return " ".join(rows)


def test_words_that_may_denounce_are_in_the_case_alone(country: Country, cast: Cast) -> None:
    assert propose(TEXT).kind is Paper.DENUNCIATION
    found = sent(country)
    assert (found.title, found.text) == (WITHHELD, TEXT)
    assert Sorting.objects.get().is_withheld
    kept = everywhere()
    assert not [name for name in (*NAMES, "doan", "hoi lo") if name in kept]
    ward = cast.actor("ward")
    assert not selectors.search(ward, "doan van sau", on=IN_2021).cases
    assert [one.title for one in selectors.search(ward, found.number, on=IN_2021).cases] == [WITHHELD]
    assert not intake.alike(TEXT, place=found.place, on=IN_2021)
    desk = selectors.desk_page(ward, on=IN_2021)
    assert [one.title for one in desk.cases] == [WITHHELD]


@pytest.mark.parametrize(
    ("text", "is_withheld"),
    [
        (TEXT, True),
        # indirect: nothing names it a denunciation, and somebody, money or kin is in it
        (INDIRECT, True),
        (LID, False),
        ("Tôi khiếu nại quyết định xử phạt số 12 của phường", False),  # clear what it is, and not that
    ],
)
def test_what_may_denounce(text: str, is_withheld: bool) -> None:
    assert propose(text).may_denounce is is_withheld


def test_a_plain_report_is_not_withheld(country: Country) -> None:
    found = sent(country, text=LID)
    assert found.title.startswith("Nắp cống")
    assert not Sorting.objects.exists()


@pytest.mark.usefixtures("in_2021")
def test_who_sorts_it_reads_it_and_nobody_above(country: Country, cast: Cast) -> None:
    found = sent(country, photos=(services.Picture("anh.jpg", picture()),))
    services.write(found, text="Ông Sáu lại đòi tiền", token="t", at=AT, pepper=PEPPER, draw=bytes)
    photo = found.photos.get().pk
    address, listed, image = f"/voices/cases/{found.number}/", "/voices/desk/sorting/", f"/voices/photos/{photo}/"
    for name in ("ward", "wardchair", "planner", "chair", "city", "inspector"):
        client = Client()
        client.force_login(cast.users[name])
        page = client.get(address).content.decode()
        reads = name in {"ward", "wardchair"}
        assert (name, "Đoàn Văn Sáu" in page, "Ông Sáu" in page, "Đang giữ kín" in page) == (
            name, reads, reads, not reads,
        )  # fmt: skip
        assert (name, "hối lộ" in page) == (name, reads)
        assert (name, client.get(image).status_code) == (name, 200 if reads else 404)
        if name != "inspector":
            page = client.get(listed).content.decode()
            assert found.number in page
            assert (name, "Đoàn" in page, "hối lộ" in page, 'name="sorting"' in page) == (name, reads, reads, reads)
            assert WITHHELD in client.get("/voices/desk/").content.decode()
            assert "Đoàn" not in client.get("/voices/desk/").content.decode()
    with pytest.raises(NotYours):
        photo_for(cast.actor("chair"), photo, on=IN_2021)


@pytest.mark.parametrize("how", ["confirm", "accept", "reclassify", "refuse"])
def test_once_it_is_sorted_it_is_like_any_other(country: Country, cast: Cast, how: str) -> None:
    text = f"{TEXT}. Đèn ngõ tắt" if how != "accept" else INDIRECT
    found, ward = sent(country, text=text), cast.actor("ward")
    refusing = services.Refusing(Refused.NOT_OUR_POWER, "Nơi khác", "Thanh tra")
    assert found.title == WITHHELD
    {
        "confirm": lambda: sending.confirm_kind(Sorting.objects.get(), by=ward, at=AT),
        "accept": lambda: services.accept(found, by=ward, at=AT),
        "reclassify": lambda: services.reclassify(found, kind=Kind.PETITION, reason="Là kiến nghị", by=ward, at=AT),
        "refuse": lambda: services.refuse(found, refusing=refusing, by=ward, at=AT),
    }[how]()
    found.refresh_from_db()
    assert found.title.startswith(text[:30])
    assert Sorting.objects.get().settled_at == AT
    assert WITHHELD not in found.notices.get(letter="handling").text
    assert text[:30] in found.notices.get(letter="handling").text
    words = "truong thon" if how == "accept" else "doan van sau"
    assert [one.pk for one in selectors.search(ward, words, on=IN_2021).cases] == [found.pk]
    client = cast.actor("chair")
    assert selectors.case_page(client, found.number, on=IN_2021).is_hidden is False


def test_a_denunciation_is_erased_without_ever_having_been_in_the_index(country: Country, cast: Cast) -> None:
    found = sent(country)
    services.name_forwarder(
        found, forwarder=Forwarder.ELECTED, name="Đại biểu Đoàn Văn Sáu", by=cast.actor("ward"), at=AT
    )
    refusing = services.Refusing(Refused.DENUNCIATION, "Tố cáo nộp bằng giấy.", "Thanh tra quận")
    services.refuse(found, refusing=refusing, by=cast.actor("ward"), at=AT)
    kept = everywhere() + str(list(Case.objects.values())) + str(list(found.steps.values()))
    assert not [name for name in (*NAMES, "doan", "Đoàn") if name in kept]
    assert not found.forwardings.exists()
    assert not Sorting.objects.filter(settled_at=None).exists()


def test_it_is_the_first_of_what_waits_and_late_from_the_next_day(country: Country, cast: Cast) -> None:
    sent(country, text="Không rõ đây là việc gì, xin hỏi cán bộ")
    sent(country, text=INDIRECT)
    found = sent(country)

    def rows(on: date) -> list[tuple[str, str, date | None, str]]:
        found = selectors.desk_items(cast.actor("ward"), on=on)
        kinds = [row for row in found if row.title.startswith("Xác nhận loại đơn")]
        return [(row.detail, row.status, row.due_on, str(row.source)) for row in kinds]

    assert rows(IN_2021)[0][:3] == (found.number, "now", IN_2021)
    first = rows(IN_2021 + timedelta(days=1))[0]
    assert first == (found.number, "late", IN_2021, "hạn do phần mềm đặt: xem trong ngày nhận")
    assert [row[1:3] for row in rows(IN_2021 + timedelta(days=1))[1:]] == [("now", None)] * 2
    assert not [row for row in selectors.desk_items(cast.actor("chair"), on=IN_2021) if row.detail == found.number]
