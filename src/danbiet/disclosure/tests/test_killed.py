"""The program is killed while it publishes: what was acknowledged is there with its file and event, nothing is half."""

import json
import subprocess

import pytest

from tests.installations import Maker

pytestmark = pytest.mark.installation
STREAM = """
from datetime import date
from danbiet.accounts.models import Holding, User
from danbiet.common import clock
from danbiet.disclosure.services import items
from danbiet.disclosure.tests.papers import paper
from danbiet.places.models import Closure, Unit
on = date(2024, 5, 6)
at = clock.moment(on)
named = dict(name_vi="Phường Đông Ngạc", name_en="Dong Ngac", folded="phuong dong ngac", sort_key="d")
place = Unit.objects.create(code="00601", from_day=date(2014, 4, 1), tier="ward", kind="ward", **named)
Closure.objects.create(ancestor=place, descendant=place, depth=0, from_day=place.from_day)
ward = User.objects.create_user(username="lan", password="một mật khẩu dài", first_name="Lan")
Holding.objects.create(user=ward, role="ward_officer", place=place, from_day=date(2024, 1, 1))
by = ward.actor(on)
for number in range(1000):
    draft = items.Draft(kind="document", title=f"So {number}", upload=items.Upload("a.xlsx", paper(f"Ban {number}")))
    item = items.draft_item(place, draft=draft, by=by, at=at)
    items.publish(item.versions.select_related("item__place").get(), by=by, at=at)
    print(item.title, flush=True)
"""
LOOK = """
import json
from danbiet.common import files
from danbiet.disclosure.models import Item, Version
from danbiet.ledger.models import Event
events = set(Event.objects.filter(act="disclosure.publish").values_list("seq", flat=True))
rows = list(Version.objects.select_related("item"))
print(json.dumps({
    "published": sorted(one.item.title for one in rows if one.published_at),
    "halves": [one.pk for one in rows if not files.path_of(one.sha256).exists()
               or bool(one.published_at) != (one.item.state == "published") or one.event and one.event not in events],
    "events": len(events), "versions": sum(one.event is not None for one in rows),
}))
"""


def test_after_a_kill_every_acknowledged_item_is_whole(maker: Maker) -> None:
    place = maker.migrated()
    stream = place.start("shell", "-v0", "-c", STREAM, stderr=subprocess.DEVNULL)
    acknowledged = [stream.stdout.readline().strip() for _ in range(5)]
    stream.kill()
    acknowledged += stream.communicate()[0].split("\n")[:-1]
    found = json.loads(place.python(LOOK))
    assert set(acknowledged) <= set(found["published"])
    assert (found["halves"], found["events"]) == ([], found["versions"])
    assert place.ask("verify_ledger")["ok"] is True
