"""The two commands as a person runs them: files in, files out, sentences for what is damaged; no database."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from danbiet.survey.frames import writing
from danbiet.survey.management.commands import compose, estimate

DESIGN = 'version = 1\n[data]\nid = "id"\n[design]\nstrata = ["strat"]\nclusters = ["psu"]\nweights = "w"\n'
MEAN = '[[request]]\nstatistic = "mean"\nvariables = ["y"]\n'
INDEX = """
id = "toy"
[[dimensions]]
code = "D1"
construct = "knowing"
[[dimensions.sub_dimensions]]
code = "S1.1"
low = 1.0
high = 10.0
indicators = [ { column = "y", min = 0.0, max = 1.0 }, { column = "z", min = 0.0, max = 10.0, direction = -1, source = "memory" } ]
"""  # noqa: E501


def table() -> list[list[str]]:
    rng = np.random.default_rng(4)
    rows = [["id", "strat", "psu", "w", "y", "sex", "z"]]
    for number in range(80):
        strat, psu = "AB"[number // 40], number // 10
        answers = [str(rng.integers(0, 2)), "FM"[rng.integers(0, 2)], str(rng.integers(0, 10))]
        rows.append([str(number + 1), strat, f"{strat}{psu}", str(10 + psu), *answers])
    return rows


def written(folder: Path, rows: list[list[str]], design: str, name: str = "data.csv") -> list[str]:
    (folder / name).write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    (folder / "design.toml").write_text(design, encoding="utf-8")
    return [str(folder / name), "--design", str(folder / "design.toml")]


def run(command, *arguments: str) -> int:
    try:
        command.Command().run_from_argv(["danbiet", "command", *arguments])
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def changed(row: int, column: str, value: str) -> list[list[str]]:
    rows = table()
    rows[row - 1][rows[0].index(column)] = value
    return rows


DAMAGED = [
    (changed(5, "w", "-3"), "", "negative_weight", 5, "w"),
    (changed(6, "w", "inf"), "", "infinite", 6, "w"),
    (changed(6, "y", "1e999"), "", "infinite", 6, "y"),
    (changed(7, "id", "3"), "", "duplicated_id", 4, "id"),
    (changed(8, "y", "có"), "", "text_in_numbers", 8, "y"),
    (changed(9, "w", ""), "", "empty_cell", 9, "w"),
    (changed(9, "psu", ""), "", "empty_cell", 9, "psu"),
    ([row[:4] + ["" if number else "y"] + row[5:] for number, row in enumerate(table())], "", "all_missing", None, "y"),
    ([row for row in table() if row[2] in {"psu", "A0"}], "", "lonely_psu", 2, "psu"),
    ([row for row in table() if row[1] != "B" or row[2] == "B5"], "", "lonely_psu", 42, "psu"),
    ([row[:4] + row[5:] for row in table()], "", "unknown_column", 1, "y"),
    ([*table()[:5], [*table()[5], "9"], *table()[6:]], "", "too_many_cells", 6, ""),
    (table()[:1], "", "no_rows", None, ""),
    ([[one.replace("B4", "A0") for one in row] for row in table()], "", "clusters_not_nested", 42, "psu"),
    (table(), "[data2]\n", "unknown_key", None, "data2"),
    (table(), '[[adjust]]\nkind = "rake"\nmargins = [{ by = ["sex"], totals = { F = 1, M = 1, X = 5 } }]\n',
     "margin_without_sample", None, "sex"),
    (table(), '[[adjust]]\nkind = "rake"\nmargins = [{ by = ["sex"], totals = { F = 1 } }]\n', "no_total", None, "sex"),
    (table(), '[[adjust]]\nkind = "rake"\nmax_passes = 9\nmargins = [{ by = ["sex"], totals = { F = 9, M = 9 } }, '
     '{ by = ["strat"], totals = { A = 9, B = 12 } }]\n', "raking_not_converged", None, "sex"),
    (table(), '[[adjust]]\nkind = "rake"\nmargins = [{ by = ["sex"], file = "none.csv" }]\n', "no_file", None, ""),
    (table(), '[[adjust]]\nkind = "trim"\nupper = 0.5\nstrict = true\n', "trimming_too_tight", None, ""),
    (table(), '[[adjust]]\nkind = "nonresponse"\ncells = ["strat"]\nresponded = "z"\n', "not_true_or_false", None, "z"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "more", "code", "row", "column"), DAMAGED, ids=[case[2] for case in DAMAGED])
def test_damaged_input_is_told_by_column_and_row(tmp_path: Path, capsys, rows, more, code, row, column) -> None:
    arguments = written(tmp_path, rows, DESIGN + more + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv"), "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    first = told["errors"][0]
    assert (first["code"], first["column"]) == (code, column)
    if row:
        assert first["row"] == row
    assert "{" not in first["message"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "design.toml"]


@pytest.mark.parametrize(
    ("key", "values", "code", "row"),
    [
        ("certainty", {3: "1"}, "varies_in_cluster", 4),
        ("probability", {3: "0.25"}, "varies_in_cluster", 4),
        ("probability", {11: "1.5"}, "above_one", 12),
    ],
)
def test_what_a_cluster_was_drawn_with_is_one_and_possible(
    tmp_path: Path, capsys, key: str, values: dict[int, str], code: str, row: int
) -> None:
    usual = {"certainty": "0", "probability": "0.5"}[key]
    rows = [[*one, values.get(number, usual) if number else "p"] for number, one in enumerate(table())]
    arguments = written(tmp_path, rows, DESIGN.replace("[design]", f'[design]\n{key} = "p"') + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv"), "--json") == 2
    first = json.loads(capsys.readouterr().out)["errors"][0]
    assert (first["code"], first["row"], first["column"]) == (code, row, "p")
    rows = [[*one, usual if number else "p"] for number, one in enumerate(table())]
    arguments = written(tmp_path, rows, DESIGN.replace("[design]", f'[design]\n{key} = "p"') + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv")) == 0


@pytest.mark.parametrize("nested", [False, True])
def test_a_proportion_of_what_is_not_zero_or_one_is_refused(tmp_path: Path, capsys, nested: bool) -> None:
    ask = 'statistic = "proportion"\nvariables = ["z"]\n'
    if nested:
        ask = 'statistic = "rank"\nof = { statistic = "proportion", variables = ["z"], by = ["sex"] }\n'
    rows = [[*row[:6], "0" if number else "z"] for number, row in enumerate(table())]
    rows[6][6] = "2"
    arguments = written(tmp_path, rows, DESIGN + f"[[request]]\n{ask}")
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv"), "--json") == 2
    first = json.loads(capsys.readouterr().out)["errors"][0]
    assert (first["code"], first["row"], first["column"]) == ("not_zero_or_one", 7, "z")


def test_the_sentence_is_there_in_english(tmp_path: Path, capsys) -> None:
    arguments = written(tmp_path, changed(5, "w", "-3"), DESIGN + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv"), "--lang", "en") == 2
    assert "negative weight" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_the_same_input_seed_and_version_give_the_same_bytes(tmp_path: Path, ending: str) -> None:
    text = DESIGN + '[variance]\nmethod = "bootstrap"\nreplicates = 40\n' + MEAN
    arguments = written(tmp_path, table(), text)
    for name in ("one", "two"):
        assert run(estimate, *arguments, "--out", str(tmp_path / f"{name}.{ending}"), "--seed", "7") == 0
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()
    assert run(estimate, *arguments, "--out", str(tmp_path / f"three.{ending}"), "--seed", "8") == 0
    assert (tmp_path / f"one.{ending}").read_bytes() != (tmp_path / f"three.{ending}").read_bytes()


def test_rows_are_the_same_in_every_form_and_columns_in_their_order(tmp_path: Path) -> None:
    arguments = written(tmp_path, table(), DESIGN + MEAN + 'by = ["sex"]\ndeff = "srswor"\n')
    for ending in ("csv", "parquet", "json"):
        assert run(estimate, *arguments, "--out", str(tmp_path / f"out.{ending}")) == 0
    flat, columns = pl.read_csv(tmp_path / "out.csv"), pl.read_parquet(tmp_path / "out.parquet")
    whole = json.loads((tmp_path / "out.json").read_text())
    order = (
        "statistic variable level domain estimate se ci_low ci_high df n deff method warnings name ci_level clusters "
    )
    order += "p_value df_numerator suppressed"
    assert flat.columns == columns.columns == list(whole["rows"][0]) == order.split()
    assert flat["estimate"].to_list() == columns["estimate"].to_list() == [row["estimate"] for row in whole["rows"]]
    assert flat["domain"].to_list() == ["sex=F", "sex=M"]
    assert whole["rows"][0]["domain"] == {"sex": "F"}
    assert set(whole["meta"]) >= {
        "version",
        "seed",
        "data_sha256",
        "design_sha256",
        "rows_read",
        "rows_used",
        "margins",
    }
    assert json.loads((tmp_path / "out.csv.meta.json").read_text()) == whole["meta"]


def test_weights_and_replicates_are_written_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rake = '[[adjust]]\nkind = "rake"\nmargins = [{ by = ["sex"], totals = { F = 500, M = 700 } }]\n'
    arguments = written(tmp_path, table(), DESIGN + rake + '[variance]\nmethod = "jkn"\n' + MEAN)
    more = ["--weights-out", str(tmp_path / "w.csv"), "--replicates-out", str(tmp_path / "r.parquet")]
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.json"), *more) == 0
    weights, replicates = pl.read_csv(tmp_path / "w.csv"), pl.read_parquet(tmp_path / "r.parquet")
    assert weights.columns == ["id", "base", "weight"]
    sex = np.array([row[5] for row in table()[1:]])
    assert weights["weight"].to_numpy()[sex == "F"].sum() == pytest.approx(500)
    assert replicates.columns == ["id", *(f"rep{number}" for number in range(1, 9))]
    for number in range(1, 9):
        assert replicates[f"rep{number}"].to_numpy()[sex == "M"].sum() == pytest.approx(700)
    assert json.loads((tmp_path / "out.json").read_text())["meta"]["margins"][0]["by"] == ["sex"]
    given = '[variance]\nmethod = "given"\nfile = "r.parquet"\ncolumns = "rep*"\nkind = "JKn"\nrscales = [' + ", ".join(
        ["0.75"] * 8
    ) + "]\n"  # fmt: skip
    arguments = written(tmp_path, table(), DESIGN + rake + given + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "again.json")) == 0
    one, other = (json.loads((tmp_path / name).read_text())["rows"][0] for name in ("out.json", "again.json"))
    assert (one["estimate"], one["se"]) == (pytest.approx(other["estimate"]), pytest.approx(other["se"]))


@pytest.fixture
def hearing() -> Iterator[None]:
    """Interrupts are heard, also where the tests run in the background; a stopped command is deaf to further ones, the
    tests after it are not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hearing")
