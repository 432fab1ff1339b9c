"""The demo is one story played by acts: built once, left alone afterwards, and it contains failure."""

import hashlib
import sys
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from danbiet.accounts.models import User
from danbiet.api.models import ApiKey
from danbiet.common import files
from danbiet.demo import selectors
from danbiet.demo.rules import KEY, PASSPHRASES, accounts
from danbiet.demo.services import sealed
from danbiet.ledger.models import Event
from danbiet.plans.models import CorrectionOrder, Plan, ProgressNote, Task
from danbiet.scores.models import Measurement
from danbiet.survey.frames.waves import drawn
from danbiet.survey.models import Sample, Wave
from danbiet.voices.models import Case, Denunciation, Promise, ReceptionDay, Tip, TipLetter, Vault
from danbiet.voices.rules import Kind, Outcome, State, Verdict, bundles
from danbiet.voices.rules.denunciations import Source, Stage, running
from danbiet.voices.rules.stages import Act
from danbiet.voices.rules.tips import Step
from danbiet.voices.selectors import denunciations, rights_over
from danbiet.voices.selectors.tips import answers_under
from tests.people import IN_2021, IN_2026


def test_the_story_is_whole(built) -> None:
    assert selectors.state() is selectors.State.FINISHED
    district = Plan.objects.get(number="313/KH-UBND")
    assert district.parent.number == "179/KH-UBND"
    assert district.issued_on == date(2021, 8, 18)
    assert district.items.count() == 82
    assert Plan.objects.filter(parent=district).count() == 10
    assert User.objects.count() == len(accounts()) == 15


def test_it_contains_late_refused_waiting_and_empty(built) -> None:
    assert Task.objects.filter(state="open", due_on__lt=IN_2021, plan__until_day__lte=date(2026, 1, 1)).exists()
    assert set(ProgressNote.objects.values_list("verdict", flat=True)) == {"waiting", "accepted", "refused"}
    flags = {flag for note in ProgressNote.objects.all() for file in note.evidence.all() for flag in file.flags}
    assert {"repeated", "empty_picture"} <= flags
    assert set(CorrectionOrder.objects.values_list("outcome", flat=True)) == {"open", "met"}


def test_two_surveys_became_measured_scores_and_one_waits_for_its_seed(built) -> None:
    assert sorted(Wave.objects.values_list("state", flat=True)) == ["fielded", "published", "published"]
    assert all("minh họa" in wave.title for wave in Wave.objects.all())
    told = Measurement.objects.filter(construct="total")
    assert dict(told.values_list("unit__code", "withheld").filter(year=2021, withheld__gt="")) == {
        "00611": "suppressed_n"
    }
    ranked = told.filter(year=2021, withheld="")
    assert ranked.count() == 5
    assert all(row.best < row.worst for row in ranked)  # in a sample this small nobody has a rank of their own
    (now,) = told.filter(year=2026)
    assert now.rivals is None
    assert 0.5 < now.chance_improved < 1


