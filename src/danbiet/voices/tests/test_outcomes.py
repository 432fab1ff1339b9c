"""The outcome that each act left behind."""

from datetime import timedelta

import pytest

from danbiet.common import clock
from danbiet.voices import services
from danbiet.voices.models import Case, Step
from danbiet.voices.rules import Outcome
from danbiet.voices.tests.factories import PEPPER, answered
from tests.people import IN_2021, Cast, Country

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2021")]
AT = clock.moment(IN_2021)
TOLD = [
    ("receive", ""), ("accept", ""), ("answer", "solved"), ("contest", "solved"), ("recheck", "partly"),
    ("agree", "partly"),
]  # fmt: skip


@pytest.fixture
def steps(country: Country, cast: Cast) -> list[tuple[str, str]]:
    answered(country, cast, at=AT)
    services.contest(Case.objects.get(), reason="Chưa xong", pepper=PEPPER, at=AT + timedelta(hours=1))
    partly = services.Answer(Outcome.PARTLY, "Chiều nay đến tận nơi: mới thay được một nửa, mai làm nốt.")
    services.recheck(Case.objects.get(), given=partly, by=cast.actor("wardchair"), at=AT + timedelta(hours=2))
    services.agree(Case.objects.get(), at=AT + timedelta(hours=3))
    return kept()


def kept() -> list[tuple[str, str]]:
    return list(Step.objects.order_by("at", "pk").values_list("act", "outcome"))


def test_each_act_keeps_the_outcome_after_it(steps: list[tuple[str, str]]) -> None:
    assert steps == TOLD
