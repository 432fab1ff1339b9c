"""Each address by each of the cast: status, words, number of queries."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import get_resolver, reverse

from danbiet.plans.tests import factories as of_plans
from danbiet.scores.tests import factories as of_scores
from danbiet.web.tests.factories import fold_names, succeed
from tests.people import Cast, Country

EVERYBODY = ["", "planner", "chair", "ward", "inspector", "analyst", "admin", "grouphead", "resident", "stranger"]
OPEN = [
    "/",
    "/find/",
    "/find/?q=dong+ngac",
    "/find/?q=x",
    "/find/?q=khongco",
    "/manual/",
    "/manual/?q=nhiem+vu",
    "/search/",
]
SEARCHED = ["/search/?q=dong+ngac"]
SIGNED_IN = ["/desk/", "/desk/?part=plans"]


def signed_in(client, cast: Cast, name: str):
    if name:
        client.force_login(cast.users[name])
    return client


@pytest.mark.parametrize("name", EVERYBODY, ids=lambda name: name or "nobody")
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_open_pages_answer_everybody_in_few_queries(
    client, cast: Cast, in_2026, name: str, prefix: str, django_assert_max_num_queries
) -> None:
    signed_in(client, cast, name)
    for path in [*OPEN, *SEARCHED]:
        with django_assert_max_num_queries(14 if path in SEARCHED else 12):  # decision 0155
            answer = client.get(prefix + path)
        assert answer.status_code == 200, path
        assert answer.content.decode().count("<h1") == 1


@pytest.mark.parametrize("name", EVERYBODY[1:])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_desk_answers_whoever_is_signed_in(
    client, cast: Cast, in_2021, name: str, prefix: str, django_assert_max_num_queries
) -> None:
    signed_in(client, cast, name)
    for path in SIGNED_IN:
        with django_assert_max_num_queries(32):  # decision 0125
            answer = client.get(prefix + path)
        assert answer.status_code == 200


def test_the_desk_asks_who_you_are(client, db) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_the_desk_says_what_is_late_and_whose_word_the_day_is(client, country: Country, cast: Cast, in_2021) -> None:
    of_plans.ward_task(country, cast, due_on=date(2021, 9, 17))
    page = signed_in(client, cast, "ward").get("/desk/").content.decode()
    assert "Trễ 4 ngày" in page
    assert "</svg></span>" not in page  # every state has its word
    assert "hạn 17/9/2021" in page
    assert "313/KH-UBND" in page
    page = client.get("/en/desk/").content.decode()
    assert "4 days late" in page


def published() -> None:
    cache.clear()
    of_scores.provinces()
    of_scores.load(lambda row: int(row[0]) in (2019, 2020, 2021))


@pytest.mark.parametrize("name", EVERYBODY)
def test_home_with_scores_and_plans_keeps_to_its_queries(
    client, country: Country, cast: Cast, in_2021, name: str, django_assert_max_num_queries
) -> None:
    published()
    of_plans.issued(country, cast)
    signed_in(client, cast, name)
    for path in ("/", "/en/"):
        with django_assert_max_num_queries(12):
            page = client.get(path).content.decode()
        assert "313/KH-UBND" in page
    assert "<b>41.63 of 80 points</b>" in page


def test_home_shows_no_score_from_the_future(client, country: Country, cast: Cast, in_2021) -> None:
    published()
    of_plans.issued(country, cast)
    page = client.get("/").content.decode()
    assert "Năm 2020" in page
    assert "41,63 trên 80" in page
    assert "2021," not in page.split("</main>")[0].split("Dân chấm thế nào")[1].split("PAPI là gì")[0]


def test_an_officer_sees_the_own_place_first(client, country: Country, cast: Cast, in_2021) -> None:
    page = signed_in(client, cast, "ward").get("/").content.decode()
    assert "Nơi của bạn: Phường Đông Ngạc" in page
    assert "Chưa có kế hoạch đang chạy" in page


LEADING = {"chair": 200, "wardchair": 200, "planner": 200, "city": 200, "ward": 403, "analyst": 403, "resident": 403}


@pytest.mark.parametrize(("name", "status"), LEADING.items())
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_leaders_page_is_for_those_who_lead_or_plan(
    client, country: Country, cast: Cast, in_2021, name: str, status: int, prefix: str, django_assert_max_num_queries
) -> None:
    published()
    of_plans.ward_task(country, cast, due_on=date(2021, 9, 17))
    signed_in(client, cast, name).get(f"{prefix}/leader/")  # the table of scores is read once a process
    with django_assert_max_num_queries(12):
        assert client.get(f"{prefix}/leader/").status_code == status


def test_the_leaders_page_names_the_late_the_gaps_and_the_unknown(
    client, country: Country, cast: Cast, in_2021
) -> None:
    published()
    of_plans.ward_task(country, cast, due_on=date(2021, 9, 17))
    page = signed_in(client, cast, "chair").get("/leader/").content.decode()
    assert "PAPI 2020" in page
    assert "<b>1 việc trễ</b>" in page
    assert "UBND Phường Đông Ngạc" in page
    assert "Chưa có nhiệm vụ" in page  # Xuân Đỉnh
    assert "nội dung chưa có việc nào phục vụ" in page
    assert "chưa ô nào có số" in page


def test_the_leaders_page_without_any_data_is_hollow_not_zero(client, cast: Cast, in_2021) -> None:
    cache.clear()
    page = signed_in(client, cast, "chair").get("/leader/").content.decode()
    assert "Chưa nạp điểm PAPI" in page
    assert "Chưa có nhiệm vụ nào được giao" in page


def test_health_answers_in_json_and_opens_no_session(client, db, settings) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["database"] is True
    assert "sessionid" not in answer.cookies


def test_what_is_due_soon_says_the_weekday(client, country: Country, cast: Cast, in_2021) -> None:
    of_plans.ward_task(country, cast, due_on=date(2021, 9, 23))
    page = signed_in(client, cast, "ward").get("/desk/").content.decode()
    assert "Thứ Năm, 23/9" in page


def test_search_shows_what_was_found(client, country: Country, cast: Cast, in_2021) -> None:
    of_plans.issued(country, cast)
    page = client.get("/search/?q=nhiem+vu").content.decode()
    assert "Nhiệm vụ thứ 1" in page
    assert "313/KH-UBND" in page


def test_the_home_page_finds_a_ward(client, country: Country, in_2026) -> None:
    fold_names()
    succeed(country)
    page = client.get("/find/?q=dong+ngac").content.decode()
    assert "Nay thuộc:" in page
    assert "khoảng 60%" in page


def test_an_assumed_share_is_not_told_as_a_figure(client, country: Country, in_2026) -> None:
    fold_names()
    succeed(country, share="0.5", basis="assumed")
    page = client.get("/find/?q=00601").content.decode()
    assert "một phần, chưa rõ bao nhiêu" in page
    assert "50%" not in page


def test_what_is_typed_is_shown_as_text(client, db) -> None:
    page = client.get("/find/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_links_of_the_frame_follow_the_role(client, cast: Cast, in_2021) -> None:
    assert reverse("web:find") in client.get("/").content.decode()
    assert 'aria-current="page">Trang chủ' in client.get("/").content.decode()


def test_the_day_of_the_demonstration_is_switched_for_this_browser(client, db, in_2021) -> None:
    assert "21/9/2021" in client.get("/").content.decode()
    answer = client.post("/demo/day/", {"day": "2026-11-23"})
    assert answer.status_code == 302
    assert "hôm nay tính là 23/11/2026" in client.get("/").content.decode()


@pytest.mark.parametrize("day", ["2021-09-22", "", "x"])
def test_no_other_day_can_be_chosen(client, db, in_2021, day: str) -> None:
    assert client.post("/demo/day/", {"day": day}).status_code == 404


def test_outside_a_demonstration_the_day_is_the_day(client, db, settings) -> None:
    settings.DEMO = False
    assert client.post("/demo/day/", {"day": "2026-11-23"}).status_code == 404
    assert "dan-biet-demo" not in client.get("/").content.decode()


@pytest.mark.parametrize(("path", "words"), [("/nowhere/", "Không có trang này"), ("/en/nowhere/", "no such page")])
def test_an_unknown_address_is_told_in_both_languages(client, db, path: str, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_a_stale_form_is_told_apart_from_a_missing_right(db, cast: Cast, in_2021) -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/demo/day/", {"day": "2026-11-23"})
    assert answer.status_code == 403
    assert "Mẫu đã cũ" in answer.content.decode()


def test_a_failure_is_told_without_the_request(rf) -> None:
    answer = get_resolver().resolve_error_handler(500)(rf.get("/"))
    assert answer.status_code == 500
    assert "chưa được ghi" in answer.content.decode()


def test_every_page_of_the_manual_opens(client, db) -> None:
    for prefix in ("", "/en"):
        for slug in ("resident", "ward-officer", "plan-officer", "leader", "analyst", "administrator"):
            assert client.get(f"{prefix}/manual/{slug}/").status_code == 200
    assert client.get("/manual/nobody/").status_code == 404


def test_the_content_policy_is_strict(client, db) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
