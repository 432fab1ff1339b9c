"""Receipt codes as they are stored: the secret behind their hashes, and which code opens a case."""

from danbiet.common.acting import receipt_pepper as pepper
from danbiet.voices.models import Case
from danbiet.voices.rules import Tie

__all__ = ["opening_hashes", "pepper"]


def opening_hashes(case: Case) -> tuple[str, ...]:
    """The hash of the code that the sender holds, then the case's own: a part that was split off has none of its own
    on paper."""
    first = Case.objects.filter(linked_from__case=case, linked_from__tie=Tie.SPLIT.value).values_list(
        "code_hash", flat=True
    )
    return (*first, case.code_hash)
