"""Going back while sending: everything typed stays; and what is said to whoever insists that it is a report."""

import re

import pytest
from django.core.cache import caches
from django.test import Client

from danbiet.accounts.models import Holding, User
from danbiet.voices.models import Case, Sorting
from danbiet.voices.rules import Kind
from danbiet.voices.selectors import reading
from danbiet.voices.tests.test_intake_pages import NEW, WORDS, hidden, walk
from tests.people import IN_2021, Cast, Country

pytestmark = pytest.mark.usefixtures("in_2021", "cast")
BRIBE = "Cán bộ địa chính đòi 5 triệu mới ký"
TYPED = {"wants": "phone", "phone": "0912345678", "email": "a@b.vn", "name": "Hoa"}


@pytest.fixture(autouse=True)
def _fresh_counters(db) -> None:
    caches["memory"].clear()


def second(client: Client, text: str = WORDS):
    return client.post(NEW, {"step": "read", "place": "00601", "text": text, "address": "ngõ 63"})


def third(client: Client, text: str = WORDS, kind: str = "petition"):
    chosen = hidden(second(client, text).content.decode()) | {"kind": kind, "subject": "roads"}
    return client.post(NEW, chosen)


@pytest.mark.parametrize("page", [second, third])
def test_a_button_leads_back_to_the_words(client: Client, page) -> None:
    shown = page(client).content.decode()
    assert 'name="step" value="rewrite"' in shown
    answer = client.post(NEW, hidden(shown) | {"step": "rewrite"})
    first = answer.content.decode()
    assert (answer.status_code, f">\n{WORDS}</textarea>" in first, 'value="ngõ 63"' in first) == (200, True, True)
    assert "Sửa lời viết" not in first


def test_what_was_said_on_the_last_page_comes_back_to_it(client: Client, country: Country) -> None:
    back = client.post(NEW, hidden(third(client).content.decode()) | TYPED | {"step": "rewrite"})
    again = client.post(NEW, hidden(back.content.decode()) | {"step": "read", "text": f"{WORDS} nua", "address": "a"})
    last = client.post(NEW, hidden(again.content.decode()) | {"kind": "report", "subject": "roads"}).content.decode()
    assert 'value="0912345678"' in last
    assert 'value="a@b.vn"' in last
    assert re.search(r'value="phone"[^>]* checked', last)
    assert client.post(NEW, hidden(last) | TYPED).status_code == 200
    assert Case.objects.get().sender.phone == "0912345678"


def test_the_kind_that_was_chosen_stays_chosen(client: Client) -> None:
    shown = third(client).content.decode()
    assert 'name="step" value="read"' in shown
    page = client.post(NEW, hidden(shown) | {"step": "read"}).content.decode()
    assert 'value="petition"' in page.split("checked")[0][-120:]
    assert '<option value="roads" selected>' in page


def test_browsers_may_keep_the_pages_on_the_way_and_none_with_a_code_or_a_denunciation(client: Client) -> None:
    """Without no-store the button of the browser leads back to a form that was sent, with what was typed in it."""
    empty = client.post(NEW, {"step": "read", "place": "00601", "text": ""})
    for page in (client.get(f"{NEW}?place=00601"), empty, second(client), third(client)):
        assert "no-store" not in page["Cache-Control"]
        assert "private" in page["Cache-Control"]
    receipt = walk(client)
    mistyped = client.post(NEW, hidden(receipt.content.decode()) | {"code": "x"})
    for page in (receipt, mistyped, second(client, BRIBE), third(client, BRIBE)):
        assert "no-store" in page["Cache-Control"]


def test_whoever_insists_is_told_who_reads_it_and_what_is_safer(client: Client, country: Country) -> None:
    page = third(client, BRIBE, kind="report").content.decode()
    said = reading.who_sees(Kind.REPORT, "Phường Đông Ngạc", is_withheld=True)
    assert said in page
    assert "cán bộ xử lý, cán bộ kế hoạch, lãnh đạo của Phường Đông Ngạc đọc để phân loại" in said
    assert "các cấp trên." not in page.split("Ai sẽ thấy:")[1].split("</p>")[0]
    for link in ("/voices/new/denounce/", "/tips/"):
        assert f'href="{link}"' in page.split("An toàn hơn:")[1].split("</div>")[0]
    assert "An toàn hơn:" not in third(client, kind="report").content.decode()


def test_the_page_behind_the_code_says_the_same_until_it_is_sorted(client: Client, cast: Cast) -> None:
    page = walk(client, text=BRIBE).content.decode()
    code = page.split('class="code"><b>')[1].split("<")[0]
    said = reading.who_sees(Kind.REPORT, "Phường Đông Ngạc", is_withheld=True)
    assert said in client.post("/voices/status/", {"code": code}).content.decode()
    client.force_login(cast.users["ward"])
    client.post(f"/voices/desk/sorting/{Sorting.objects.get().pk}/")
    assert said not in client.post("/voices/status/", {"code": code}).content.decode()


def test_words_that_nobody_could_sort_are_not_taken(client: Client, country: Country, cast: Cast) -> None:
    """Those above read a plain report, but none that is withheld."""
    Holding.objects.filter(place=country.dong_ngac.unit).delete()
    person = User.objects.create(username="above")
    Holding.objects.create(user=person, role="leader", place=country.city.unit, from_day=IN_2021)
    assert third(client, kind="report").status_code == 200
    refused = third(client, BRIBE, kind="report")
    assert (refused.status_code, "không nhận ở đây" in refused.content.decode()) == (422, True)
