"""Whether anybody reads what is sent to a place: a case that nobody can open is not taken in (decision 0189)."""

from datetime import date

from danbiet.common.actor import Damaged, say
from danbiet.places.models import Unit
from danbiet.voices.models.labels import KINDS
from danbiet.voices.rules import Kind
from danbiet.voices.rules.rights import Look, Reach, rights
from danbiet.voices.rules.stages import Act
from danbiet.voices.selectors.gates import held_at


class NotServed(Damaged):
    """Nobody at a place, nor above it, holds a role that could read the case."""


def require_served(place: Unit, *, on: date, kind: Kind = Kind.REPORT, is_withheld: bool = False) -> Reach:
    """Who holds which role there, where somebody reads cases of the kind; else the refusal says where to go.

    Words that are withheld only those read who sort them (decision 0170).
    """
    held = held_at(place, on=on)
    if (Act.RECLASSIFY if is_withheld else Look.CASE) in rights(held, kind):
        return held
    if Look.CASE not in rights(held, Kind.REPORT):
        raise NotServed(
            say(
                "{place} chưa dùng hệ thống này: không ai ở đó hay ở cấp trên đọc được việc gửi tới đây, nên trang này"
                " không nhận. Hãy tới nơi tiếp công dân của Ủy ban nhân dân, gọi điện hoặc gửi bưu điện. Đang nguy hiểm"
                " thì gọi 113, 114, 115."
            ),
            place=place.name,
        )
    raise NotServed(
        say(
            "Ở {place} chưa có ai đọc được loại đơn này ({kind}) trên hệ thống, nên không nhận ở đây. Hãy nộp đơn giấy"
            " tại nơi tiếp công dân của Ủy ban nhân dân hoặc gửi bưu điện."
        ),
        place=place.name, kind=KINDS[kind.value],
    )  # fmt: skip
