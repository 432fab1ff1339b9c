"""Targets: read from their words, said by a person, held against what places have done."""

from decimal import Decimal

import pytest
from django.urls import reverse

from danbiet.common.actor import NotAllowed, NotYours
from danbiet.ledger.models import Event
from danbiet.plans import services
from danbiet.plans.rules.states import ItemKind, TargetMeasure
from danbiet.plans.selectors import realism
from danbiet.plans.services import targets
from danbiet.plans.services.targets import Aimed
from danbiet.plans.tests import factories
from danbiet.scores.selectors import Panel
from danbiet.scores.selectors.panel import Cell
from tests.people import IN_2021

AT = factories.AT_AUGUST
SCORE = Aimed(TargetMeasure.SCORE, value=Decimal("44.5"), year=2021)


@pytest.fixture
def goal(country, cast):
    plan = factories.draft(country, cast)
    return factories.item(plan, cast, kind=ItemKind.TARGET, text="Tăng trung bình ít nhất 5 bậc mỗi năm")


@pytest.fixture
def scored(monkeypatch) -> None:
    """Hà Nội had 43.90 in 2022."""
    cells = {(2022, "total"): {"01": Cell(Decimal("43.90"))}, (2022, "environment"): {"01": Cell(Decimal("2.93"))}}
    monkeypatch.setattr(realism.scores, "panel", lambda: Panel(cells, {}, (2022,)))


def test_a_target_clause_is_read_from_its_words_until_a_person_said_more(goal, cast) -> None:
    page = realism.target_page(cast.actor("planner"), goal.pk, on=IN_2021)
    assert (page.target.measure, page.target.pk, page.may_edit) == ("rank", None, True)
    assert page.told.mark == "late"
    assert not goal.targets.exists()


def test_a_person_says_what_it_aims_at_in_one_event(goal, cast) -> None:
    before = Event.objects.count()
    target = targets.set_target(goal, aimed=SCORE, by=cast.actor("planner"), at=AT)
    assert (target.measure, target.value, target.year) == ("score", Decimal("44.5"), 2021)
    assert goal.targets.count() == 1
    assert Event.objects.count() == before + 1
    assert Event.objects.order_by("-seq").first().act == "plans.set_target"


def test_refused(goal, country, cast) -> None:
    for who in ("ward", "resident", "stranger"):
        with pytest.raises(NotAllowed):
            targets.set_target(goal, aimed=SCORE, by=cast.actor(who), at=AT)
    planner = cast.actor("planner")
    for wrong in (
        Aimed(TargetMeasure.SCORE, year=2021),
        Aimed(TargetMeasure.RANK, value=Decimal(3)),
        Aimed(TargetMeasure.QUALITY, construct="happiness"),
    ):
        with pytest.raises(targets.WrongTarget):
            targets.set_target(goal, aimed=wrong, by=planner, at=AT)
    task = factories.item(goal.plan, cast, text="Tiếp công dân")
    with pytest.raises(targets.WrongTarget):
        targets.set_target(task, aimed=SCORE, by=planner, at=AT)
    services.issue_plan(goal.plan, number="313/KH-UBND", issued_on=factories.AUGUST, by=planner, at=AT)
    with pytest.raises(services.PlanIssued):
        targets.set_target(goal, aimed=SCORE, by=planner, at=AT)


def test_a_score_is_held_against_the_province_above(goal, cast, scored) -> None:
    target = targets.set_target(
        goal, aimed=Aimed(TargetMeasure.SCORE, value=Decimal(50), year=2023), by=cast.actor("planner"), at=AT
    )
    told = realism.target_told(target, on=IN_2021)
    assert told.sentence.startswith("Mới một nơi từng đạt: Tây Ninh năm 2024, tăng 8,11 điểm")
    assert told.mark == "late"
    assert len(told.caveats) == 1


@pytest.mark.usefixtures("in_2021", "scored")
def test_the_page_checks_before_it_keeps(goal, client, cast, django_assert_max_num_queries) -> None:
    url = reverse("plans:target", args=[goal.pk])
    client.force_login(cast.users["planner"])
    with django_assert_max_num_queries(12):
        shown = client.get(url)
    assert "18 trên 297" in shown.content.decode()
    data = {"measure": "score", "construct": "environment", "value": "3,2", "year": "2023"}
    checked = client.post(url, {**data, "check": "1"})
    assert "Mức tăng một năm, 2021-2024, 180 lượt" in checked.content.decode()
    assert not goal.targets.exists()
    assert client.post(url, {**data, "keep": "1"}).status_code == 302
    assert goal.targets.get().value == Decimal("3.2")
    assert client.post(url, {**data, "year": "", "keep": "1"}).status_code == 422
    assert client.post(url, {**data, "value": "nhiều", "check": "1"}).status_code == 422


@pytest.mark.usefixtures("in_2021")
def test_who_sees_a_target(goal, client, cast) -> None:
    url = reverse("plans:target", args=[goal.pk])
    assert client.get(url).status_code == 404
    task = factories.item(goal.plan, cast, text="Tiếp công dân")
    kept = Aimed(TargetMeasure.RANK)
    targets.set_target(goal, aimed=kept, by=cast.actor("planner"), at=AT)
    services.issue_plan(
        goal.plan, number="313/KH-UBND", issued_on=factories.AUGUST, by=cast.actor("planner"), at=AT
    )  # fmt: skip
    assert client.get(url).status_code == 200
    assert client.get(reverse("plans:target", args=[task.pk])).status_code == 404
    assert client.post(url, {"measure": "quality", "keep": "1"}).status_code == 403
    assert "Thứ hạng phần lớn là dao động" in client.get(reverse("plans:plan", args=[goal.plan_id])).content.decode()
    with pytest.raises(NotYours):
        realism.target_page(cast.actor("planner"), task.pk, on=IN_2021)