def test_a_second_interrupt_while_the_first_is_told_changes_nothing(tmp_path: Path, monkeypatch, capsys) -> None:
    arguments = written(tmp_path, table(), DESIGN + MEAN)
    refuse = estimate.Command._refuse

    def stop(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    def impatient(command, error) -> None:
        stop()
        refuse(command, error)

    monkeypatch.setattr(writing.os, "replace", stop)
    monkeypatch.setattr(estimate.Command, "_refuse", impatient)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv"), "--json") == 130
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "stopped"


@pytest.mark.usefixtures("hearing")
def test_a_stopped_command_leaves_nothing(tmp_path: Path, monkeypatch, capsys) -> None:
    arguments = written(tmp_path, table(), DESIGN + MEAN)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.os, "replace", stop)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv")) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "design.toml"]
    assert "Chưa ghi dở dang gì" in capsys.readouterr().err


def test_suppressed_rows_keep_n_and_lose_the_rest(tmp_path: Path) -> None:
    text = DESIGN + "[suppress]\nn = 200\nclusters = 9\n" + MEAN
    assert run(estimate, *written(tmp_path, table(), text), "--out", str(tmp_path / "out.json")) == 0
    row = json.loads((tmp_path / "out.json").read_text())["rows"][0]
    assert (row["n"], row["suppressed"]) == (80, True)
    assert {"suppressed_n", "suppressed_clusters"} <= set(row["warnings"].split(";"))
    assert all(row[name] is None for name in ("estimate", "se", "ci_low", "ci_high", "df", "clusters", "deff"))


