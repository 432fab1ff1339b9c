"""What a reader takes from an item's page proves the item: the receipt, the key, and the command as it is printed."""

import html
import json
import os
import re
import shlex
import subprocess
import sys
from datetime import date, timedelta
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.test import Client

from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.common.files import house
from danbiet.disclosure.selectors.items import status_items
from danbiet.disclosure.services import items as services
from danbiet.disclosure.tests.papers import AT_MAY, MAY, households, paper, publish, published
from danbiet.disclosure.tests.test_item_pages import text_of, url
from danbiet.ledger.selectors import key_json
from danbiet.ledger.services import record, renew_key, sign_head, sign_status
from tests.people import Cast, Country

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_may(settings) -> None:
    settings.DEMO, settings.TODAY = True, MAY.isoformat()


COMMAND = "from danbiet.config.command import main; main()"


def run(folder: Path, words: list[str]) -> tuple[int, str]:
    """A command as typed in a folder by somebody who has the program and nothing of the installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DANBIET", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60,
        env={**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def saved(folder: Path, answer, address: str) -> None:
    """What a browser keeps of a download, under the name that the answer or the address gives it."""
    message = Message()
    message["Content-Disposition"] = answer.get("Content-Disposition", "attachment")
    name = message.get_filename() or address.rpartition("/")[2]
    (folder / unquote(name.removeprefix("utf-8''"))).write_bytes(answer.content)


def download(folder: Path, words: str, *needed: str) -> None:
    """Every file that a page links to and that is needed, as a reader saves them."""
    for address in needed:
        assert f'href="{address}"' in words, address
        saved(folder, Client().get(address), address)


def test_the_command_on_the_page_proves_what_is_on_the_page(country: Country, cast: Cast, tmp_path) -> None:
    item = published(country.dong_ngac.unit, cast, name="kế hoạch 'A' $(rm).xlsx")
    sign_head(day=MAY, at=AT_MAY + timedelta(days=1), house=house())
    words = text_of(Client().get(url(item)))
    download(tmp_path, words, url(item, "file/1/"), url(item, "receipt.json"), "/proof/key.json")
    typed = shlex.split(html.unescape(re.search(r'<code class="hash">(danbiet verify [^<]+)</code>', words)[1]))
    assert typed[0] == "danbiet"
    code, said = run(tmp_path, typed[1:])
    assert (code, "không muộn hơn ngày 06/5/2024" in said) == (0, True), said


def test_the_page_names_the_key_of_its_time(country: Country, cast: Cast, tmp_path) -> None:
    """A key that was closed since still proves what it signed; the new one would not."""
    item = published(country.dong_ngac.unit, cast)
    sign_head(day=MAY, at=AT_MAY + timedelta(days=1), house=house())
    old = json.loads(key_json(house()))["key_id"]
    renew_key(by=SYSTEM, at=AT_MAY + timedelta(days=3), house=house())
    words = text_of(Client().get(url(item)))
    download(tmp_path, words, url(item, "file/1/"), url(item, "receipt.json"), f"/proof/keys/{old}.json")
    assert run(tmp_path, shlex.split(html.unescape(re.search(r"danbiet (verify [^<]+)<", words)[1])))[0] == 0


def test_a_list_that_was_taken_down_on_its_day_is_proven_and_said_to_be_over(
    country: Country, cast: Cast, tmp_path, settings
) -> None:
    words = {"kind": "personal_list", "name": "ho.xlsx", "title": "Hộ nghèo 2024"}
    item = published(country.dong_ngac.unit, cast, data=households(), reason="Đã soát", **words)
    sign_head(day=MAY, at=AT_MAY + timedelta(days=1), house=house())
    page = text_of(Client().get(url(item)))
    download(tmp_path, page, url(item, "file/1/"), url(item, "receipt.json"), "/proof/key.json")
    day = date(2024, 6, 6)
    assert services.take_down_due(on=day, by=SYSTEM, at=clock.moment(day)) == 1
    sign_status(day=day, items=status_items(day=day), at=clock.moment(day + timedelta(days=1)), house=house())
    address = f"/proof/status/{day}.json"
    saved(tmp_path, Client().get(address), address)
    typed = shlex.split(html.unescape(re.search(r"danbiet (verify [^<]+)<", page)[1]))
    code, said = run(tmp_path, [*typed, "--status", f"{day}.json"])
    assert (code, f"đã gỡ khi hết thời hạn công khai, từ {day:%d/}" in said) == (0, True), said
    assert "bản khác" not in said
    code, said = run(tmp_path, [*typed, "--status", f"{day}.json", "--lang", "en"])
    assert (code, "taken down when its period of disclosure was over" in said, "Hết thời hạn" in said) == (
        0,
        True,
        False,
    )
    settings.TODAY = day.isoformat()
    assert "The period of disclosure is over." in text_of(Client().get(f"/en{url(item)}"))


def kept_heads(folder: Path, days: int) -> None:
    """Heads of the day of publication and the days after it, each signed after midnight and kept by somebody."""
    for number in range(days):
        day = MAY + timedelta(days=number)
        sign_head(day=day, at=AT_MAY + timedelta(days=number + 1), house=house())
        saved(folder, Client().get(f"/proof/heads/{day}.json"), f"/proof/heads/{day}.json")
        with transaction.atomic():
            record(by=SYSTEM, act="a.b", target="c", place="", payload={}, at=AT_MAY + timedelta(days=number + 1))


def test_who_kept_a_head_gets_the_receipt_that_it_confirms(country: Country, cast: Cast, tmp_path) -> None:
    item = published(country.dong_ngac.unit, cast)
    kept_heads(tmp_path, 4)
    words = text_of(Client().get(url(item)))
    download(tmp_path, words, url(item, "file/1/"), url(item, "receipt.json"), "/proof/key.json")
    typed = shlex.split(html.unescape(re.search(r"danbiet (verify [^<]+)<", words)[1]))
    code, said = run(tmp_path, [*typed, "--head", "2024-05-09.json"])
    assert (code, "thêm ?head=2024-05-09 vào địa chỉ của biên nhận" in said) == (1, True), said
    form = re.search(r'<form[^>]*method="get" action="([^"]+)">.*?name="head" type="date"[^>]*min="2024-05-06"', words)
    asked = f"{form[1]}?head=2024-05-09"
    saved(tmp_path, Client().get(asked), asked)
    typed[1] = f"bien-nhan-{item.pk}-1-2024-05-09.json"
    code, said = run(tmp_path, [*typed, "--head", "2024-05-09.json"])
    assert (code, "Dấu ký ngày 09/5/2024 mà bạn giữ xác nhận điều đó." in said) == (0, True), said


ASKED = [
    ("head=2024-05-06", 200, ""),
    ("head=", 200, ""),
    ("head=2024-05-07&version=1", 200, ""),
    (
        "head=2024-05-05",
        404,
        "Bản này công khai ngày 06/05/2024, sau dấu ký ngày 05/05/2024: nó không nằm dưới dấu ấy.",
    ),
    ("head=1950-01-01", 404, "sau dấu ký ngày 01/01/1950"),
    ("head=2024-05-20", 404, "Không có dấu ký ngày 20/05/2024."),
    ("head=2024-05-07&version=2", 404, "chưa công khai bản ấy"),
]
NONSENSE = [
    "hôm qua",
    "20240506",
    "2024-W19-1",
    "2024-13-01",
    "2024-05-06T00:00",
    "06/5/2024",
    "1900-01-01",
    "２０２４-05-06",
]
ASKED += [(f"head={text}", 422, "không phải ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2021-09-21.") for text in NONSENSE]


@pytest.mark.parametrize(("asked", "status", "why"), ASKED)
def test_a_head_asked_for_in_an_address(
    country: Country, cast: Cast, tmp_path, asked: str, status: int, why: str
) -> None:
    item = published(country.dong_ngac.unit, cast)
    kept_heads(tmp_path, 2)
    answer = Client().get(url(item, f"receipt.json?{asked}"))
    assert (answer.status_code, why in text_of(answer)) == (status, True)


def test_the_form_asks_for_the_version_where_there_are_several(country: Country, cast: Cast, tmp_path) -> None:
    item = published(country.dong_ngac.unit, cast)
    change = services.Change("Sai một dòng", services.Upload("b.xlsx", paper("Sửa.")))
    publish(services.correct(item, change=change, by=cast.actor("ward", MAY), at=AT_MAY).item, cast)
    kept_heads(tmp_path, 2)
    words = text_of(Client().get(url(item)))
    assert re.findall(r'<option value="(\d)">', words) == ["2", "1"]
    assert "min=" not in words, "a head kept before the correction is for the version before it"
    found = Client().get(url(item, "receipt.json?head=2024-05-07&version=1")).json()
    assert (found["payload"]["version"], found["head"]["day"]) == (1, "2024-05-07")
