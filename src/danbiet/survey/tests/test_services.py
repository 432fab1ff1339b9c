"""Acts on waves: each works, is refused by rule, and is not another's to do; results are the command's bytes."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from danbiet.common import clock, files
from danbiet.common.actor import SYSTEM, FileProblems, NotAllowed
from danbiet.ledger.models import Event
from danbiet.scores import services as scores
from danbiet.scores.models import Measurement, Score, ScoreSet
from danbiet.survey import services
from danbiet.survey.management.commands import compose, estimate, estimate_wave, sample
from danbiet.survey.models import AnswerSet, Row, Run, Wave
from danbiet.survey.rules.design_file import read_design
from danbiet.survey.rules.waves import is_small
from danbiet.survey.tests import factories
from danbiet.survey.tests.factories import AT, LATER, SAMPLE_DESIGN, SMALL_DESIGN
from danbiet.survey.tests.test_commands import run as run_command

FRAME = "group,households,household\n" + "".join(
    f"to{group},{20 + group},ho{group}{household}\n" for group in range(1, 9) for household in range(6)
)


def acts() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("act", flat=True))


def problem(call, *arguments, **options) -> str:
    with pytest.raises(FileProblems) as refused:
        call(*arguments, **options)
    return refused.value.problems[0].code


def test_a_wave_is_opened_with_its_design_and_both_are_in_the_record(country, cast) -> None:
    made = factories.wave(country, cast)
    assert (made.state, made.kind, made.design_sha256 != "") == ("drafted", "probability", True)
    assert files.read(made.companions["margins.csv"]) == factories.MARGINS
    assert acts() == ["survey.wave.create", "survey.design.attach"]


@pytest.mark.parametrize("who", ["ward", "chair", "inspector", "stranger", "admin"])
def test_waves_are_made_by_planners_and_analysts_alone(country, cast, who) -> None:
    with pytest.raises(NotAllowed):
        services.create_wave(factories.heading(), place=country.district.unit, by=cast.actor(who), at=AT)


def test_an_analyst_of_the_city_makes_waves_in_its_wards_and_a_planner_none_above(country, cast) -> None:
    services.create_wave(factories.heading(), place=country.dong_ngac.unit, by=cast.actor("analyst"), at=AT)
    with pytest.raises(NotAllowed):
        services.create_wave(factories.heading(), place=country.city.unit, by=cast.actor("planner"), at=AT)


@pytest.mark.parametrize("changes", [{"title": " "}, {"until_day": factories.DAY}])
def test_a_wave_without_name_or_days_is_refused(country, cast, changes) -> None:
    with pytest.raises(services.WrongWave):
        services.create_wave(factories.heading(**changes), place=country.district.unit, by=cast.actor("planner"), at=AT)


@pytest.mark.parametrize(
    ("design", "companions", "code"),
    [
        (b"version = 1\n[desing]\n", {}, "unknown_key"),
        (b"\xff\xfe", {}, "not_utf8"),
        (b"version = ", {}, "not_toml"),
        (factories.INDEX_DESIGN.encode(), {}, "file_missing"),
        (factories.SMALL_DESIGN.encode(), {"more.csv": b"a\n1\n"}, "file_not_named"),
        (factories.INDEX_DESIGN.replace("margins.csv", "../margins.csv").encode(), {}, "not_a_plain_name"),
        (factories.INDEX_DESIGN.replace("margins.csv", "/etc/passwd").encode(), {}, "not_a_plain_name"),
        (
            factories.INDEX_DESIGN.replace("margins.csv", "result.json").encode(),
            {"result.json": b"x"},
            "not_a_plain_name",
        ),
    ],
)
def test_a_design_that_cannot_be_used_is_refused_by_its_fault(country, cast, design, companions, code) -> None:
    made = factories.wave(country, cast)
    sent = services.Design(design, None, companions)
    assert problem(services.attach_design, made, sent=sent, by=cast.actor("planner"), at=AT) == code
    assert len(acts()) == 2


def test_answers_lose_the_columns_that_nobody_needs(country, cast) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    kept = AnswerSet.objects.get()
    assert kept.dropped == ["year", "remark"]
    assert "nhận xét" not in files.read(kept.sha256).decode()
    assert (kept.rows, made.state, acts()[-1]) == (224, "fielded", "survey.answers.take_in")
    assert files.read(kept.sha256).decode().splitlines()[1].startswith("p1,00601,1,")


def test_parquet_is_taken_in_as_well(country, cast, tmp_path: Path) -> None:
    frame = pl.read_csv(factories.answers(factories.WARDS), schema_overrides={"ward": pl.String})
    frame.write_parquet(tmp_path / "a.parquet")
    made = factories.wave(country, cast)
    factories.with_answers(made, cast, data=(tmp_path / "a.parquet").read_bytes(), name="a.parquet")
    assert factories.estimated(made, cast).state == "done"


@pytest.mark.parametrize(
    ("change", "name", "code", "row", "column"),
    [
        (lambda text: text.replace("p3,", "p2,"), "a.csv", "duplicated_id", 3, "id"),
        (lambda text: text.replace(",w0,", ",weight,"), "a.csv", "unknown_column", 1, "w0"),
        (lambda text: text.replace("p4,00601,4,F,10", "p4,00601,4,F,-1").replace("p4,00601,4,M,10", "p4,00601,4,M,-1"),
         "a.csv", "negative_weight", 5, "w0"),
        (lambda text: text, "a.xlsx", "wrong_kind", None, ""),
        (lambda text: "", "a.csv", "empty", None, ""),
        (lambda text: text.replace("\np", "\n09123456"), "a.csv", "personal_number", None, "id"),
    ],
)  # fmt: skip
def test_answers_are_refused_by_column_and_row(country, cast, change, name, code, row, column) -> None:
    made = factories.wave(country, cast)
    data = change(factories.answers({"00601": (99, 0.5)}).decode()).encode()
    with pytest.raises(FileProblems) as refused:
        factories.with_answers(made, cast, data=data, name=name)
    first = refused.value.problems[0]
    assert (first.code, first.row, first.column) == (code, row, column)
    assert not AnswerSet.objects.exists()


@pytest.mark.installation  # a command closes the connection of its process
def test_a_run_gives_the_bytes_of_the_commands(country, cast, tmp_path: Path) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    run = factories.estimated(made, cast, seed=3)
    (tmp_path / "answers.csv").write_bytes(files.read(run.answers.sha256))
    (tmp_path / "design.toml").write_bytes(files.read(run.design_sha256))
    (tmp_path / "margins.csv").write_bytes(factories.MARGINS)
    common = [str(tmp_path / "answers.csv"), "--design", str(tmp_path / "design.toml"), "--seed", "3", "--out"]
    for command, more in ((estimate, []), (compose, ["--edition", factories.EDITION])):
        name = command.__name__.rpartition(".")[2]
        kept = run.results.get(command=name)
        for ending, sha256 in (("json", kept.json_sha256), ("csv", kept.csv_sha256)):
            out = tmp_path / f"{name}.{ending}"
            assert run_command(command, *common, str(out), *more) == 0
            assert files.read(sha256) == out.read_bytes()
        rows = json.loads((tmp_path / f"{name}.json").read_text())["rows"]
        assert [row.estimate for row in kept.rows.order_by("position")] == [row["estimate"] for row in rows]
    assert (run.state, made.state) == ("done", "estimated")
    assert run.results.get(command="compose").meta["margins"][0]["worst_relative_gap"] < 1e-10


def test_a_run_that_cannot_be_made_says_where_and_keeps_nothing(country, cast) -> None:
    made = factories.wave(country, cast, design=SMALL_DESIGN, edition="")
    factories.with_answers(made, cast, data=b"group,ward,q\n1,a,\n2,a,\n3,a,\n")
    run = factories.estimated(made, cast)
    assert (run.state, run.problems[0]["code"], run.problems[0]["column"]) == ("refused", "all_missing", "q")
    assert (Row.objects.count(), made.state, acts()[-1]) == (0, "fielded", "survey.run.end")


def test_only_one_run_at_a_time_and_it_can_be_stopped(country, cast) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    planner = cast.actor("planner")
    run = services.ask_run(made, seed=0, by=planner, at=LATER)
    for call in (
        lambda: services.ask_run(made, seed=0, by=planner, at=LATER),
        lambda: factories.with_answers(made, cast),
        lambda: services.erase_data(made, by=planner, at=LATER),
    ):
        with pytest.raises(services.WaveBusy):
            call()
    assert services.stop_run(run, by=planner, at=LATER).state == "stopped"
    with pytest.raises(services.NotWaiting):
        services.estimate_wave(run, by=planner, at=LATER)
    with pytest.raises(services.NotWaiting):
        services.stop_run(run, by=planner, at=LATER)


def test_a_running_run_stops_at_its_next_step_and_leaves_nothing(country, cast) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    planner = cast.actor("planner")
    run = services.ask_run(made, seed=0, by=planner, at=LATER)
    seen = []

    def stop(step: int, steps: int, name: str) -> None:
        now = Run.objects.get()
        seen.append((now.state, now.step, now.steps))
        if len(seen) == 1:
            services.stop_run(run, by=planner, at=LATER)

    done = services.estimate_wave(run, by=planner, at=LATER, progress=stop)
    assert (done.state, seen[0], len(seen)) == ("stopped", ("running", 1, 1), 1)
    assert not Row.objects.exists()
    assert acts()[-2:] == ["survey.run.stop", "survey.run.end"]


def test_what_is_broken_off_is_not_left_running(country, cast) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    run = services.ask_run(made, seed=0, by=cast.actor("planner"), at=LATER)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.estimate_wave(run, by=SYSTEM, at=LATER, progress=broken)
    assert Run.objects.get().state == "stopped"


@pytest.mark.installation  # a command closes the connection of its process
def test_the_command_makes_what_waits(country, cast, capsys) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    services.ask_run(made, seed=0, by=cast.actor("planner"), at=LATER)
    assert run_command(estimate_wave, str(made.pk), "--json") == 0
    shown = capsys.readouterr()
    assert '"ok": true' in shown.out
    assert "1/3 read" in shown.err
    assert Run.objects.get().state == "done"


def test_a_run_needs_something_to_count_and_something_to_ask(country, cast) -> None:
    made, planner = factories.wave(country, cast), cast.actor("planner")
    with pytest.raises(services.WrongWave):
        services.ask_run(made, seed=0, by=planner, at=AT)
    silent = factories.wave(country, cast, design="version = 1\n[design]\nweights = 1\n", edition="")
    AnswerSet.objects.create(wave=silent, sha256="0" * 64, name="a", ending=".csv", bytes=1, rows=1, taken_in_at=AT)
    with pytest.raises(services.WrongWave):
        services.ask_run(silent, seed=0, by=planner, at=AT)


def test_results_become_measured_scores_with_their_own_intervals(country, cast) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    run = factories.published(made, cast)
    total = Score.objects.get(unit=country.dong_ngac.unit, construct="total")
    row = Row.objects.get(statistic="total", domain={"ward": "00601"})
    assert (float(total.value), float(total.low), float(total.high)) == pytest.approx(
        (row.estimate, row.ci_low, row.ci_high), abs=1e-6
    )
    assert (total.year, total.printed_level, total.score_set.kind) == (2021, 95, "measured")
    assert (total.measurement.best, total.measurement.worst, total.measurement.rivals) == (1, 1, 2)
    assert run.score_set.link == f"/survey/waves/{made.pk}/"
    assert Wave.objects.get().state == "published"
    assert acts()[-2:] == ["scores.record", "survey.results.publish"]


def test_what_was_suppressed_is_told_and_has_no_score(country, cast) -> None:
    made = factories.wave(country, cast)
    factories.with_answers(made, cast, data=factories.answers({"00601": (120, 0.6), "00610": (20, 0.4)}))
    factories.published(made, cast)
    hidden = Measurement.objects.get(unit=country.xuan_dinh.unit, construct="total")
    assert (hidden.score, hidden.withheld, hidden.n) == (None, "suppressed_n", 20)
    assert not Score.objects.filter(unit=country.xuan_dinh.unit).exists()


def test_a_chance_to_have_improved_goes_with_the_last_wave(country, cast) -> None:
    design = factories.INDEX_DESIGN.replace('weights = "w0"', 'weights = "w0"\nwave = "year"')
    made = factories.wave(country, cast, design=design)
    factories.with_answers(made, cast, data=factories.answers(factories.WARDS, years=("2021", "2023")))
    factories.published(made, cast)
    now = Measurement.objects.get(unit=country.dong_ngac.unit, construct="total", year=2023)
    then = Measurement.objects.get(unit=country.dong_ngac.unit, construct="total", year=2021)
    assert now.chance_improved > 0.99
    assert (now.year_before, then.chance_improved, now.rivals) == (2021, None, 2)


@pytest.mark.parametrize("who", ["planner", "ward", "analyst", "inspector"])
def test_a_leader_alone_publishes(country, cast, who) -> None:
    run = factories.estimated(factories.with_answers(factories.wave(country, cast), cast), cast)
    with pytest.raises(NotAllowed):
        services.publish_results(run, by=cast.actor(who), at=LATER)
    with pytest.raises(NotAllowed):
        services.publish_results(run, by=cast.actor("wardchair"), at=LATER)
    assert not ScoreSet.objects.exists()


def test_results_are_published_once_and_corrected_by_another_run(country, cast) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    first = factories.published(made, cast)
    with pytest.raises(services.NotPublishable):
        services.publish_results(first, by=cast.actor("chair"), at=LATER)
    factories.with_answers(made, cast, data=factories.answers(factories.WARDS, seed=2))
    second = factories.published(made, cast)
    assert second.score_set.corrects_id == first.score_set_id


def test_an_analyst_records_no_measured_scores_past_the_leader(country, cast) -> None:
    origin = scores.Origin("x", "x", "y")
    with pytest.raises(NotAllowed):
        scores.record_measured(scores.OfOurOwn((), {}), origin=origin, by=cast.actor("analyst"), at=AT)


@pytest.mark.parametrize("changes", [{"kind": services.Kind.OPEN}, {"edition": ""}])
def test_open_waves_and_own_indices_never_become_scores(country, cast, changes) -> None:
    planner = cast.actor("planner")
    made = factories.wave(country, cast, **changes)
    if not made.edition:
        index = (Path(services.__file__).parents[2] / "scores/catalogue/2021-2024.toml").read_bytes()
        sent = services.Design(factories.INDEX_DESIGN.encode(), index, {"margins.csv": factories.MARGINS})
        services.attach_design(made, sent=sent, by=planner, at=AT)
    run = factories.published(factories.with_answers(made, cast), cast)
    assert run.results.filter(command="compose").exists()
    assert (run.score_set, ScoreSet.objects.count(), Wave.objects.get().state) == (None, 0, "published")


def test_answers_can_be_erased_and_results_stay(country, cast, django_capture_on_commit_callbacks) -> None:
    made = factories.with_answers(factories.wave(country, cast), cast)
    run = factories.estimated(made, cast)
    sha256 = made.answers.get().sha256
    with django_capture_on_commit_callbacks(execute=True):
        assert services.erase_data(made, by=cast.actor("planner"), at=LATER) == 1
    assert not files.path_of(sha256).exists()
    assert files.read(run.results.first().json_sha256)
    with pytest.raises(services.NothingToErase):
        services.erase_data(made, by=cast.actor("planner"), at=LATER)
    with pytest.raises(services.WrongWave):
        services.ask_run(made, seed=0, by=cast.actor("planner"), at=LATER)


def announced(**changes: object) -> services.Announcement:
    values = services.Announcement(FRAME.encode(), "khung.csv", "Xổ số miền Bắc ngày 5/9", date(2021, 9, 5))
    return replace(values, **changes)


@pytest.mark.installation  # a command closes the connection of its process
def test_a_sample_is_announced_then_drawn_and_anybody_draws_it_again(country, cast, tmp_path: Path) -> None:
    made, planner = factories.wave(country, cast, design=SAMPLE_DESIGN, edition=""), cast.actor("planner")
    services.announce_sample(made, announced=announced(), by=planner, at=AT)
    assert made.state == "fielded"
    drawn = services.draw_sample(made, seed="48291", by=planner, at=clock.moment(date(2021, 9, 6)))
    (tmp_path / "frame.csv").write_text(FRAME)
    (tmp_path / "design.toml").write_text(SAMPLE_DESIGN)
    more = ["--design", str(tmp_path / "design.toml"), "--seed", "48291", "--out", str(tmp_path / "out.csv")]
    assert run_command(sample, str(tmp_path / "frame.csv"), *more) == 0
    assert files.read(drawn.drawn_sha256) == (tmp_path / "out.csv").read_bytes()
    assert (drawn.selected, drawn.reserve, drawn.rows_read) == (6, 3, 48)
    assert acts()[-2:] == ["survey.sample.announce", "survey.sample.draw"]
    with pytest.raises(services.AlreadyAnnounced):
        services.draw_sample(made, seed="1", by=planner, at=LATER)


def test_a_draw_keeps_the_design_that_was_announced(country, cast) -> None:
    made, planner = factories.wave(country, cast, design=SAMPLE_DESIGN, edition=""), cast.actor("planner")
    services.announce_sample(made, announced=announced(), by=planner, at=AT)
    other = SAMPLE_DESIGN.replace("take = 3", "take = 5").encode()
    services.attach_design(made, sent=services.Design(other), by=planner, at=AT)
    assert services.draw_sample(made, seed="1", by=planner, at=LATER).selected == 6


def test_a_seed_that_may_be_known_is_refused(country, cast) -> None:
    made, planner = factories.wave(country, cast, design=SAMPLE_DESIGN, edition=""), cast.actor("planner")
    with pytest.raises(services.WrongWave):
        services.announce_sample(made, announced=announced(public_after=factories.DAY), by=planner, at=AT)
    with pytest.raises(services.WrongWave):
        services.draw_sample(made, seed="1", by=planner, at=LATER)
    services.announce_sample(made, announced=announced(), by=planner, at=AT)
    with pytest.raises(services.AlreadyAnnounced):
        services.announce_sample(made, announced=announced(), by=planner, at=AT)
    with pytest.raises(services.WrongWave):
        services.draw_sample(made, seed="1", by=planner, at=AT + timedelta(days=1))
    with pytest.raises(services.WrongWave):
        services.draw_sample(made, seed="  ", by=planner, at=LATER)


def test_no_sample_without_a_plan_for_it_or_for_an_open_wave(country, cast) -> None:
    planner = cast.actor("planner")
    for made in (
        factories.wave(country, cast),
        factories.wave(country, cast, design=SAMPLE_DESIGN, kind=services.Kind.OPEN, edition=""),
    ):
        with pytest.raises(services.WrongWave):
            services.announce_sample(made, announced=announced(), by=planner, at=AT)


def test_a_long_run_is_left_to_the_command() -> None:
    short = read_design(SMALL_DESIGN)
    long = read_design(SMALL_DESIGN + "[variance]\nmethod = 'bootstrap'\nreplicates = 500\n")
    assert (is_small(10_000, short), is_small(10_000, long), is_small(60_000, short)) == (True, False, False)