def test_a_condition_with_a_missing_cell(tmp_path: Path) -> None:
    """In `where` the comparison is false, so `not` makes it true; in `event` the row gives no answer."""
    rows = changed(2, "z", "")
    asks = [
        '[[request]]\nstatistic = "mean"\nvariables = ["w"]\nwhere = "z >= 5"\n',
        '[[request]]\nstatistic = "mean"\nvariables = ["w"]\nwhere = "not z >= 5"\n',
        '[[request]]\nstatistic = "proportion"\nevent = "z >= 5 and sex == \'F\'"\n',
        '[[request]]\nstatistic = "mean"\nvariables = ["w"]\nwhere = "missing(z) or z in (0, 1)"\n',
    ]
    arguments = written(tmp_path, rows, DESIGN + "".join(asks))
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.json")) == 0
    n = [row["n"] for row in json.loads((tmp_path / "out.json").read_text())["rows"]]
    z, sex = [row[6] for row in rows[1:]], [row[5] for row in rows[1:]]
    high = sum(one != "" and int(one) >= 5 for one in z)
    assert n[:2] == [high, 80 - high]
    assert n[2] == 80 - (sex[0] == "F")
    assert n[3] == 1 + sum(one in {"0", "1"} for one in z)


def composed(folder: Path, text: str, rows: list[list[str]] | None = None) -> list[dict]:
    arguments = written(folder, rows or table(), text)
    (folder / "index.toml").write_text(INDEX, encoding="utf-8")
    out = folder / "index.json"
    assert run(compose, *arguments, "--index", str(folder / "index.toml"), "--out", str(out), "--seed", "3") == 0
    return json.loads(out.read_text())["rows"]


