"""The whole demo place goes through backup and restore, from SQLite to PostgreSQL and home: rows, files, proof, codes.

Every part's rows are in it: plans, surveys, items with their files and erased ones without, what residents brought.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.installations import Installation, Maker, files_in
from tests.postgres import Cluster

pytestmark = [pytest.mark.installation, pytest.mark.slow]
MORE = """
import secrets
from datetime import date
from danbiet.accounts.models import User
from danbiet.demo.services.people import at
from danbiet.disclosure.models import Item, Request
from danbiet.disclosure.services import amendments, items, letters, obligations
from danbiet.places.services import situation
from danbiet.plans.services import once
from danbiet.voices import selectors, services
from danbiet.voices.models import Case
from danbiet.voices.services import intake
moment = at(date(2026, 11, 22), 15)
on = moment.date()
item = Item.objects.filter(place__code="00602", state="published").last()
items.count_sight(item, on=on)
letters.subscribe(item.place, email="an@example.vn", language="vi", base_url="http://localhost", at=moment)
cast = {one.username: one for one in User.objects.all()}
obligations.charge(item.place, duty="POV-02", user=cast["ward"], by=cast["wardchair"].actor(on), at=moment)
declared = situation.Declared(date(2026, 12, 24), False, "Ngày nghỉ của thành phố", "Công văn 12/UBND-VP")
situation.declare_day(item.place, declared=declared, by=cast["admin"].actor(on), at=moment)
request = Request.objects.filter(state="answered").last()
amendments.claim_wrong(request, text="Sai cột 3", at=moment)
case = Case.objects.filter(place=item.place, state="accepted").last()
intake.follow(case, at=moment, pepper=selectors.pepper(), draw=secrets.token_bytes)
with once("a-form", at=moment):
    services.reply(case, text="Cống ở số nhà nào?", by=cast["ward"].actor(on), at=moment)
"""
# what nobody of the story does: ways of signing in; a job, an outline, an imported draft, a plan that answers two, a
# task with helpers, a call for reports
EMPTY = {
    "account.emailaddress", "account.emailconfirmation", "accounts.counter", "accounts.user_groups",
    "accounts.user_user_permissions", "auth.group", "auth.group_permissions", "ledger.run", "mfa.authenticator",
    "places.outline", "plans.importeddraft", "plans.plan_also_answers",
    "plans.task_supporting_agencies", "reports.call", "socialaccount.socialaccount", "socialaccount.socialapp",
    "socialaccount.socialtoken",
}  # fmt: skip
FILES = """
import json
from danbiet.common import files
from danbiet.disclosure.models import Version
print(json.dumps([[one.item.state, files.path_of(one.sha256).exists()]
    for one in Version.objects.select_related("item").order_by("pk")]))
"""
ESTIMATED_AGAIN = """
from datetime import date
from danbiet.accounts.models import User
from danbiet.demo.services.people import at
from danbiet.survey import services
from danbiet.survey.models import Result, Run
first = Run.objects.order_by("pk").first()
moment = at(date(2021, 9, 20), 9)
by = User.objects.get(username="analyst").actor(moment.date())
again = services.ask_run(first.wave, seed=first.seed, by=by, at=moment)
services.estimate_wave(again, by=by, at=moment)
told = [{one.command: (one.json_sha256, one.csv_sha256) for one in Result.objects.filter(run=run)}
        for run in (first, again)]
print(sorted(told[0]), told[0] == told[1])
"""
OPENED = """
from danbiet.demo.services.residents import codes
from danbiet.voices import selectors
print(selectors.case_by_code(codes()[0][0], pepper=selectors.pepper()).title)
"""


def moved(source: Installation, to: Installation, keys: Path, out: Path) -> Installation:
    source.do("backup", str(out), "--to", str(keys / "recipient.txt"))
    to.do("restore", str(out), "--key", str(keys / "identity.txt"))
    return to


@pytest.mark.postgresql
def test_the_whole_place_comes_back_on_either_engine(
    seeded: Callable[[str], Path], keys: Path, tmp_path: Path, cluster: Cluster
) -> None:
    whole = Installation(Path(shutil.copytree(seeded("whole"), tmp_path / "whole")), more={"DANBIET_DEMO": "1"})
    whole.python(MORE)
    contents = whole.ask("backup", "--contents")
    assert {label for label, count in contents["models"].items() if not count["rows"]} == EMPTY
    kept = json.loads(whole.python(FILES))
    assert ["taken_down", False] in kept
    assert ["published", True] in kept
    other = moved(whole, Maker("postgresql", tmp_path, cluster).empty(), keys, tmp_path / "one.age")
    home = moved(other, Maker("home", tmp_path, None).empty(), keys, tmp_path / "two.age")
    for one in (other, home):
        assert one.ask("backup", "--contents") == contents
        assert one.ask("verify_ledger")["ok"] is True
        assert json.loads(one.python(FILES)) == kept
        assert files_in(one.data_dir / "files") == files_in(whole.data_dir / "files")
        assert one.python(ESTIMATED_AGAIN).split() == ["['compose',", "'estimate']", "True"]
    shutil.copy(whole.data_dir / "keys" / "secret_key", home.data_dir / "keys" / "secret_key")
    assert home.python(OPENED) == whole.python(OPENED)
