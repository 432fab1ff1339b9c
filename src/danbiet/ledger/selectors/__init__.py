"""What may be read of the record: its health, its public proofs, and whether it is whole."""

from danbiet.ledger.selectors.checking import Verdict, verify
from danbiet.ledger.selectors.health import Health, health
from danbiet.ledger.selectors.proofs import ProofPage, head_json, key_json, proof_page

__all__ = ["Health", "ProofPage", "Verdict", "head_json", "health", "key_json", "proof_page", "verify"]
