"""The 207 duties: whole, in both languages, with article and source, none unused."""

import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from danbiet.law import words
from danbiet.law.citation import Citation
from danbiet.law.deadlines import MEANS
from danbiet.law.duties import UNITS, Duty, UnknownDuty, UnknownTopic, Yields, duties, duty, topics, unsettled

PAGES = {"/law/", "/disclosure/", "/disclosure/requests/", "/voices/", "/reports/"}
MARKS = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
PROPER = re.compile(r"NĐ-CP|QĐ-TTg|QĐ-CKNS|Độc lập - Tự do - Hạnh phúc|Liên Chiểu")


def every() -> list:
    return [pytest.param(one, id=one.id) for one in duties()]


def test_a_total_is_longer_than_the_limit_and_in_its_unit() -> None:
    totals = [one for one in duties() if one.extension and one.extension.is_total]
    assert [one.id for one in totals] == ["DEN-01"]
    for one in totals:
        assert one.extension.unit == one.limit.unit
        assert one.extension.n > one.limit.n


def test_all_are_there() -> None:
    assert len(duties()) == len({one.id for one in duties()}) == 207
    assert sum(one.is_certain() for one in duties()) == 185
    assert len(topics()) == 18


@pytest.mark.parametrize("one", every())
def test_each_is_told_in_both_languages(one: Duty) -> None:
    for text in (one.who_vi, one.what_vi, one.trigger_vi):
        assert text
    assert MARKS.search(one.what_vi), "the words of the law carry their marks"
    english = (one.who_en, one.what_en, one.trigger_en, one.note_en, words.limit_words(one.limit, "en"))
    for text in (*english, *one.forms_en, *one.grounds_en, words.cited(one.basis, "en")):
        assert not MARKS.search(PROPER.sub("", text)), text
        assert not re.search(r"\b(UBND|HDND|cap xa|wd|TRAP)\b", text), text
    assert bool(one.note_vi) == bool(one.note_en)
    assert len(one.forms_vi) == len(one.forms_en)
    assert len(one.grounds_vi) == len(one.grounds_en)


@pytest.mark.parametrize("one", every())
def test_each_names_where_it_stands_and_where_it_is_used(one: Duty) -> None:
    assert one.basis.document
    assert one.basis.source
    assert one.topic in topics()
    assert "/law/" in one.used_by
    assert set(one.used_by) <= PAGES


@pytest.mark.parametrize("one", every())
def test_what_it_yields_fits_its_limit(one: Duty) -> None:
    limit = one.limit
    if limit.is_measured:
        assert limit.kind in MEANS
    elif limit.n is not None or limit.unit is not None:
        assert limit.words_vi, "a limit that is no number of days is told in words"
        assert limit.words_en
    expected = {
        Yields.LATEST_DAY: limit.is_measured and limit.kind not in {"min", "sanction_threshold"},
        Yields.MINIMUM: limit.kind == "min" or (one.posting is not None and one.posting.kind == "min"),
        Yields.RECURRING: not limit.is_measured,
        Yields.THRESHOLD: not limit.is_measured or limit.kind == "sanction_threshold",
        Yields.TEXT: not limit.is_measured and (one.posting is None or one.posting.kind != "min"),
    }
    assert expected[one.yields]


@pytest.mark.parametrize("one", every())
def test_extensions_and_remote_limits_are_measured(one: Duty) -> None:
    if one.extension:
        assert one.extension.unit in UNITS
        assert one.extension.times >= 1
        assert one.extension.notice_vi
    if one.remote:
        assert one.remote.unit in UNITS
        assert one.limit.n is not None
        assert one.remote.n > one.limit.n
    if one.remote and one.remote.duty:
        assert duty(one.remote.duty).limit.n == one.remote.n
        assert duty(one.remote.duty).basis.article == one.basis.article
    if one.posting and one.posting.n is not None:
        assert one.posting.unit in UNITS


