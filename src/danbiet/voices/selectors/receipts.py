"""Receipt codes as they are stored: the secret behind their hashes, and which code opens a case."""

from danbiet.common.acting import receipt_pepper as pepper
from danbiet.voices.models import Case
from danbiet.voices.rules import Tie

__all__ = ["opening_hashes", "pepper"]


def opening_hashes(case: Case) -> tuple[str, ...]:
    """The hash of the code that the sender holds, then those of the parts on the way, then the case's own: a part that
    was split off, or off a part, has none of its own on paper."""
    hashes, seen = [case.code_hash], {case.pk}
    whole = _whole_of(case.pk)
    while whole is not None and whole[0] not in seen:
        hashes.insert(0, whole[1])
        seen.add(whole[0])
        whole = _whole_of(whole[0])
    return tuple(hashes)


def _whole_of(part: int) -> tuple[int, str] | None:
    """The key and the hash of what a part was split off, if it is one."""
    found = Case.objects.filter(linked_from__case=part, linked_from__tie=Tie.SPLIT.value)
    return found.values_list("pk", "code_hash").first()
