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


@pytest.fixture(scope="module")
def surveyed(maker: Maker) -> Installation:
    """A place with one wave, from its frame to its measured scores."""
    one = maker.migrated()
    one.python(PLAYED)
    return one


@pytest.fixture(scope="module")
def kept(surveyed: Installation, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("surveyed") / "surveyed.age"
    surveyed.do("backup", str(out), "--to", str(keys / "recipient.txt"))
    return out


def assert_whole(copy: Installation, of: Installation, kept: Path, keys: Path) -> None:
    copy.do("restore", str(kept), "--key", str(keys / "identity.txt"))
    assert copy.python(COUNTED) == of.python(COUNTED)
    assert copy.ask("backup", "--contents") == of.ask("backup", "--contents")
    assert files_in(copy.data_dir / "files") == files_in(of.data_dir / "files")
    assert copy.ask("verify_ledger")["ok"] is True
    assert copy.python(AGAIN).split() == ["True", "True"]


def test_a_place_with_surveys_comes_back_and_estimates_the_same_bytes(maker, surveyed, kept, keys) -> None:
    assert "0" not in surveyed.python(COUNTED).strip("[]\n").replace(" ", "").split(",")
    assert_whole(maker.empty(), surveyed, kept, keys)


@pytest.mark.postgresql
def test_surveys_move_between_sqlite_and_postgresql(surveyed, kept, keys, tmp_path, cluster: Cluster) -> None:
    other = Maker("other", tmp_path, None if surveyed.database else cluster).empty()
    assert_whole(other, surveyed, kept, keys)
