"""The frame of every page: its weight, its policy, its two languages, and the pages that say what went wrong."""

import gzip
import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from danbiet.common.access import page_of

STATIC = Path(__file__).parents[1] / "static" / "danbiet"
WRONG = ["400.html", "403.html", "404.html", "409.html", "422.html", "429.html", "500.html", "refusal.html"]


def frame(rf, template: str = "base.html", **context: object) -> str:
    from django.contrib.auth.models import AnonymousUser

    from danbiet.common.actor import ANONYMOUS

    request = rf.get("/")
    request.user, request.actor, request.session = AnonymousUser(), ANONYMOUS, {}
    return render_to_string(template, context, request=request)


def test_the_first_page_weighs_under_100_kb_compressed_with_its_font(rf) -> None:
    texts = [frame(rf).encode(), *(path.read_bytes() for path in STATIC.glob("*.*"))]
    fonts = [path.read_bytes() for path in STATIC.glob("fonts/*.woff2")]
    assert sum(len(gzip.compress(text)) for text in texts) + sum(map(len, fonts)) < 100_000


def test_style_sheets_reach_nothing_outside() -> None:
    for path in STATIC.glob("*.css"):
        assert not re.search(r"url\((?!fonts/)|@import|https?:", path.read_text(encoding="utf-8"))


def test_the_font_comes_with_its_licence() -> None:
    assert "SIL Open Font License" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_the_frame_has_its_landmarks(rf) -> None:
    page = frame(rf)
    for part in ('<html lang="vi">', 'href="#noidung"', 'id="noidung"', "<header", "<main", "<footer"):
        assert part in page


@pytest.mark.parametrize("template", WRONG)
def test_what_went_wrong_is_said_with_its_rule_its_end_and_who_can_lift_it(rf, template: str) -> None:
    for language, words in {
        "vi": ("Theo quy tắc nào", "Đến khi nào", "Ai gỡ được"),
        "en": ("By which rule", "Until when", "Who can lift it"),
    }.items():
        with translation.override(language):
            page = frame(rf, template, sentence="Việc đã đóng.", status=409)
        assert page.count("<h1>") == 1
        assert not re.search(r"<dd>\s*</dd>", page)
        for word in words:
            assert word in page


def test_a_past_day_is_announced_with_the_way_back(rf) -> None:
    from datetime import date

    page = frame(rf, as_of=date(2021, 10, 18))
    assert "Đang xem tại ngày 18/10/2021" in page
    assert "Về hôm nay" in page


def test_a_failing_server_is_told_without_request_or_database() -> None:
    page = render_to_string("500.html", {"version": "1"})
    assert "chưa được ghi" in page


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://testserver/plans/tasks/1/", "http://testserver/plans/tasks/1/"),
        ("https://evil.example/", "/plans/notes/1/judge/"),
        ("javascript:alert(1)", "/plans/notes/1/judge/"),
        ("", "/plans/notes/1/judge/"),
    ],
)
def test_a_refused_form_leads_back_to_the_page_it_stood_on(rf, came_from: str, leads_to: str) -> None:
    request = rf.post("/plans/notes/1/judge/", headers={"Referer": came_from})
    assert page_of(request) == leads_to
    assert page_of(rf.get("/desk/?part=plans", headers={"Referer": came_from})) == "/desk/?part=plans"


def test_an_address_of_an_act_opened_as_a_page_answers_in_words(client, db) -> None:
    answer = client.get("/demo/day/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "chỉ nhận biểu mẫu" in answer.content.decode()
    assert "only takes the form" in client.get("/en/demo/day/").content.decode()


@pytest.mark.parametrize("path", ["/places/%00/", "/?q=a%00b", "/en/places/a%00/"])
def test_an_address_with_a_zero_byte_is_refused_before_any_database(client, db, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "</main>" in answer.content.decode()
