"""Receipt codes as they are stored: the secret behind their hashes, which code opens a case, and none in any words."""

from danbiet.common import codes
from danbiet.common.acting import receipt_pepper as pepper
from danbiet.common.actor import Damaged, say
from danbiet.voices.models import Case
from danbiet.voices.rules import Tie

__all__ = ["HoldsCode", "codes_in", "opening_hashes", "pepper", "refuse_codes"]
MOST_LOOKED_UP = 100  # at once: of 20,000 letters about 30 rows of words fit by chance


class HoldsCode(Damaged):
    """Words in which receipt codes stand: whoever reads them could open the case (decision 0188)."""

    def __init__(self, found: frozenset[str]) -> None:
        self.found = found
        super().__init__(
            say(
                "Trong lời viết có một mã biên nhận. Ai đọc được mã cũng mở được việc ấy, nên lời này chưa được ghi:"
                " hãy bỏ mã rồi gửi lại. Cần nhắc tới việc cũ thì ghi số PA-…"
            )
        )


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


def refuse_codes(*texts: str, pepper: bytes, own: str = "") -> None:
    """Refuse words with a code that opens a case; `own`: the code that the words' own case is to get."""
    found = codes_in(*texts, pepper=pepper, own=own)
    if found:
        raise HoldsCode(found)


def codes_in(*texts: str, pepper: bytes, own: str = "") -> frozenset[str]:
    """The codes in some words that open a case: one query, and none for most words. Of more than any words have by
    chance all are taken for codes, so that nothing is learnt by trying many at once."""
    found = {one.code for text in texts for one in codes.passages(text)}
    if not found or len(found) > MOST_LOOKED_UP:
        return frozenset(found)
    hashes = {codes.hashed(code, pepper=pepper): code for code in found}
    known = Case.objects.filter(code_hash__in=hashes).values_list("code_hash", flat=True)
    return frozenset({*(hashes[one] for one in known), *({own} & found)})
