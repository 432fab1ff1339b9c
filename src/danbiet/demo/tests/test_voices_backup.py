"""What residents brought goes through backup and restore, every table of it, from one engine to the other."""

import json

import pytest

from tests.installations import Installation, Maker
from tests.postgres import Cluster

pytestmark = pytest.mark.installation
FILL = """
import secrets
from datetime import date
from django.db import transaction
from danbiet.common import clock
from danbiet.common.actor import ANONYMOUS, SYSTEM
from danbiet.demo.services import people, residents, year_2021
from danbiet.demo.services.papers import board_picture
from danbiet.places import selectors as units
from danbiet.places import services as places
from danbiet.plans.services import once
from danbiet.voices import selectors, services
from danbiet.voices.rules import Channel, Kind
from danbiet.voices.rules.letters import Forwarder
from danbiet.voices.services import intake
with transaction.atomic():
    begin = people.at(people.BEGINNING, 8)
    places.load_country(by=SYSTEM, at=begin)
    year_2021.found_offices(on=people.BEGINNING)
    cast = people.open_accounts(at=begin)
    residents.Residents(cast).until(date(2021, 9, 21))
    on, at = date(2021, 9, 20), people.at(date(2021, 9, 20), 16)
    ward = units.unit_at("00601", on=on)
    photo = services.Picture("anh.png", board_picture(2))
    sent = services.Report(Kind.REPORT, "Cống vỡ", Channel.WEB, ward, photos=(photo,), token="with-a-photo")
    case = services.receive(sent, by=ANONYMOUS, at=at, pepper=selectors.pepper(), draw=secrets.token_bytes).case
    intake.follow(case, at=at, pepper=selectors.pepper(), draw=secrets.token_bytes)
    with once("a-form", at=at):
        services.reply(case, text="Cống ở số nhà nào?", by=cast.actor("ward", at), at=at)
    chair = cast.actor("wardchair", at)
    services.name_forwarder(case, forwarder=Forwarder.FRONT, name="Mặt trận Tổ quốc phường", by=chair, at=at)
    services.suspend(services.accept(case, by=chair, at=at), reason="Chờ bản đồ cống.", by=chair, at=at)
"""
COUNTS = """
import json
from django.apps import apps
print(json.dumps({one.__name__: one.objects.count() for one in apps.get_app_config("voices").get_models()}))
"""
OPENED = """
from danbiet.demo.services.residents import codes
from danbiet.voices import selectors
print(selectors.case_by_code(codes()[0][0], pepper=selectors.pepper()).title)
"""


def moved(source: Installation, to: Installation, keys, out) -> None:
    source.do("backup", str(out), "--to", str(keys / "recipient.txt"))
    to.do("restore", str(out), "--key", str(keys / "identity.txt"))


@pytest.mark.postgresql
def test_every_table_comes_back_on_the_other_engine_and_codes_open_with_the_same_secret(
    tmp_path, cluster: Cluster, keys
) -> None:
    whole = Maker("sqlite", tmp_path, None).empty()
    whole.do("migrate", "-v0")
    whole.python(FILL)
    counts = json.loads(whole.python(COUNTS))
    assert [name for name, count in counts.items() if not count] == []
    other = Maker("postgresql", tmp_path, cluster).empty()
    moved(whole, other, keys, tmp_path / "one.age")
    assert other.ask("backup", "--contents") == whole.ask("backup", "--contents")
    home = Maker("home", tmp_path, None).empty()
    moved(other, home, keys, tmp_path / "two.age")
    assert json.loads(home.python(COUNTS)) == counts
    assert home.ask("verify_ledger")["ok"] is True
    (home.data_dir / "keys" / "secret_key").write_bytes((whole.data_dir / "keys" / "secret_key").read_bytes())
    assert home.python(OPENED) == whole.python(OPENED)