def test_anybody_draws_the_sample_of_the_story_again(built, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", built)
    for sample in Sample.objects.exclude(drawn_at=None):
        (tmp_path / "frame.csv").write_bytes(files.read(sample.frame_sha256))
        (tmp_path / "design.toml").write_bytes(files.read(sample.design_sha256))
        _, data = drawn(tmp_path, "frame.csv", seed=sample.seed)
        assert hashlib.sha256(data).hexdigest() == sample.drawn_sha256


def test_every_act_left_its_event_in_the_order_of_the_story(built) -> None:
    moments = list(Event.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_a_finished_demo_is_left_alone(built, monkeypatch, capsys) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    before = Event.objects.count()
    call_command("seed_demo")
    assert Event.objects.count() == before
    told = capsys.readouterr().out
    assert "planner" in told
    assert KEY in told


@pytest.mark.django_db
def test_strange_data_are_refused(cast, monkeypatch, capsys) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    with pytest.raises(SystemExit) as stop:
        call_command("seed_demo")
    assert stop.value.code == 4
    assert "không phải bản trình diễn" in capsys.readouterr().err


def test_residents_bring_each_kind_in_each_state(built) -> None:
    cases = Case.objects.all()
    assert set(cases.values_list("kind", flat=True)) == {kind.value for kind in Kind}
    assert set(cases.values_list("state", flat=True)) == {state.value for state in State}
    assert {outcome.value for outcome in Outcome} <= set(cases.values_list("outcome", flat=True))
    assert set(cases.values_list("verdict", flat=True)) == {verdict.value for verdict in Verdict}
    for day in (IN_2021, IN_2026):
        late = cases.filter(is_open=True, due_on__lt=day, received_on__year=day.year)
        assert late.exists()
    assert cases.filter(published_at__isnull=False).count() == 4
    assert cases.filter(merged_into__isnull=False).count() == 3
    assert cases.filter(suspended_on__isnull=False).exists()
    assert set(ReceptionDay.objects.values_list("state", flat=True)) == {"planned", "kept", "missed"}
    assert set(Promise.objects.values_list("task__plan__number", flat=True)) == {"HEN-2021", "HEN-2026"}


def test_two_places_take_sealed_tips_and_the_printed_codes_read_the_answers(built) -> None:
    assert sorted(Vault.objects.in_use().values_list("place__code", flat=True)) == ["00602", "021"]
    assert {step.value for step in (Step.WAITING, Step.OPENED, Step.TO_INSPECTION)} == set(
        Tip.objects.values_list("step", flat=True)
    )
    assert [len(answers_under(code)) for code, _ in sealed.tip_codes()] == [2, 1]
    assert TipLetter.objects.filter(is_answer=False, fetched_on=None).count() == 2


def test_the_two_keys_of_the_demo_open_its_tips(built, tmp_path, monkeypatch, capsys) -> None:
    vault = Vault.objects.select_related("place").get(place__code="021")
    carried = tmp_path / "tips.json"
    carried.write_text(
        bundles.tips_file(
            "021",
            [
                bundles.Sealed(one.tip_id, one.pk, one.on, bytes(one.sealed))
                for one in TipLetter.objects.filter(vault=vault)
            ],
        )
    )
    held = [word for name in sealed.KEY_NAMES for word in ("--key", str(built / "keys" / name))]
    monkeypatch.setattr(sys, "stdin", StringIO("\n".join(PASSPHRASES)))
    call_command("vault", "open", str(carried), *held, "--out", str(tmp_path / "opened"))
    assert "Đã mở 3 thư" in capsys.readouterr().out
    assert len(list((tmp_path / "opened").rglob("*.png"))) == 1
    assert all((built / "keys" / name).stat().st_mode & 0o077 == 0 for name in sealed.KEY_NAMES)


def test_denunciations_stand_at_each_end_of_the_procedure_and_one_of_each_day_is_late(built) -> None:
    rows = Denunciation.objects.prefetch_related("steps")
    assert set(rows.values_list("source", flat=True)) == {source.value for source in Source}
    for code, day in (("021", IN_2021), ("00602", IN_2026)):
        mine = [one for one in rows if one.place.code == code]
        assert {one.stage for one in mine} == {Stage.RECEIVED, Stage.ACCEPTED, Stage.CONCLUDED}
        late = [
            clock.duty
            for one in mine
            for clock in running(denunciations.life_of(one), Stage(one.stage))
            if clock.is_late(day)
        ]
        assert late == ["DEN-03"]
        assert len(denunciations.published_in(code, on=day)[1]) == 1


def test_what_the_district_left_open_waits_with_the_heads_of_the_city(built) -> None:
    left = Case.objects.get(place__code="021", kind="complaint_second", is_open=True)
    open_still = Denunciation.objects.filter(place__code="021", stage__in=[Stage.RECEIVED.value, Stage.ACCEPTED.value])
    deciding, charged = set(), set()
    for user in User.objects.all():
        actor = user.actor(IN_2026)
        if Act.ANSWER in rights_over(actor, left, on=IN_2026):
            deciding.add(user.username)
        if set(open_still) & set(denunciations.denunciations_of(actor, on=IN_2026)):
            charged.add(user.username)
    assert deciding == {"citychair"}
    assert charged == {"citychair", "inspector"}


def test_a_program_sends_with_a_key_that_everybody_knows(built, client, monkeypatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    key = ApiKey.objects.get()
    assert selectors.key() == KEY
    assert KEY in client.get("/").content.decode()
    assert (key.place.code, key.made_by.username) == ("01", "admin")
    cases = Case.objects.filter(channel="open311").order_by("received_at")
    assert set(cases.values_list("origin_kind", "origin_number")) == {("open311", str(key.pk))}
    assert [case.photos.count() for case in cases] == [2, 1, 0]
    assert [case.state for case in cases] == ["answered", "accepted", "received"]
    slab = cases[0]
    assert set(slab.photos.values_list("is_public", "is_after")) == {(True, False), (True, True)}
    window = {"start_date": "2026-11-01T00:00:00Z", "end_date": "2026-11-22T00:00:00Z"}
    rows = client.get("/open311/v2/servicerequestupdates.json", window).json()
    ours = [row for row in rows if row["service_request_id"] == slab.number]
    assert [row["status"] for row in ours] == ["OPEN", "INVESTIGATING", "FIXED", "FIXED"]
    assert ours[-1]["description"] == slab.public_answer
    assert "/voices/photos/" in ours[-1]["media_url"]
