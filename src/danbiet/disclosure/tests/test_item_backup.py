"""Items go through backup and restore: rows, files, proof; what was erased does not come back."""

import json

import pytest

from tests.installations import Maker
from tests.postgres import Cluster

pytestmark = pytest.mark.installation
PUBLISH = """
from datetime import date, timedelta
from danbiet.accounts.models import Holding, User
from danbiet.common import clock
from danbiet.common.actor import SYSTEM
from danbiet.disclosure.services import items
from danbiet.disclosure.tests.papers import households, paper
from danbiet.places.models import Agency, Unit
on = date(2024, 5, 6)
at = clock.moment(on)
place = Unit.objects.on(on).get(code="00601")
ward = User.objects.create_user(username="lan", password="một mật khẩu dài", first_name="Lan")
Holding.objects.create(user=ward, role="ward_officer", place=place, from_day=date(2024, 1, 1))
by = ward.actor(on)
for kind, title, name, data in (("document", "Kế hoạch", "kh.xlsx", paper()),
                                ("personal_list", "Hộ nghèo", "hn.xlsx", households())):
    draft = items.Draft(kind=kind, title=title, upload=items.Upload(name, data))
    item = items.draft_item(place, draft=draft, by=by, at=at)
    items.publish(item.versions.select_related("item__place").get(), by=by, at=at)
    items.count_sight(item, on=on)
later = on + timedelta(days=40)
assert items.take_down_due(on=later, by=SYSTEM, at=clock.moment(later)) == 1
"""
LOOK = """
import json
from danbiet.common import files
from danbiet.disclosure.models import Item, Version
print(json.dumps([
    [one.item.title, one.item.state, one.number, one.event, one.sha256, files.path_of(one.sha256).exists(),
     one.item.sights.get().count]
    for one in Version.objects.select_related("item").order_by("pk")
]))
"""


@pytest.mark.postgresql
def test_items_come_back_on_the_other_engine_with_their_files_and_erased_ones_without(
    keys, tmp_path, cluster: Cluster
) -> None:
    whole = Maker("sqlite", tmp_path, None).migrated()
    whole.do("load_country")
    whole.python(PUBLISH)
    seen = json.loads(whole.python(LOOK))
    assert [(row[0], row[1], row[5], row[6]) for row in seen] == [
        ("Kế hoạch", "published", True, 1), ("Hộ nghèo", "taken_down", False, 1),
    ]  # fmt: skip
    out = tmp_path / "backup.age"
    whole.do("backup", str(out), "--to", str(keys / "recipient.txt"))
    copy = Maker("postgresql", tmp_path, cluster).empty()
    copy.do("restore", str(out), "--key", str(keys / "identity.txt"))
    assert json.loads(copy.python(LOOK)) == seen
    assert copy.ask("verify_ledger")["ok"] is True
