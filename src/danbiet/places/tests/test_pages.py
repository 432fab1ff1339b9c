"""The page of a place on each of its days, for each of the cast."""

import re

import pytest
from django.utils import translation

from danbiet.common.actor import SYSTEM
from danbiet.places import services
from danbiet.places.tests import factories
from danbiet.places.tests.test_rules import collection, square

pytestmark = pytest.mark.django_db
PEOPLE = [None, "resident", "ward", "planner", "inspector", "admin", "stranger"]


@pytest.fixture
def story(country) -> factories.BacTuLiem:
    return factories.bac_tu_liem()


def page(client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    translation.activate("vi")
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("url", ["/places/01/", "/places/021/", "/places/00601/", "/places/00602/?as_of=2025-07-01"])
def test_everybody_sees_every_place(client, cast, story, in_2021, person, url, django_assert_max_num_queries) -> None:
    if person:
        client.force_login(cast.users[person])
    with django_assert_max_num_queries(12):
        page(client, url)


def test_a_district_in_its_time(client, story, in_2021) -> None:
    text = page(client, "/places/021/")
    assert "13 đơn vị cấp xã" in text
    assert "Nay là" not in text, "in 2021 nobody knows 2025"
    assert "Đang xem tại ngày" not in text


def test_a_district_after_its_end_says_what_it_was_and_is(client, story, in_2026) -> None:
    text = page(client, "/places/021/")
    assert "Quận Bắc Từ Liêm kết thúc vào 01/7/2025" in text
    assert "10 đơn vị cấp xã" in text
    assert "/places/021/?as_of=2025-06-30" in text


def test_a_past_day_has_its_bar(client, story, in_2026) -> None:
    text = page(client, "/places/021/?as_of=2021-09-21")
    assert "Đang xem tại ngày 21/9/2021" in text
    assert "/places/00601/?as_of=2021-09-21" in text
    assert "Nay là" in text


def test_a_code_with_two_lives_says_so(client, story, in_2026) -> None:
    text = page(client, "/places/00602/")
    assert "Mã 00602 trước 01/7/2025 là của Phường Đức Thắng." in text
    assert "giả định chia đều" in text
    assert "33,3%" in text
    before = page(client, "/places/00602/?as_of=2021-09-21")
    assert "Mã 00602 từ 01/7/2025 là của Phường Đông Ngạc." in before


def test_english(client, story, in_2026) -> None:
    text = page(client, "/en/places/00598/")
    assert "Thuong Cat Ward" in text
    assert "assumed, split equally" in text
    assert "Made from" in text


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/places/99999/", 404),
        ("/places/x'--/", 404),
        ("/places/021/?as_of=hom-qua", 422),
        ("/places/021/?as_of=20210921", 422),
        ("/places/021/?as_of=0001-01-01", 422),
        ("/places/021/?as_of=1990-01-01", 200),
    ],
)
def test_wrong_addresses(client, story, in_2021, url: str, status: int) -> None:
    page(client, url, status)


def test_a_day_before_the_first_is_not_known(client, story, in_2021) -> None:
    text = page(client, "/places/021/?as_of=1990-01-01")
    assert "Ngày 01/01/1990 chưa có đơn vị mang mã 021" in text
    assert "2025" not in text, "in 2021 nobody knows 2025"


def test_groups_and_outlines_show(client, story, in_2021) -> None:
    wards = sorted(unit.code for unit in story.wards)
    data = collection(*[square(code, x=105.7 + n / 50, side=0.02) for n, code in enumerate(wards)])
    services.import_outlines(
        data, place=story.district, file="a.json", source="Bản đồ <quận>", by=SYSTEM, at=factories.LOADED_AT
    )
    text = page(client, "/places/00601/")
    assert text.count("<path d=") >= 13
    assert "Bản đồ &lt;quận&gt;" in text
    assert "Chưa có số liệu" in text


def test_no_style_no_script_and_no_id_twice(client, story, in_2026) -> None:
    text = page(client, "/places/00602/")
    assert " style=" not in text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


WHO_ADDS = [
    (None, 302, 302),
    ("resident", 403, 403),
    ("stranger", 403, 403),
    ("inspector", 403, 403),
    ("ward2", 403, 403),
    ("ward", 403, 200),
    ("planner", 200, 200),
    ("city", 200, 200),
    ("admin", 200, 200),
]


@pytest.mark.parametrize(("person", "agencies", "groups"), WHO_ADDS)
def test_who_may_add_below_a_ward(client, cast, story, in_2021, person, agencies: int, groups: int) -> None:
    if person:
        client.force_login(cast.users[person])
    page(client, "/places/00601/agencies/new/", agencies)
    page(client, "/places/00601/groups/new/", groups)
    shown = page(client, "/places/00601/")
    assert ("/places/00601/agencies/new/" in shown) == (agencies == 200)
    assert ("/places/00601/groups/new/" in shown) == (groups == 200)
    assert "/places/00601/agencies/" not in (earlier := page(client, "/places/00601/?as_of=2021-09-20"))
    assert "/places/00601/groups/" not in earlier


def test_an_agency_and_a_group_are_added_and_shown(client, cast, story, in_2021) -> None:
    client.force_login(cast.users["planner"])
    sent = {"kind": "office", "name_vi": "Văn phòng – Thống kê", "name_en": "Office and Statistics"}
    assert client.post("/places/00601/agencies/new/", sent).status_code == 302
    assert client.post("/places/00601/agencies/new/", sent).status_code == 422
    for number, households in (("1", "210"), ("2", "190"), ("3", "")):
        data = {"kind": "urban", "name_vi": f"Tổ dân phố {number}", "households": households}
        assert client.post("/places/00601/groups/new/", data).status_code == 302
    assert client.post("/places/00601/groups/new/", {"kind": "x", "name_vi": "", "households": "-1"}).status_code == 422
    assert client.post("/places/021/groups/new/", {"kind": "urban", "name_vi": "Tổ 1"}).status_code == 422
    text = page(client, "/places/00601/")
    assert "Văn phòng – Thống kê" in text
    assert "210 hộ" in text
    assert "Chưa đủ số hộ của mọi tổ nên chưa cộng." in text
    assert "Office and Statistics" in page(client, "/en/places/00601/")