def test_constructs_are_those_of_the_editions() -> None:
    catalogue = files("danbiet.scores").joinpath("catalogue/2021-2024.toml").read_text(encoding="utf-8")
    known = {part["construct"] for row in tomllib.loads(catalogue)["dimensions"] for part in row["sub_dimensions"]}
    assert {name for one in duties() for name in one.constructs} <= known
    assert all(one.constructs for one in duties())


@pytest.mark.parametrize(
    ("on", "held", "not_held"),
    [
        (date(2021, 9, 21), {"DIS34-01", "BUD16-03", "CPL-02", "ATI-05", "LSP-01"}, {"DIS22-01", "CPL-04", "PDP-01"}),
        (date(2023, 8, 15), {"DIS22-01", "PAR-05", "PDP-01"}, {"DIS34-01", "CPL-04"}),
        (date(2025, 7, 1), {"DIS22-01", "CPL-02", "OSS-02"}, {"BUD16-06", "REC-02", "OSS-01"}),
        (date(2026, 11, 23), {"CPL-04", "ATI26-00", "BUD26-01", "REC-09"}, {"CPL-02", "ATI-05", "BUD16-01", "PDP-01"}),
    ],
)
def test_each_day_has_its_own_law(on: date, held: set[str], not_held: set[str]) -> None:
    found = {one.id for one in duties(on=on)}
    assert held <= found
    assert not not_held & found


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownDuty) as caught:
        duty("CPL-2")
    assert "CPL-02" in caught.value.nearest
    with pytest.raises(UnknownTopic) as caught:
        duties(topic="disclosures")
    assert caught.value.nearest[0] == "disclosure"
    assert duty(" dis22-05 ").id == "DIS22-05"


def test_one_topic_on_one_day() -> None:
    found = duties(on=date(2026, 11, 23), topic="budget")
    assert {one.topic for one in found} == {"budget"}
    assert [one.id for one in found] == ["BUD26-01", "BUD26-02", "BUD26-03", "BUD26-04"]


def test_the_page_of_the_law_is_current() -> None:
    from tools.law import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.law"


@pytest.mark.parametrize(
    ("document", "made_on"),
    [
        ("Nghị quyết 80-NQ/TW ngày 07/01/2026; nghị quyết của Quốc hội về văn hóa năm 2026", date(2026, 1, 7)),
        ("Thông tư 343/2016/TT-BTC", date(2016, 1, 1)),
        ("Luật Tiếp cận thông tin (sửa đổi) năm 2026, chưa thấy số", date(2026, 1, 1)),
        ("Quyết định của UBND thành phố", None),
    ],
)
def test_a_rule_of_unknown_start_may_hold_only_after_it_was_made(document: str, made_on: date | None) -> None:
    rule = Citation(document, "", None, None, "seen", "")
    assert rule.made_on == made_on
    assert not rule.in_force(date(2050, 1, 1)), "nobody knows that it is"
    assert rule.may_hold(made_on or date(1800, 1, 1))
    assert made_on is None or not rule.may_hold(made_on - timedelta(days=1))
    assert not replace(rule, valid_to=date(2030, 1, 1)).may_hold(date(2030, 1, 2))
    assert not replace(rule, valid_from=made_on or date(2000, 1, 1)).may_hold(date(2050, 1, 1)), "that one is known"


@pytest.mark.parametrize(
    ("on", "listed", "apart"),
    [(date(1800, 1, 1), False, []), (date(2021, 9, 21), False, []), (date(2026, 11, 23), False, ["CAL-06"])],
)
def test_a_rule_of_unknown_start_is_listed_apart(on: date, listed: bool, apart: list[str]) -> None:
    assert ("CAL-06" in {one.id for one in duties(on=on)}) is listed
    assert [one.id for one in unsettled(on=on)] == apart
    assert unsettled(on=on, topic="budget") == ()