@pytest.mark.parametrize("method", ["taylor", "jkn", "bootstrap"])
def test_an_index_carries_its_uncertainty_to_rank_and_group(tmp_path: Path, method: str) -> None:
    text = DESIGN + f'[variance]\nmethod = "{method}"\nreplicates = 60\n[compose]\nby = ["strat"]\ntop = [1]\n'
    rows = composed(tmp_path, text)
    kinds = [row["statistic"] for row in rows]
    assert list(dict.fromkeys(kinds)) == [
        "indicator",
        "sub_dimension",
        "dimension",
        "total",
        "rank",
        "p_top_k",
        "group",
    ]
    totals = [row for row in rows if row["statistic"] == "total"]
    means = {
        (row["variable"], row["domain"]["strat"]): row["estimate"] for row in rows if row["statistic"] == "indicator"
    }
    for row in totals:
        place = row["domain"]["strat"]
        wanted = 1 + 9 * (means["y", place] + 1 - means["z", place] / 10) / 2
        assert row["estimate"] == pytest.approx(wanted)
        assert row["ci_low"] < row["estimate"] < row["ci_high"]
        assert (row["df"], row["clusters"]) == (3, 4)
        assert "edition_from_memory" in row["warnings"]
    ranks = [row for row in rows if row["statistic"] == "rank" and row["level"] == "TOTAL"]
    assert sorted(row["estimate"] for row in ranks) == [1, 2]
    assert all(row["ci_low"] <= row["estimate"] <= row["ci_high"] for row in ranks)
    assert sum(row["estimate"] for row in rows if row["statistic"] == "p_top_k") == pytest.approx(1, abs=0.01)


def test_a_sub_population_without_anybody_is_a_row_without_numbers(tmp_path: Path) -> None:
    asks = [
        '[[request]]\nstatistic = "mean"\nvariables = ["y"]\nwhere = "z > 100"\n',
        '[[request]]\nstatistic = "quantile"\nvariables = ["y"]\np = [0.5]\nwhere = "z > 100"\n',
        '[[request]]\nstatistic = "kish"\nwhere = "z > 100"\n',
    ]
    for method in ("taylor", "jkn"):
        text = DESIGN + f'[variance]\nmethod = "{method}"\n' + "".join(asks)
        assert run(estimate, *written(tmp_path, table(), text), "--out", str(tmp_path / "out.json")) == 0
        rows = json.loads((tmp_path / "out.json").read_text())["rows"]
        assert [(row["statistic"], row["n"]) for row in rows] == [("mean", 0), ("quantile", 0), ("kish", 0)]
        assert [row["estimate"] for row in rows[:2]] == [None, None]


