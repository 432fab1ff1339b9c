"""Canonical form, commitments and the tree."""

import hashlib
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.ledger.rules import NotCanonical, Tree, canonical, commitment, digest, leaf, node, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": "é"}, '{"a":"é","b":1}'),
        ({"a": unicodedata.normalize("NFD", "Đông Ngạc")}, '{"a":"Đông Ngạc"}'),
        ([None, True, 3, "x"], '[null,true,3,"x"]'),
        (Decimal("43.770"), '"43.770"'),
        (date(2021, 9, 21), '"2021-09-21"'),
        (datetime(2021, 9, 21, 2, tzinfo=UTC), '"2021-09-21T02:00:00+00:00"'),
        ({1: "một"}, '{"1":"một"}'),
    ],
)
def test_canonical_form(value: object, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize(
    "value",
    [1.5, {"a": [0.1]}, Decimal("NaN"), object(), {None: 1}, {True: 1}, "a\x00", "\ud800", datetime(2021, 9, 21)],  # noqa: DTZ001
)
def test_what_has_no_canonical_form(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcđéê", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_form_of_its_plain_form_is_the_same(value: object) -> None:
    assert canonical(plain(value)) == canonical(value)


def test_a_commitment_tells_nothing_without_its_salt() -> None:
    assert commitment("a", {"x": 1}) == hashlib.sha256(b'a{"x":1}').hexdigest()
    assert commitment("a", {"x": 1}) != commitment("b", {"x": 1})


def root_by_definition(hashes: list[str]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return leaf(hashes[0])
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node(root_by_definition(hashes[:split]), root_by_definition(hashes[split:]))


@pytest.mark.parametrize("size", [*range(20), 31, 32, 33, 100, 127, 128, 129])
def test_the_tree_is_that_of_rfc_6962(size: int) -> None:
    hashes = [digest(number) for number in range(size)]
    tree = Tree()
    for event_hash in hashes:
        tree.add(event_hash)
    assert tree.root == root_by_definition(hashes).hex()


def test_a_tree_goes_on_from_its_peaks() -> None:
    hashes = [digest(number) for number in range(77)]
    whole, first = Tree(), Tree()
    for event_hash in hashes:
        whole.add(event_hash)
    for event_hash in hashes[:45]:
        first.add(event_hash)
    second = Tree(first.size, first.peaks)
    for event_hash in hashes[45:]:
        second.add(event_hash)
    assert second.root == whole.root
    with pytest.raises(ValueError, match="peaks"):
        Tree(3, first.peaks)
