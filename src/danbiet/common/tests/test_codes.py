"""Codes that people write down, misread and mistype."""

import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.common.codes import (
    CUT,
    SIGNS,
    CodeRefused,
    grouped,
    hashed,
    is_valid,
    new_code,
    normalised,
    passages,
    read_short,
    short,
    without,
)

CODES = st.integers(0, 2**32).map(lambda seed: new_code(random.Random(seed).randbytes))


@given(CODES)
def test_a_new_code_has_thirteen_plain_signs(code):
    assert len(code) == 13
    assert set(code) <= set(SIGNS)
    assert is_valid(code)


def test_a_known_code():
    """Crockford's check sign of the number 0 is 0, of 36 it is one that is not given out."""
    assert new_code(lambda n: b"\0" * n) == "0000000000000"
    assert is_valid("0000000000011")
    draws = iter([(36 << 4).to_bytes(8, "big"), (37 << 4).to_bytes(8, "big")])
    assert new_code(lambda n: next(draws)) == "0000000000150"


@given(CODES, st.data())
def test_one_wrong_sign_is_noticed(code, data):
    at = data.draw(st.integers(0, 12))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != code[at]]))
    assert not is_valid(code[:at] + wrong + code[at + 1 :])


@given(CODES, st.integers(0, 11))
def test_two_swapped_signs_are_noticed(code, at):
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert swapped == code or not is_valid(swapped)


@given(CODES)
def test_typed_as_people_type(code):
    typed = f" {grouped(code).lower()} ".replace("0", "o").replace("1", "l").replace("-", " – ", 1)
    assert normalised(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "0000", "0000000000001", "U" * 13, "00000000000000", "Đ000000000000", "0" * 10**6]
)
def test_a_wrong_code_is_refused(typed):
    with pytest.raises(CodeRefused, match="Mã không đúng"):
        normalised(typed)


def test_grouped_in_fours():
    assert grouped("ABCD0123EFGH4") == "ABCD-0123-EFGH-4"


def test_what_is_stored_needs_the_pepper_and_is_one_for_all_ways_of_typing():
    code = new_code(secrets.token_bytes)
    assert hashed(code, pepper=b"a") == hashed(grouped(code).lower(), pepper=b"a") != hashed(code, pepper=b"b")
    assert len(hashed(code, pepper=b"a")) == 64


@given(st.integers(0, 10**15), st.sampled_from(SIGNS))
def test_a_short_code_leads_back(pk, kind):
    code = short(pk, kind=kind)
    assert read_short(code.lower()) == (kind, pk)
    assert set(code) <= set(SIGNS)


def test_short_codes_are_short_and_all_different():
    codes = {short(pk, kind=kind) for pk in range(3000) for kind in "DBT"}
    assert len(codes) == 9000
    assert max(map(len, codes)) == 6


@given(st.integers(0, 10**9), st.data())
def test_a_mistyped_short_code_is_refused(pk, data):
    code = short(pk, kind="D")
    at = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != code[at]]))
    with pytest.raises(CodeRefused, match="Đường dẫn ngắn"):
        read_short(code[:at] + wrong + code[at + 1 :])


@pytest.mark.parametrize(("pk", "kind"), [(-1, "D"), (1, "DD"), (1, "U"), (1, "")])
def test_no_short_code_for_nonsense(pk, kind):
    with pytest.raises(ValueError, match="no short code"):
        short(pk, kind=kind)


@given(
    CODES,
    st.sampled_from(["{}", "Mã: {}.", "xem ({}) nhé", "a b c {} d"]),
    st.sampled_from(["-", " ", "", "/", " - "]),
)
def test_a_code_is_found_in_words_however_it_is_parted(code, words, between):
    text = words.format(between.join(grouped(code).lower().split("-")))
    assert code in {one.code for one in passages(text)}
    assert without(text, {code}) == words.format(CUT)
    assert without(text, set()) == text
