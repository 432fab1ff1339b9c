"""A place with surveys is backed up and restored whole: rows, files by hash, and the next run gives the same bytes."""

from pathlib import Path

import pytest

from tests.installations import Installation, Maker, files_in
from tests.postgres import Cluster

pytestmark = [pytest.mark.installation, pytest.mark.slow]
PLAYED = """
from datetime import date
from danbiet.common.actor import SYSTEM
from danbiet.demo.rules import surveyed
from danbiet.demo.services import people, surveys, year_2021
from danbiet.places import services as places
places.load_country(by=SYSTEM, at=people.at(people.BEGINNING, 8))
year_2021.found_offices(on=people.BEGINNING)
cast = people.open_accounts(at=people.at(people.BEGINNING, 8))
told = surveyed()["in_2021"]
wave = surveys.announce(cast, place="021", told=told, days=surveys.IN_2021)
surveys.draw(cast, wave, told=told, moment=people.at(date(2021, 8, 28), 19))
surveys.publish(cast, wave, told=told, moment=people.at(date(2021, 9, 14), 9))
"""
COUNTED = """
import json
from danbiet.scores.models import Measurement
from danbiet.survey.models import AnswerSet, Result, Row, Run, Sample, Wave
print(json.dumps([model.objects.count() for model in (Wave, Sample, AnswerSet, Run, Result, Row, Measurement)]))
"""
AGAIN = """
from datetime import date
from danbiet.accounts.models import User
from danbiet.demo.services.people import at
from danbiet.survey import services
from danbiet.survey.models import Result, Wave
moment = at(date(2021, 9, 20), 9)
by = User.objects.get(username="analyst").actor(moment.date())
services.estimate_wave(services.ask_run(Wave.objects.get(), seed=0, by=by, at=moment), by=by, at=moment)
for command in ("compose", "estimate"):
    first, second = Result.objects.filter(command=command).order_by("run").values_list("json_sha256", "csv_sha256")
    print(first == second)
"""


def backed_up(one: Installation, keys: Path, out: Path) -> Path:
    one.do("backup", str(out), "--to", str(keys / "recipient.txt"))
    return out


def restored(one: Installation, kept: Path, keys: Path) -> Installation:
    one.do("restore", str(kept), "--key", str(keys / "identity.txt"))
    return one


@pytest.mark.postgresql
def test_a_place_with_surveys_comes_back_on_either_engine_and_estimates_the_same_bytes(
    keys: Path, tmp_path: Path, cluster: Cluster
) -> None:
    whole = Maker("sqlite", tmp_path, None).migrated()
    whole.python(PLAYED)
    assert "0" not in whole.python(COUNTED).strip("[]\n").replace(" ", "").split(",")
    contents = whole.ask("backup", "--contents")
    kept = backed_up(whole, keys, tmp_path / "one.age")
    copy = restored(Maker("postgresql", tmp_path, cluster).empty(), kept, keys)
    assert copy.python(COUNTED) == whole.python(COUNTED)
    assert copy.ask("backup", "--contents") == contents
    assert files_in(copy.data_dir / "files") == files_in(whole.data_dir / "files")
    home = restored(Maker("home", tmp_path, None).empty(), backed_up(copy, keys, tmp_path / "two.age"), keys)
    assert home.ask("backup", "--contents") == contents
    for one in (copy, home):
        assert one.ask("verify_ledger")["ok"] is True
        assert one.python(AGAIN).split() == ["True", "True"]
