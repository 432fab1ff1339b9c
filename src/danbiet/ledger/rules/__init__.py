"""Canonical form, commitments, the tree, signatures and proofs (interfaces.md 4). Pure."""

from danbiet.ledger.rules.canon import (
    ERASE,
    GENESIS,
    PARTS,
    NotCanonical,
    canonical,
    commitment,
    digest,
    erasure_target,
    plain,
)
from danbiet.ledger.rules.reading import is_publication
from danbiet.ledger.rules.signing import STATES, fingerprint, is_signed_by, key_id, public_of, unsigned
from danbiet.ledger.rules.tree import (
    TILE,
    PathDoesNotFit,
    Tree,
    inclusion_path,
    leaf,
    node,
    perfect,
    root_from_path,
)

__all__ = [
    "ERASE",
    "GENESIS",
    "PARTS",
    "STATES",
    "TILE",
    "NotCanonical",
    "PathDoesNotFit",
    "Tree",
    "canonical",
    "commitment",
    "digest",
    "erasure_target",
    "fingerprint",
    "inclusion_path",
    "is_publication",
    "is_signed_by",
    "key_id",
    "leaf",
    "node",
    "perfect",
    "plain",
    "public_of",
    "root_from_path",
    "unsigned",
]