def test_given_replicates_are_adjusted_anew_when_asked(tmp_path: Path) -> None:
    """Jackknife weights made elsewhere, not yet raked, give what the jackknife re-raked here gives."""
    rake = '[[adjust]]\nkind = "rake"\nmargins = [{ by = ["sex"], totals = { F = 500, M = 700 } }]\n'
    jack = '[variance]\nmethod = "jkn"\n'
    arguments = written(tmp_path, table(), DESIGN + jack + MEAN)
    assert (
        run(estimate, *arguments, "--out", str(tmp_path / "x.json"), "--replicates-out", str(tmp_path / "r.csv")) == 0
    )
    factors = ", ".join(["0.75"] * 8)
    given = f'[variance]\nmethod = "given"\nfile = "r.csv"\ncolumns = "rep*"\nkind = "JKn"\nrscales = [{factors}]\n'
    found = []
    for variance in (jack, given):
        assert (
            run(
                estimate,
                *written(tmp_path, table(), DESIGN + rake + variance + MEAN),
                "--out",
                str(tmp_path / "o.json"),
            )
            == 0
        )
        found.append(json.loads((tmp_path / "o.json").read_text())["rows"][0])
    assert found[0]["se"] == pytest.approx(found[1]["se"])
    assert (found[0]["df"], found[1]["df"]) == (6, 6)


def test_replicate_weights_in_the_table_itself_are_all_used(tmp_path: Path, capsys) -> None:
    """`columns` alone: the same numbers as from a file, though a request names two of the columns; 10 is no code."""
    arguments = written(tmp_path, table(), DESIGN + '[variance]\nmethod = "jkn"\n' + MEAN)
    replicates = tmp_path / "r.csv"
    assert run(estimate, *arguments, "--out", str(tmp_path / "x.json"), "--replicates-out", str(replicates)) == 0
    both = [row + line.split(",")[1:] for row, line in zip(table(), replicates.read_text().split("\n"), strict=False)]
    asks = MEAN + '[[request]]\nstatistic = "mean"\nvariables = ["rep1", "rep2"]\n'
    found = []
    for where in ('file = "r.csv"\ncolumns = "rep*"', 'file = "r.csv"', 'columns = "rep*"'):
        given = f'[variance]\nmethod = "given"\nkind = "BRR"\n{where}\n'
        text = DESIGN.replace("[data]", "[data]\nmissing = [10]") + given + asks
        assert run(estimate, *written(tmp_path, both, text), "--out", str(tmp_path / "o.json")) == 0
        found.append(json.loads((tmp_path / "o.json").read_text())["rows"][0])
    assert found[0] == found[1] == found[2]
    assert found[0]["df"] == 6
    assert run(estimate, *written(tmp_path, both, text.replace("rep*", "wgt*")), "--out", str(tmp_path / "p.json")) == 2
    assert "wgt*" in capsys.readouterr().err


@pytest.mark.parametrize("policy", ["remove", "certainty", "adjust", "average", "collapse"])
def test_a_policy_for_a_lonely_cluster_is_named_in_the_rows_it_touches(tmp_path: Path, policy: str) -> None:
    rows = [row for row in table() if row[1] != "B" or row[2] == "B5"]
    text = DESIGN + f'lonely_psu = "{policy}"\n' + MEAN
    assert run(estimate, *written(tmp_path, rows, text), "--out", str(tmp_path / "out.json")) == 0
    row = json.loads((tmp_path / "out.json").read_text())["rows"][0]
    assert "lonely_adjusted" in row["warnings"]
    assert row["se"] > 0


@pytest.mark.parametrize("method", ["jkn", "bootstrap"])
def test_replicates_know_the_clusters_of_both_waves(tmp_path: Path, method: str) -> None:
    """The same answers twice: no replicate finds a change."""
    rows = table()
    later = [[str(int(row[0]) + 80), *row[1:]] for row in rows[1:]]
    both = [[*rows[0], "year"], *([*row, "2021"] for row in rows[1:]), *([*row, "2023"] for row in later)]
    ask = '[[request]]\nstatistic = "change"\nof = { statistic = "mean", variables = ["z"] }\nwaves = [2021, 2023]\n'
    text = DESIGN + f'wave = "year"\n[variance]\nmethod = "{method}"\nreplicates = 30\n' + ask
    assert run(estimate, *written(tmp_path, both, text), "--out", str(tmp_path / "out.json")) == 0
    row = json.loads((tmp_path / "out.json").read_text())["rows"][0]
    assert (row["estimate"], row["se"]) == (pytest.approx(0, abs=1e-12), pytest.approx(0, abs=1e-9))


