"""Building the demo place by acts alone."""

import shutil
from collections.abc import Callable
from datetime import date

from django.db import transaction

from danbiet.common.actor import SYSTEM
from danbiet.common.files import house
from danbiet.demo.rules import FINISHED
from danbiet.demo.services import disclosure_2021, people, residents, year_2021, year_2026
from danbiet.ledger import services as ledger
from danbiet.places import services as places
from danbiet.scores import services as scores

Say = Callable[[str], None]


@transaction.atomic
def build(*, progress: Say, whole: bool = True) -> None:
    """Play the story into an empty place, wholly or not at all.

    Without `whole` it stops on the morning of 18 August 2021: plan 179 is issued, plan 313 is still to be written.
    """
    _forget_unfinished_heads()
    begin = people.at(people.BEGINNING, 8)
    progress("Đơn vị hành chính cả nước, hai thời kỳ")
    places.load_country(by=SYSTEM, at=begin)
    progress("Điểm PAPI đã công bố 2011 đến 2024")
    scores.load_published(by=SYSTEM, at=begin)
    progress("Người và nhiệm vụ")
    year_2021.found_offices(on=people.BEGINNING)
    cast = people.open_accounts(at=begin)
    people_of = residents.Residents(cast)
    people_of.until(year_2021.CITY_PLAN_ON, 9)
    progress("Kế hoạch 179 của thành phố")
    year_2021.issue_city_plan(cast)
    people_of.until(date(2021, 8, 6), 9)
    disclosure_2021.before_the_plan(cast, people_of)
    people_of.until(year_2021.DISTRICT_PLAN_ON, 9)
    end = people.at(year_2021.DISTRICT_PLAN_ON, 8)
    if whole:
        progress("Năm 2021: kế hoạch 313 và các phường")
        year_2021.play(cast, people_of)
        progress("Năm 2026: chính quyền hai cấp")
        year_2026.play(cast, people_of)
        end = people.at(date(2026, 11, 22), 10)
    ledger.record(by=SYSTEM, act=FINISHED, target="demo", place="", payload={"whole": whole}, at=end)


def _forget_unfinished_heads() -> None:
    """Heads lie outside the database: those of a build that was stopped would contradict the next one."""
    for folder in ("heads", "status"):
        shutil.rmtree(house().data_dir / "proof" / folder, ignore_errors=True)
