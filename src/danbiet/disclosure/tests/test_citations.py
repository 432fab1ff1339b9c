"""Trap 2: a page or paper of a day cites the law of that day, or none; what is owed is called by its content."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest

from danbiet.common import clock
from danbiet.disclosure.models import Obligation
from danbiet.disclosure.rules import ItemKind
from danbiet.disclosure.rules.quarters import Quarter
from danbiet.disclosure.selectors import desk_talk
from danbiet.disclosure.services import listing
from danbiet.disclosure.tests.factories import arisen, raised
from danbiet.disclosure.tests.talking import asked, consulted, published
from tests.people import IN_2021, IN_2026, Cast, Country

LAW_OF_2022 = re.compile("10/2022|Law 10|thực hiện dân chủ", re.IGNORECASE)


@pytest.mark.parametrize(
    ("quarter", "cited"),
    [
        (Quarter(2021, 3), ""), (Quarter(2023, 2), ""), (Quarter(2023, 3), "Luật 10/2022/QH15, điều 13(2)"),
        (Quarter(2026, 4), "Luật 10/2022/QH15, điều 13(2)"),
    ],
)  # fmt: skip
def test_the_list_of_a_quarter_is_ordered_by_the_law_of_its_last_day(quarter: Quarter, cited: str) -> None:
    assert str(quarter.basis or "") == cited


@pytest.mark.parametrize(("on", "code", "is_cited"), [(IN_2021, "00601", False), (IN_2026, "00602", True)])
def test_the_list_and_its_papers_cite_the_law_of_their_quarter(
    client, settings, country: Country, cast: Cast, on: date, code: str, is_cited: bool
) -> None:
    settings.DEMO, settings.TODAY = True, on.isoformat()
    place = country.dong_ngac.unit if code == "00601" else country.new_dong_ngac.unit
    published(place, cast.actor("ward", on), clock.moment(on))
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/disclosure/{code}/list/").content.decode()
        assert bool(LAW_OF_2022.search(page)) is is_cited
    assert ("Chưa thấy quy định nào" in client.get(f"/disclosure/{code}/list/").content.decode()) is not is_cited
    paper = client.get(f"/disclosure/{code}/list/", {"form": "docx"}).content
    words = zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    assert bool(LAW_OF_2022.search(words)) is is_cited
    item = listing.draft_quarter(place, quarter=Quarter(on.year, (on.month + 2) // 3), by=cast.actor("ward", on),
                                 at=clock.moment(on))  # fmt: skip
    made = listing.document(place, quarter=Quarter(on.year, (on.month + 2) // 3), rows=())
    assert made.basis == (("Căn cứ Luật 10/2022/QH15, điều 13(2);",) if is_cited else ())
    assert item.kind == "register"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_is_asked_for_is_called_by_its_content(client, country: Country, cast: Cast, in_2021, prefix: str) -> None:
    raised(IN_2021)
    row = Obligation.objects.get(duty="DIS34-09", place=country.dong_ngac.unit)
    page = client.get(f"{prefix}/disclosure/requests/new/", {"place": "00601", "obligation": str(row.pk)})
    text = page.content.decode()
    assert ("Đối tượng, mức thu phí, lệ phí" if not prefix else "fees") in text
    assert not LAW_OF_2022.search(text)


def test_under_the_law_of_2022_the_right_to_ask_is_cited(client, country: Country, cast: Cast, in_2026) -> None:
    row = arisen(country.new_dong_ngac, cast, "contribution_decided", on=IN_2026, period="", words="Quyết định 5")
    page = client.get("/disclosure/requests/new/", {"place": "00602", "obligation": str(row.pk)}).content.decode()
    assert "Luật 10/2022/QH15, điều 14(2)" in page
    assert "Quyết định 5" in page


@pytest.mark.parametrize(("day", "is_cited"), [("2021-09-21", False), ("2026-11-23", True)])
def test_the_empty_list_of_drafts_claims_twenty_days_only_where_they_are_law(
    client, country: Country, settings, day: str, is_cited: bool
) -> None:
    settings.DEMO, settings.TODAY = True, day
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/disclosure/consultations/").content.decode()
        assert ("10/2022" in page) is is_cited
        assert ("20 ngày" in page or "20 days" in page) is is_cited


@pytest.mark.parametrize(("on", "code", "cited"), [(IN_2021, "00601", False), (date(2026, 11, 2), "00602", True)])
def test_the_desk_cites_for_a_consultation_the_law_of_its_first_day(
    country: Country, cast: Cast, on: date, code: str, cited: bool
) -> None:
    place = country.dong_ngac.unit if code == "00601" else country.new_dong_ngac.unit
    item = published(place, cast.actor("ward", on), clock.moment(on), kind=ItemKind.DRAFT_POLICY)
    consulted(item, cast.actor("ward", on), clock.moment(on))
    rows = desk_talk.desk_items(cast.actor("ward", on), on=on + timedelta(days=21))
    assert [bool(LAW_OF_2022.search(row.source)) for row in rows] == [cited]


def test_a_request_of_today_is_not_said_to_stand_under_the_law_of_2016(country: Country, cast: Cast) -> None:
    asked(country.new_dong_ngac.unit, IN_2026)
    (row,) = desk_talk.desk_items(cast.actor("ward", IN_2026), on=IN_2026)
    assert "104/2016" not in row.source