def test_a_missing_code_is_one_of_answers_and_not_of_the_design(tmp_path: Path) -> None:
    rows = [[one.replace("A0", "999") for one in row] for row in changed(2, "y", "999")]
    text = DESIGN.replace("[data]", "[data]\nmissing = [999, 10]") + MEAN
    assert run(estimate, *written(tmp_path, rows, text), "--out", str(tmp_path / "out.json")) == 0
    row = json.loads((tmp_path / "out.json").read_text())["rows"][0]
    assert (row["n"], row["clusters"]) == (79, 8)


@pytest.mark.parametrize("written_as", ["888", "888.0", "NA", ""])
def test_a_mean_and_missing_agree_on_who_did_not_answer(tmp_path: Path, written_as: str) -> None:
    """However the code is written: not in the mean, counted by missing(), and no level of a category."""
    rows = [*changed(2, "z", written_as)]
    rows[2][6] = "2.5"
    codes = DESIGN.replace("[data]", '[data]\nmissing = [888]\nmissing_in = { z = ["NA"] }')
    asks = '[[request]]\nstatistic = "mean"\nvariables = ["z"]\n[[request]]\nstatistic = "mean"\nvariables = ["y"]\n'
    asks += 'where = "not missing(z)"\n[[request]]\nstatistic = "proportion"\nevent = "missing(z)"\n'
    assert run(estimate, *written(tmp_path, rows, codes + asks), "--out", str(tmp_path / "out.json")) == 0
    mean, answered, missing = json.loads((tmp_path / "out.json").read_text())["rows"]
    assert (mean["n"], answered["n"], missing["estimate"]) == (79, 79, pytest.approx(10 / 1080))
    level = codes.replace("[data]", '[data]\ncategory = ["z"]') + MEAN.replace('"y"', '"z"')
    assert run(estimate, *written(tmp_path, rows, level), "--out", str(tmp_path / "out.json")) == 0
    told = json.loads((tmp_path / "out.json").read_text())["rows"]
    assert {row["n"] for row in told} == {79}
    assert not {row["level"] for row in told} & {"888", "888.0", "NA", ""}


def test_an_edition_gives_what_the_scores_of_a_place_give(tmp_path: Path) -> None:
    """The rules of 2021-2024 on answers that are all the same: each mean is that answer."""
    from danbiet.scores.frames import score_place
    from danbiet.scores.rules import edition_for

    edition = edition_for(2023)
    columns = sorted({one.column for part in edition.sub_dimensions for one in part.indicators})
    answers = {name: str(round(0.1 + number % 7 / 10, 1)) for number, name in enumerate(columns)}
    rows = [[*row, *(columns if not number else answers.values())] for number, row in enumerate(table())]
    arguments = written(tmp_path, rows, DESIGN + '[compose]\nby = ["strat"]\n')
    assert run(compose, *arguments, "--edition", "2021-2024", "--out", str(tmp_path / "out.json")) == 0
    found = json.loads((tmp_path / "out.json").read_text())["rows"]
    wanted = score_place({name: float(value) for name, value in answers.items()}, edition)
    told = {
        row["level"]: row["estimate"] for row in found if row["statistic"] in {"sub_dimension", "dimension", "total"}
    }
    for code, scored in {**wanted.sub_dimensions, **wanted.dimensions, "TOTAL": wanted.total}.items():
        assert told[code] == (None if scored.value is None else pytest.approx(scored.value))


def test_two_waves_tell_the_chance_of_having_improved(tmp_path: Path) -> None:
    rows = table()
    later = [[str(int(row[0]) + 80), *row[1:4], "1", *row[5:]] for row in rows[1:]]
    both = [[*rows[0], "year"], *([*row, "2021"] for row in rows[1:]), *([*row, "2023"] for row in later)]
    text = DESIGN + 'wave = "year"\n[compose]\nby = ["strat"]\n'
    found = [row for row in composed(tmp_path, text, both) if row["statistic"] == "p_improved"]
    assert [(row["level"], row["domain"]["strat"]) for row in found[-2:]] == [("TOTAL", "A"), ("TOTAL", "B")]
    assert all(row["estimate"] > 0.9 for row in found)


