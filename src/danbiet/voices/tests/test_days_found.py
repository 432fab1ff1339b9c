"""The steps that find, in what an older release kept, the days from which letters and dialogues are counted."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from danbiet.voices import services
from danbiet.voices.models import Case, Notice
from danbiet.voices.rules import Kind, Outcome
from danbiet.voices.tests.factories import ANSWERED, at_day, case, talked
from tests.people import IN_2026, Cast, Country

MIGRATIONS = "danbiet.voices.migrations"


@pytest.mark.django_db
def test_they_are_those_that_are_kept_now(country: Country, cast: Cast) -> None:
    ward, by, at = country.new_dong_ngac.unit, cast.actor("wardchair", IN_2026), at_day(IN_2026)
    case(ward, at=at)
    stopped, decided = (case(ward, at=at, kind=Kind.COMPLAINT_FIRST) for _ in range(2))
    for complaint in (stopped, decided):
        services.accept(complaint, by=by, at=at_day(IN_2026 + timedelta(1)))
    services.suspend(stopped, reason="Chờ giám định", by=by, at=at_day(IN_2026 + timedelta(2)))
    services.set_dialogue(decided, on_day=date(2026, 12, 10), where="Trụ sở", by=by, at=at_day(IN_2026 + timedelta(2)))
    talked(decided, by=by, on=date(2026, 12, 20))
    services.answer(decided, given=services.Answer(Outcome.REFUSED, ANSWERED), by=by, at=at_day(date(2026, 12, 21)))
    due = Notice.objects.exclude(due_on=None).order_by("pk")
    kept = list(due.values_list("pk", "letter", "event_on"))
    assert {letter for _, letter, _ in kept} == {"handling", "accepted", "suspended", "dialogue", "decision"}
    days = list(Case.objects.order_by("pk").values_list("dialogue_on", flat=True))
    Notice.objects.update(event_on=None)
    Case.objects.update(dialogue_on=None)
    for name in ("0003_events_of_letters", "0004_days_of_dialogues"):
        import_module(f"{MIGRATIONS}.{name}").find(apps, None)
    assert list(due.values_list("pk", "letter", "event_on")) == kept
    assert list(Case.objects.order_by("pk").values_list("dialogue_on", flat=True)) == days
