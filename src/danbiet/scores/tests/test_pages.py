"""Every address by the cast, in both languages: status, queries, words."""

import csv
from io import BytesIO, StringIO

import pytest
from django.core.cache import cache
from python_calamine import CalamineWorkbook

from danbiet.scores.tests import factories

ADDRESSES = [
    "/scores/01/",
    "/scores/01/?year=2023",
    "/scores/01/?year=2030",
    "/scores/01/?year=x",
    "/scores/26/",
    "/scores/021/",
    "/scores/00601/",
    "/scores/08/?as_of=2026-11-23",
    "/scores/02/?as_of=2026-11-23",
    "/scores/01/series/total/",
    "/scores/01/series/environment/",
    "/scores/01/series/civic_knowledge/",
    "/scores/48/series/air/",
    "/scores/08/series/total/?as_of=2026-11-23",
    "/scores/compare/",
    "/scores/compare/?place=01",
    "/scores/compare/?place=01&place=48",
    "/scores/compare/?place=01&place=08&place=00601&as_of=2026-11-23",
    "/scores/map/",
    "/scores/map/?construct=environment&year=2022",
    "/scores/map/?construct=nothing&as_of=2026-11-23",
    "/scores/01.csv",
    "/scores/01.xlsx",
]


@pytest.fixture
def units(country, in_2021):
    cache.clear()
    return factories.provinces()


@pytest.fixture
def scores(units):
    factories.load(factories.recent)
    return units


def page(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_answers_anybody(client, scores, prefix: str) -> None:
    assert {address: client.get(prefix + address).status_code for address in ADDRESSES} == dict.fromkeys(ADDRESSES, 200)


def test_pages_answer_everybody(client, cast, scores) -> None:
    for user in cast.users.values():
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert {client.get(address).status_code for address in ADDRESSES[:2]} == {200}


def test_a_page_asks_at_most_twelve_queries(client, scores, django_assert_max_num_queries) -> None:
    for address in ADDRESSES:
        with django_assert_max_num_queries(12):
            client.get(address)


def test_what_is_not_there_is_not_found(client, scores) -> None:
    for address in ("/scores/9999/", "/scores/01/series/nothing/", "/scores/compare/?place=9999"):
        assert client.get(address).status_code == 404


def test_nothing_can_be_sent_to_these_pages(client, scores) -> None:
    assert client.post("/scores/01/").status_code == 405


def test_the_scorecard_says_what_rank_and_change_are_worth(client, scores) -> None:
    text = page(client, "/scores/01/?year=2024")
    assert "43,77" in text
    assert "chưa phân biệt được" in text
    assert "Hạng tụt 14 bậc trong khi điểm chỉ đổi 0,19." in text
    assert "9 bậc (trung vị); 71%" in text
    assert "Nguồn in là khoảng 95%; tính từ sai số chuẩn cùng nguồn thì là khoảng 90%." in text
    assert "61 tỉnh, thành có đủ số liệu" in text
    assert text.count("<h1") == 1


def test_english_is_complete_and_writes_points(client, scores) -> None:
    text = page(client, "/en/scores/01/?year=2024")
    assert "43.77" in text
    assert "cannot be told apart" in text
    assert "Environmental Governance" in text


def test_a_ward_is_told_that_papi_has_no_figure_for_it(client, scores) -> None:
    text = page(client, "/scores/00601/?year=2024")
    assert "PAPI không đo Phường Đông Ngạc." in text
    assert "43,77" in text


def test_a_new_province_is_labelled_as_rebased(client, scores) -> None:
    text = page(client, "/scores/08/?as_of=2026-11-23")
    assert "Điểm tính lại, không phải điểm công bố." in text
    assert "tỷ trọng giả định" in text
    assert "Đừng đọc hạng" not in text


def test_two_wards_of_one_province_have_no_published_scores_to_compare(client, scores) -> None:
    text = page(client, "/scores/compare/?place=00601&place=00610&as_of=2021-09-21")
    assert "PAPI có một điểm chung, không có gì để so" in text
    assert '<option value="00610" selected>Phường Xuân Đỉnh</option>' in text
    assert "0,00" not in text


def test_every_chart_has_its_figures_in_words(client, scores) -> None:
    text = page(client, "/scores/01/?year=2024")
    charts = text.count('<svg class="ch"')
    assert charts >= 8 + 28 + 1 + 8
    assert text.count('role="img" aria-label="') >= charts
    assert 'aria-label=""' not in text
    assert "viewBox" not in text[text.index('class="stack dims"') : text.index("</table>")].replace(
        '<svg class="i" viewBox', ""
    )


def test_without_scores_the_pages_say_how_they_come(client, units) -> None:
    for address in ("/scores/01/", "/scores/map/"):
        assert "danbiet load_published" in page(client, address)
    assert client.get("/scores/compare/?place=01&place=48").status_code == 200
    assert client.get("/scores/01.csv").status_code == 200


def test_downloads_hold_every_score_and_no_formula(client, scores) -> None:
    scores["01"].name_vi = '=HYPERLINK("x")'
    scores["01"].save()
    rows = list(csv.DictReader(StringIO(client.get("/scores/01.csv").content.decode())))
    assert {row["unit_name"] for row in rows} == {'\'=HYPERLINK("x")'}
    total = next(row for row in rows if (row["year"], row["code"]) == ("2023", "TOTAL"))
    assert (total["score"], total["rank"], total["ranked_units"]) == ("43.9603", "15", "61")
    assert (total["ci_low"], total["ci_level_printed"]) == ("43.701", "95")
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/scores/01.xlsx").content))
    sheet = book.get_sheet_by_name("PAPI").to_python()
    assert len([row for row in sheet if row[0] in {2022.0, 2023.0, 2024.0}]) == len(rows)
    assert sheet[1][2] == '=HYPERLINK("x")'


def test_a_rebased_download_says_so(client, scores) -> None:
    rows = list(csv.DictReader(StringIO(page(client, "/scores/08.csv?as_of=2026-11-23"))))
    assert {row["basis"] for row in rows} == {"rebased from 02+08, assumed weights"}
    assert {row["rank"] for row in rows} == {""}
