"""Recording: works, refused by rule, not yours, the event written, nothing half-loaded."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from danbiet.common.actor import SYSTEM, FileProblems, NotAllowed
from danbiet.ledger.models import Event, Opening
from danbiet.scores import selectors, services
from danbiet.scores.models import Score, ScoreSet
from danbiet.scores.rules import Kind
from danbiet.scores.tests import factories

GOOD = ["2023", "01", "Hà Nội", "dimension", "D1", "5.43"]


@pytest.fixture
def units(country):
    return factories.provinces()


def test_a_file_becomes_one_set_with_one_event(units) -> None:
    done = services.import_scores(factories.tidy([GOOD]), name="a.csv", by=SYSTEM, at=factories.AT)
    assert (done.rows, done.years, done.provinces, done.corrects) == (1, (2023,), 1, None)
    event = Event.objects.get()
    assert (event.act, event.target) == ("scores.record", f"scores.set/{done.score_set}")
    assert Opening.objects.get(event=event, part="payload").value["rows"] == 1
    score = Score.objects.get()
    assert (score.construct, str(score.value), score.unit.code) == ("participation", "5.430000", "01")


def test_a_dry_run_records_nothing(units) -> None:
    done = services.import_scores(factories.tidy([GOOD]), name="a.csv", by=SYSTEM, at=factories.AT, dry_run=True)
    assert (done.rows, done.score_set) == (1, None)
    assert not ScoreSet.objects.exists()
    assert not Event.objects.exists()


def test_one_wrong_row_among_good_ones_records_nothing(units) -> None:
    data = factories.tidy([GOOD, [*GOOD[:5], "x"]])
    with pytest.raises(FileProblems) as refused:
        services.import_scores(data, name="a.csv", by=SYSTEM, at=factories.AT)
    assert refused.value.status == 422
    assert not ScoreSet.objects.exists()
    assert not Score.objects.exists()
    assert not Event.objects.exists()


def test_the_same_file_twice_is_refused(units) -> None:
    services.import_scores(factories.tidy([GOOD]), name="a.csv", by=SYSTEM, at=factories.AT)
    with pytest.raises(services.AlreadyRecorded):
        services.import_scores(factories.tidy([GOOD]), name="b.csv", by=SYSTEM, at=factories.AT)
    assert Event.objects.count() == 1


def test_a_correction_is_a_new_set_that_names_the_old_one(units) -> None:
    first = services.import_scores(factories.tidy([GOOD]), name="a.csv", by=SYSTEM, at=factories.AT)
    later = factories.tidy([[*GOOD[:5], "5.44"]])
    second = services.import_scores(later, name="b.csv", by=SYSTEM, at=factories.AT)
    assert second.corrects == first.score_set
    assert Score.objects.count() == 2
    assert str(selectors.panel().cell("01", year=2023, construct="participation").value) == "5.440000"


def test_only_analysts_and_administrators_record(units, cast) -> None:
    def record(name: str) -> services.Recorded:
        return services.import_scores(
            factories.tidy([[*GOOD[:5], f"5.{len(name)}"]]), name="a.csv", by=cast.actor(name), at=factories.AT
        )

    for name in ("ward", "planner", "resident", "stranger"):
        with pytest.raises(NotAllowed):
            record(name)
    assert record("analyst").rows == 1
    assert record("admin").rows == 1


def test_no_provinces_no_scores(db) -> None:
    with pytest.raises(services.NoProvinces):
        services.import_scores(factories.tidy([GOOD]), name="a.csv", by=SYSTEM, at=factories.AT)


def test_an_official_workbook_is_recorded(units) -> None:
    data = factories.workbook(("2023_VIE_ENG", factories.long(2023, tuple(factories.names()), statistics=True)))
    done = services.import_scores(data, name="PAPI-2023.xlsx", by=SYSTEM, at=factories.AT)
    assert done.rows == 63 * 37
    assert Score.objects.filter(construct="total", printed_level=95, standard_error__gt=0).count() == 63


def test_measured_scores_are_kept_apart_from_published_ones(units) -> None:
    readings = services.read_file(factories.tidy([GOOD]), name="a.csv", provinces=factories.names())
    origin = services.Origin("own survey", "", "1" * 64)
    services.record_scores(readings, kind=Kind.MEASURED, origin=origin, by=SYSTEM, at=factories.AT)
    assert selectors.latest_year() is None


def test_the_shipped_figures_load_once(units) -> None:
    assert services.load_published(by=SYSTEM, at=factories.AT).rows == 7315
    assert services.load_published(by=SYSTEM, at=factories.AT).rows == 0
    assert Event.objects.count() == 1


@pytest.mark.slow
def test_a_full_tidy_table_is_read_and_recorded(units) -> None:
    rows = [
        [year, code, "", "subdimension", part.file_code, round((part.low + part.high) / 2, 4)]
        for year in range(2011, 2025)
        for code in factories.names()
        for part in factories.edition_for(year).sub_dimensions
    ]
    data = factories.tidy(rows)
    done = services.import_scores(data, name="a.csv", by=SYSTEM, at=factories.AT)
    assert done.rows == len(rows) > 20_000


@pytest.mark.parametrize(
    "change",
    [{"value": 0}, {"low": 1}, {"low": 6, "high": 7}, {"low": 1, "high": 2}],
)
def test_the_database_refuses_what_no_score_can_be(units, change: dict[str, int]) -> None:
    score_set = ScoreSet.objects.create(kind="published", source="x", digest="0", recorded_at=factories.AT)
    fields = {"score_set": score_set, "unit": units["01"], "year": 2023, "construct": "total", "value": 5, **change}
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(**fields)


def test_the_database_refuses_an_unknown_kind_and_a_second_score(units) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreSet.objects.create(kind="guessed", source="x", digest="0", recorded_at=factories.AT)
    score_set = ScoreSet.objects.create(kind="published", source="x", digest="0", recorded_at=factories.AT)
    fields = {"score_set": score_set, "unit": units["01"], "year": 2023, "construct": "total", "value": 5}
    Score.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(**fields)


def command(*words: str, capsys) -> tuple[int, dict]:
    try:
        call_command(*words, "--json")
        code = 0
    except SystemExit as left:
        code = left.code
    return code, json.loads(capsys.readouterr().out)


def test_the_command_records_and_says_what(units, tmp_path: Path, capsys) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(factories.tidy([GOOD]))
    code, told = command("import_scores", str(path), "--dry-run", capsys=capsys)
    assert (code, told["ok"], told["rows"], told["dry_run"]) == (0, True, 1, True)
    code, told = command("import_scores", str(path), capsys=capsys)
    assert (code, told["rows"], told["years"]) == (0, 1, [2023])
    code, told = command("import_scores", str(path), capsys=capsys)
    assert (code, told["ok"]) == (1, False)


def test_the_command_names_row_column_and_reason(units, tmp_path: Path, capsys) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(factories.tidy([GOOD, ["2023", "02", "Hà Giang", "dimension", "D1", "x"]]))
    code, told = command("import_scores", str(path), capsys=capsys)
    assert code == 2
    assert told["errors"] == [
        {"file": "a.csv", "row": 3, "column": "score", "code": "not_a_number", "message": "x không phải là số."}
    ]
    code, told = command("import_scores", str(path), "--lang", "en", capsys=capsys)
    assert told["errors"][0]["message"] == "x is not a number."
    assert not ScoreSet.objects.exists()


def test_the_command_says_when_there_is_no_file(units, tmp_path: Path, capsys) -> None:
    code, told = command("import_scores", str(tmp_path / "none.csv"), capsys=capsys)
    assert (code, told["errors"][0]["code"]) == (2, "no_file")


def test_load_published_is_safe_to_run_twice(units, capsys) -> None:
    assert command("load_published", capsys=capsys)[1]["rows"] == 7315
    assert command("load_published", capsys=capsys) == (0, {"ok": True, "set": ScoreSet.objects.get().pk, "rows": 0})