def test_a_change_counts_the_clusters_of_both_waves_once(tmp_path: Path) -> None:
    rows = table()
    later = [[str(int(row[0]) + 80), *row[1:]] for row in rows[1:]]
    both = [[*rows[0], "year"], *([*row, "2021"] for row in rows[1:]), *([*row, "2023"] for row in later)]
    ask = '[[request]]\nstatistic = "change"\nof = { statistic = "mean", variables = ["z"], by = ["sex"] }\n'
    text = DESIGN + 'wave = "year"\n' + ask + "waves = [2021, 2023]\n"
    assert run(estimate, *written(tmp_path, both, text), "--out", str(tmp_path / "out.json")) == 0
    for row in json.loads((tmp_path / "out.json").read_text())["rows"]:
        assert (row["estimate"], row["clusters"], row["df"]) == (pytest.approx(0, abs=1e-12), 8, 6)
        assert row["se"] == pytest.approx(0, abs=1e-9)


def test_an_edition_that_is_not_there_is_told_with_the_nearest(tmp_path: Path, capsys) -> None:
    arguments = written(tmp_path, table(), DESIGN + '[compose]\nby = ["strat"]\n')
    assert run(compose, *arguments, "--edition", "2021-2023", "--out", str(tmp_path / "out.csv")) == 2
    assert "2021-2024" in capsys.readouterr().err


