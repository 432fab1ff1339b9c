"""What a reader takes from an item's page proves the item: the receipt, the key, and the command as it is printed."""

import html
import json
import os
import re
import shlex
import subprocess
import sys
from datetime import timedelta
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client

from danbiet.common.actor import SYSTEM
from danbiet.common.files import house
from danbiet.disclosure.tests.papers import AT_MAY, MAY, published
from danbiet.disclosure.tests.test_item_pages import text_of, url
from danbiet.ledger.selectors import key_json
from danbiet.ledger.services import renew_key, sign_head
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
