"""Moments, windows, pages, states, tokens, and the two forms of an answer: tables of facts, no database."""

import json
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from danbiet.api.rules import Unknown, Wrong
from danbiet.api.rules.asked import DEEPEST, MONTH, RECENT, SIZE, asked, moment, page, window
from danbiet.api.rules.catalogue import SERVICES, service_of
from danbiet.api.rules.description import description
from danbiet.api.rules.keys import hashed, new_key, read_token, token_of
from danbiet.api.rules.states import WORDS, state_word
from danbiet.api.rules.written import written
from danbiet.voices.rules import Kind, Outcome
from danbiet.voices.rules.stages import Act

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def test_json_is_the_xml_without_its_names() -> None:
    rows = [{"service_code": "001", "metadata": True, "lat": 21.5, "order": 2, "description": None}]
    assert json.loads(written("services", rows, form="json")) == rows
    assert written("services", rows, form="xml").decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<services><service><service_code>001</service_code><metadata>true</metadata><lat>21.5</lat>"
        "<order>2</order><description /></service></services>"
    )
    assert written("errors", [], form="json") == b"[]"


@given(st.text())
def test_whatever_people_write_stays_readable(text: str) -> None:
    text = text.encode(errors="replace").decode()
    root = etree.fromstring(written("errors", [{"description": text}], form="xml"), SAFE)
    found = root.findtext("error/description")
    kept = [sign for sign in text if sign in "\t\n\r" or sign >= " " and sign not in "\ufffe\uffff"]
    assert found.replace("\r", "\n") == "".join(kept).replace("\r\n", "\n").replace("\r", "\n")
    assert json.loads(written("errors", [{"description": text}], form="json")) == [{"description": text}]
    assert "<!" not in unescape(root.tag)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-23T08:00:00+07:00", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        ("2026-11-23T08:00:00 07:00", datetime(2026, 11, 23, 1, tzinfo=UTC)),  # a plus nobody escaped
        ("2026-11-23T01:00:00Z", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        ("2026-11-23T01:00Z", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        ("2026-11-23T01:00:00.250Z", datetime(2026, 11, 23, 1, 0, 0, 250000, tzinfo=UTC)),
        ("", None),
        (" ", None),
    ],
)
def test_moments_are_read(typed: str, expected: datetime | None) -> None:
    assert moment({"start_date": typed}, "start_date") == expected


@pytest.mark.parametrize(
    "typed", ["2026-11-23", "2026-11-23T08:00:00", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00Z"]
)
def test_moments_without_an_offset_are_refused(typed: str) -> None:
    with pytest.raises(Wrong):
        moment({"start_date": typed}, "start_date")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("", "", ("2026-08-25T02:00:00Z", "2026-11-23T02:00:00Z")),
        ("2026-11-01T00:00:00Z", "", ("2026-11-01T00:00:00Z", "2026-11-23T02:00:00Z")),
        ("2026-01-01T00:00:00Z", "", ("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")),
        ("", "2026-11-01T00:00:00Z", ("2026-08-03T00:00:00Z", "2026-11-01T00:00:00Z")),
        ("2026-11-24T00:00:00Z", "", ("2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z")),
        ("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", ("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")),
        ("2026-01-01T00:00:00Z", "2026-04-01T00:00:01Z", None),
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", None),
    ],
)
def test_windows_span_ninety_days_at_most(start: str, end: str, expected: tuple[str, str] | None) -> None:
    query = {"start_date": start, "end_date": end}
    if expected is None:
        with pytest.raises(Wrong):
            window(query, at=AT, usual=timedelta(days=90))
        return
    found = window(query, at=AT, usual=timedelta(days=90))
    assert (found.start, found.end) == tuple(datetime.fromisoformat(one) for one in expected)


def test_a_window_of_updates_spans_a_month_at_most() -> None:
    query = {"start_date": "2026-10-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}
    assert window(query, at=AT, usual=RECENT, most=MONTH).end.isoformat() == "2026-11-01T00:00:00+00:00"
    with pytest.raises(Wrong, match="31"):
        window({**query, "end_date": "2026-11-01T00:00:01Z"}, at=AT, usual=RECENT, most=MONTH)


@given(st.text(max_size=12) | st.integers().map(str), st.text(max_size=12) | st.integers().map(str))
def test_no_page_is_larger_or_deeper_than_the_bounds(number: str, size: str) -> None:
    try:
        found = page({"page": number, "page_size": size})
    except Wrong:
        return
    assert 0 <= found.first < DEEPEST
    assert 1 <= found.size <= SIZE


@pytest.mark.parametrize(
    "query", [{"status": "done"}, {"page": "0"}, {"page_size": "1001"}, {"page": "²"}, 
              {"service_request_id": "a," * 1001}, {"updated_after": "2026-01-01T00:00:00Z"}],
)  # fmt: skip
def test_what_is_not_understood_is_not_passed_over(query: dict[str, str]) -> None:
    with pytest.raises(Wrong):
        asked(query, at=AT)


def test_an_empty_argument_is_as_if_it_were_absent() -> None:
    names = ("status", "service_code", "start_date", "end_date", "page", "page_size", "updated_after", "extensions")
    assert asked(dict.fromkeys(names, ""), at=AT) == asked({}, at=AT)


def test_only_feedback_is_a_service() -> None:
    assert {one.kind for one in SERVICES.values()} == {Kind.REPORT, Kind.PETITION}
    for code in ("roads-complaint_first", "roads", "", "denunciation"):
        with pytest.raises(Unknown):
            service_of(code)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("outcome", ["", *Outcome])
def test_every_act_has_a_word_that_clients_know(act: Act, outcome: str) -> None:
    assert state_word(act.value, outcome=outcome) in WORDS


def test_partly_done_is_never_called_fixed() -> None:
    assert state_word("answer", outcome="partly") == "NO_FURTHER_ACTION"
    assert state_word("answer", outcome="solved") == "FIXED"
    assert state_word("suspend", outcome="solved") == "IN_PROGRESS"


def test_where_an_outcome_was_not_kept_no_end_is_claimed() -> None:
    assert state_word("answer", outcome="") == "IN_PROGRESS"


@given(st.integers(min_value=1, max_value=10**12), st.text(max_size=40))
def test_a_token_is_read_back_and_no_other_text_is_one(pk: int, other: str) -> None:
    token = token_of(pk, pepper=b"a")
    assert read_token(token, pepper=b"a") == pk
    assert read_token(token, pepper=b"b") is None
    assert read_token(other, pepper=b"a") is None
    assert read_token(f"{pk}-{other}", pepper=b"a") is None


def test_a_key_is_long_and_kept_as_its_hash() -> None:
    key = new_key(lambda n: bytes(range(n)))
    assert len(key) == 32
    assert key not in hashed(key)


def test_the_description_names_every_address_in_both_forms() -> None:
    paths = description("/open311/v2")["paths"]
    assert len(paths) == 14
    assert {path.rpartition(".")[2] for path in paths} == {"xml", "json"}
    assert set(paths["/requests.json"]) == {"get", "post"}
