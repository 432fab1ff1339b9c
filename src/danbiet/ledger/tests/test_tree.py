"""Paths through the tree against the definition of RFC 6962."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.ledger.rules import (
    PathDoesNotFit,
    Tree,
    digest,
    inclusion_path,
    leaf,
    node,
    perfect,
    root_from_path,
)

HASHES = [digest(number) for number in range(600)]
LEAVES = [leaf(text) for text in HASHES]


def subtree(height: int, position: int) -> bytes:
    return perfect(LEAVES[position << height : (position + 1) << height])


def head_by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = largest_power_below(len(leaves))
    return node(head_by_definition(leaves[:split]), head_by_definition(leaves[split:]))


def path_by_definition(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    split = largest_power_below(len(leaves))
    if index < split:
        return [*path_by_definition(index, leaves[:split]), head_by_definition(leaves[split:])]
    return [*path_by_definition(index - split, leaves[split:]), head_by_definition(leaves[:split])]


def largest_power_below(number: int) -> int:
    power = 1
    while power * 2 < number:
        power *= 2
    return power


@given(st.data())
def test_a_path_is_that_of_the_definition_and_leads_to_the_root(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, subtree)
    assert path == [one.hex() for one in path_by_definition(index, LEAVES[:size])]
    tree = Tree()
    for text in HASHES[:size]:
        tree.add(text)
    assert root_from_path(LEAVES[index], index, size, path) == tree.root == head_by_definition(LEAVES[:size]).hex()


@given(st.data())
def test_another_leaf_index_or_size_leads_elsewhere(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(index, size, subtree), head_by_definition(LEAVES[:size]).hex()
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
    assert root_from_path(LEAVES[other], index, size, path) != root
    try:
        assert root_from_path(LEAVES[index], other, size, path) != root
    except PathDoesNotFit:
        return


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (5, 5), (-1, 3)])
def test_a_leaf_outside_the_tree_has_no_path(index: int, size: int) -> None:
    with pytest.raises(PathDoesNotFit):
        inclusion_path(index, size, subtree)
    with pytest.raises(PathDoesNotFit):
        root_from_path(LEAVES[0], index, size, [])


@pytest.mark.parametrize(("count", "size"), [(1, 1), (0, 2), (9, 256), (7, 256)])
def test_a_path_of_another_length_fits_nothing(count: int, size: int) -> None:
    with pytest.raises(PathDoesNotFit):
        root_from_path(LEAVES[0], 0, size, ["00" * 32] * count)
