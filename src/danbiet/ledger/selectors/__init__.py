"""What may be read of the record: its health, its public proofs, and whether it is whole."""

from danbiet.ledger.rules import reading, verifying
from danbiet.ledger.selectors.checking import Verdict, verify
from danbiet.ledger.selectors.health import Health, health
from danbiet.ledger.selectors.proofs import (
    ProofPage,
    closed_key_json,
    fingerprint,
    head_json,
    key_file,
    key_json,
    key_line,
    proof_page,
    status_json,
)
from danbiet.ledger.selectors.receipts import NoReceiptYet, NotUnderHead, ReceiptErased, receipt

SENTENCES = {**verifying.SENTENCES, **verifying.PARTS, **reading.SENTENCES}

__all__ = [
    "SENTENCES",
    "Health",
    "NoReceiptYet",
    "NotUnderHead",
    "ProofPage",
    "ReceiptErased",
    "Verdict",
    "closed_key_json",
    "fingerprint",
    "head_json",
    "health",
    "key_file",
    "key_json",
    "key_line",
    "proof_page",
    "receipt",
    "status_json",
    "verify",
]