@pytest.mark.parametrize("seed", ["-1", "x", "1.5"])
def test_a_seed_that_is_none_is_wrong_use(tmp_path: Path, capsys, seed: str) -> None:
    arguments = written(tmp_path, table(), DESIGN + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.json"), "--seed", seed, "--json") == 2
    told = json.loads(capsys.readouterr().out)["errors"][0]
    assert (told["code"], told["message"]) == ("wrong_use", f"--seed: '{seed}' không dùng được.")


def test_every_cell_that_is_wrong_is_told_as_it_stands(tmp_path: Path, capsys) -> None:
    rows = changed(3, "y", "abc")
    rows[4][4] = "xyz"
    assert run(estimate, *written(tmp_path, rows, DESIGN + MEAN), "--out", str(tmp_path / "o.csv"), "--json") == 2
    told = json.loads(capsys.readouterr().out)["errors"]
    assert [(one["row"], one["message"].split("“")[1].split("”")[0]) for one in told] == [(3, "abc"), (5, "xyz")]
    rows = table()
    rows[3][0], rows[4][0] = rows[1][0], rows[2][0]
    assert run(estimate, *written(tmp_path, rows, DESIGN + MEAN), "--out", str(tmp_path / "o.csv"), "--json") == 2
    told = json.loads(capsys.readouterr().out)["errors"]
    assert [one["message"].split("“")[1].split("”")[0] for one in told] == ["1", "2", "1", "2"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_how_many_cells_are_wrong_is_told_where_not_all_are_shown(tmp_path: Path, capsys, language: str) -> None:
    rows = [[*row[:4], "abc" if number else "y", *row[5:]] for number, row in enumerate(table())]
    arguments = written(tmp_path, rows, DESIGN + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "o.csv"), "--lang", language) == 2
    told = capsys.readouterr().err.splitlines()
    assert (
        told[-21]
        == {
            "vi": "Tệp có 80 chỗ sai, chưa ghi gì. Dưới đây là 20 chỗ đầu.",
            "en": "The file has 80 faults; nothing was recorded. Below are the first 20.",
        }[language]
    )


def test_an_index_that_does_not_fit_is_told_with_its_name(tmp_path: Path, capsys) -> None:
    arguments = written(tmp_path, table(), DESIGN + '[compose]\nby = ["strat"]\n')
    (tmp_path / "index.toml").write_text(INDEX.replace("low =", "lwo ="))
    more = ["--index", str(tmp_path / "index.toml"), "--out", str(tmp_path / "o.csv"), "--json"]
    assert run(compose, *arguments, *more) == 2
    assert {one["file"] for one in json.loads(capsys.readouterr().out)["errors"]} == {"index.toml"}


def test_the_effect_of_equal_weights_needs_no_column(tmp_path: Path) -> None:
    text = 'version = 1\n[design]\nweights = 1\n[[request]]\nstatistic = "kish"\n'
    assert run(estimate, *written(tmp_path, table(), text), "--out", str(tmp_path / "out.json")) == 0
    row = json.loads((tmp_path / "out.json").read_text())["rows"][0]
    assert (row["estimate"], row["n"], row["deff"]) == (80, 80, 1)


@pytest.mark.parametrize("deff", ["srswor", "srswr"])
def test_the_design_effect_of_a_ratio(tmp_path: Path, deff: str) -> None:
    """Over ones it is that of the mean, domains and missing answers included; of a simple random sample it is 1."""
    rows = [[*row, "1" if number else "one"] for number, row in enumerate(changed(4, "z", ""))]
    asks = f'[[request]]\nstatistic = "mean"\nvariables = ["z"]\nby = ["sex"]\ndeff = "{deff}"\n'
    ratio = f'[[request]]\nstatistic = "ratio"\nnumerator = "z"\ndenominator = "one"\nby = ["sex"]\ndeff = "{deff}"\n'
    assert run(estimate, *written(tmp_path, rows, DESIGN + asks + ratio), "--out", str(tmp_path / "out.json")) == 0
    found = [row["deff"] for row in json.loads((tmp_path / "out.json").read_text())["rows"]]
    assert found[:2] == pytest.approx(found[2:])
    plain = "version = 1\n[design]\nweights = 1000\n" + ratio.replace('"one"', '"w"').replace('by = ["sex"]\n', "")
    assert run(estimate, *written(tmp_path, table(), plain), "--out", str(tmp_path / "out.json")) == 0
    row = json.loads((tmp_path / "out.json").read_text())["rows"][0]
    assert row["deff"] == pytest.approx(1 if deff == "srswr" else 1 / (1 - 1 / 1000))


def test_ids_that_are_lists_are_refused(tmp_path: Path, capsys) -> None:
    arguments = written(tmp_path, table(), DESIGN + MEAN)
    rows = pl.DataFrame(table()[1:], schema=table()[0], orient="row").with_columns(
        pl.concat_list("id", "sex").alias("id")
    )
    rows.write_parquet(tmp_path / "data.parquet")
    arguments[0] = arguments[0].replace(".csv", ".parquet")
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.csv"), "--json") == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["column"] == "id"


def test_a_name_with_an_unknown_ending_is_refused_before_anything_is_read(tmp_path: Path, capsys) -> None:
    arguments = written(tmp_path, table(), DESIGN + MEAN)
    assert run(estimate, *arguments, "--out", str(tmp_path / "out.xls")) == 2
    assert ".parquet" in capsys.readouterr().err


def frozen(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "names",
    [
        ("o.csv", "o.csv"), ("o.csv", "./o.csv"), ("o.csv", "linked.csv"), ("o.csv", "hard.csv"), ("data.csv", "w.csv"),
        ("o.csv", "data.csv"), ("o.csv", "known.csv"), ("o.json", "margins.csv"), ("folder.csv", "w.csv"),
        ("meta.csv", "w.csv"), ("o.csv", "folder.csv"),
    ],
)  # fmt: skip
def test_no_output_destroys_another_or_what_is_read(tmp_path: Path, capsys, names: tuple[str, str]) -> None:
    rake = '[[adjust]]\nkind = "rake"\nmargins = [{ by = ["sex"], file = "margins.csv" }]\n'
    arguments = written(tmp_path, table(), DESIGN + rake + MEAN)
    (tmp_path / "margins.csv").write_text("sex,pop\nF,500\nM,700\n")
    (tmp_path / "o.csv").write_text("before")
    (tmp_path / "linked.csv").symlink_to("o.csv")
    (tmp_path / "hard.csv").hardlink_to(tmp_path / "o.csv")
    (tmp_path / "known.csv").symlink_to("data.csv")
    for folder in ("folder.csv", "meta.csv.meta.json"):
        (tmp_path / folder).mkdir()
    before = frozen(tmp_path)
    out, weights = (f"{tmp_path}/{name}" for name in names)
    assert run(estimate, *arguments, "--out", out, "--weights-out", weights, "--json") == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False
    assert frozen(tmp_path) == before


def test_every_place_is_tried_before_the_first_file_is_moved(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()
    (tmp_path / "a.csv").write_text("before")
    with pytest.raises(writing.NotWritable):
        writing.write_all({tmp_path / "a.csv": b"after", tmp_path / "b.csv": b"after"})
    assert frozen(tmp_path) == {"a.csv": b"before"}


def test_a_result_may_be_written_again(tmp_path: Path) -> None:
    arguments = written(tmp_path, table(), DESIGN + MEAN)
    more = ["--out", str(tmp_path / "o.csv"), "--weights-out", str(tmp_path / "w.csv")]
    assert [run(estimate, *arguments, *more) for _ in range(2)] == [0, 0]
