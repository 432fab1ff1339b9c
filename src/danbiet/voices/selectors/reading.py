"""What the pages of sending in show: the router's reading in plain words, who sees what, by when, who can change it."""

from dataclasses import dataclass
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from danbiet.common.actor import Role
from danbiet.common.templatetags.counting import cited
from danbiet.common.templatetags.danbiet import day as shown_day
from danbiet.places.models import Unit
from danbiet.voices.models.labels import SUBJECTS
from danbiet.voices.rules import COMPLAINTS, FEEDBACK, HANDED_OVER, Kind, Subject, Urgency
from danbiet.voices.rules.clocks import MEMORY, REQUEST, Clock
from danbiet.voices.rules.likeness import Point
from danbiet.voices.rules.powers import powers
from danbiet.voices.rules.rights import Look, Where, readers
from danbiet.voices.rules.router import Holder, Paper, Proposal, propose
from danbiet.voices.selectors.intake import Alike, alike, terms

DENUNCIATION = Paper.DENUNCIATION.value
PAPERS = {
    Paper.REPORT: gettext_lazy("phản ánh"),
    Paper.PETITION: gettext_lazy("kiến nghị"),
    Paper.COMPLAINT: gettext_lazy("khiếu nại"),
    Paper.DENUNCIATION: gettext_lazy("tố cáo"),
    Paper.INFORMATION_REQUEST: gettext_lazy("yêu cầu thông tin"),
    Paper.CRIME_REPORT: gettext_lazy("tố giác tội phạm"),
}
HOLDERS = {
    Holder.WARD: gettext_lazy("phường, xã"),
    Holder.UPPER: gettext_lazy("cấp trên của phường, xã"),
    Holder.ELECTRICITY: gettext_lazy("công ty điện lực"),
    Holder.WATER: gettext_lazy("công ty cấp nước"),
    Holder.TELECOM: gettext_lazy("nhà mạng viễn thông"),
    Holder.WASTE: gettext_lazy("công ty thu gom rác"),
    Holder.POLICE: gettext_lazy("công an"),
    Holder.CLINIC: gettext_lazy("bệnh viện, ngành y tế"),
    Holder.SCHOOL: gettext_lazy("nhà trường, ngành giáo dục"),
}
AS_KIND = {
    Paper.REPORT: Kind.REPORT.value,
    Paper.PETITION: Kind.PETITION.value,
    Paper.COMPLAINT: Kind.COMPLAINT_FIRST.value,
    Paper.DENUNCIATION: DENUNCIATION,
    Paper.INFORMATION_REQUEST: Kind.INFORMATION_REQUEST.value,
    Paper.CRIME_REPORT: Kind.CRIME_REPORT.value,
}
READERS = {
    Role.WARD_OFFICER: pgettext_lazy("những người đọc đơn", "cán bộ xử lý"),
    Role.PLAN_OFFICER: pgettext_lazy("những người đọc đơn", "cán bộ kế hoạch"),
    Role.LEADER: pgettext_lazy("những người đọc đơn", "lãnh đạo"),
    Role.INSPECTOR: pgettext_lazy("những người đọc đơn", "thanh tra"),
}
_FEEDBACK = gettext_lazy(
    "Mọi người thấy số, loại việc, nơi và tình trạng; lời, câu trả lời: chỉ khi đã bỏ thông tin riêng và hai người xem."
)
_COMPLAINT = gettext_lazy("Luật buộc báo nội dung cho người bị khiếu nại; đối thoại thì hai bên gặp nhau.")
AFTERWARDS = {
    Kind.REPORT: _FEEDBACK,
    Kind.PETITION: _FEEDBACK,
    Kind.COMPLAINT_FIRST: _COMPLAINT,
    Kind.COMPLAINT_SECOND: format_lazy(
        "{} {}", _COMPLAINT, gettext_lazy("Quyết định giải quyết lần hai được công khai theo luật.")
    ),
    Kind.INFORMATION_REQUEST: gettext_lazy("Tất cả được chuyển cho nơi cung cấp thông tin. Không công khai tên bạn."),
    Kind.CRIME_REPORT: gettext_lazy("Tất cả được chuyển cho công an. Không công khai."),
}


@dataclass(frozen=True)
class Halves:
    """What the ward can do itself, what it cannot, and who can."""

    can: str
    cannot: str
    other: str


@dataclass(frozen=True)
class Reading:
    """Everything the second page says of a text."""

    proposal: Proposal
    kind: str  # the choice to tick, empty where it is not sure
    says: str  # the kind in words
    words: tuple[str, ...]
    subject: str
    second: str
    holder: str
    is_urgent: bool
    halves: Halves | None
    alike: tuple[Alike, ...]
    terms: tuple[tuple[str, str], ...]


def reading(text: str, *, place: Unit, on: date, address: str = "", point: Point | None = None) -> Reading:
    """Read a text before it is sent."""
    said = propose(text)
    return Reading(
        proposal=said, kind=AS_KIND[said.kind] if said.kind else "", says=str(PAPERS[said.kind]) if said.kind else "",
        words=said.guards or (said.kinds[0].words if said.kinds else ()),
        subject=said.subject.value if said.subject else "",
        second=str(SUBJECTS[said.second.value]) if said.second else "",
        holder=str(HOLDERS[said.holder]) if said.holder and said.holder is not Holder.WARD else "",
        is_urgent=said.urgency is Urgency.DANGER, halves=halves(said.subject, holder=said.holder),
        alike=alike(text, place=place, on=on, address=address, point=point), terms=first_days(place, on=on),
    )  # fmt: skip


def halves(subject: Subject | None, *, holder: Holder | None = None) -> Halves | None:
    """What the ward can and cannot change of a matter; None where nothing is written down of it."""
    power = powers().get(subject) if subject else None
    if power is None:
        return None
    other = holder if holder and holder is not Holder.WARD else power.other
    if get_language() == "en":
        return Halves(power.can_en, power.cannot_en, str(HOLDERS[other]))
    return Halves(power.can_vi, power.cannot_vi, str(HOLDERS[other]))


def first_days(place: Unit, *, on: date) -> tuple[tuple[str, str], ...]:
    """(kind, sentence): the first day on which each kind must be moved, and by what rule."""
    return tuple((kind.value, sentence(kind, found)) for kind, found in terms(place, on=on).items())


def first_day(place: Unit, kind: Kind, *, on: date) -> str:
    """The sentence of one kind."""
    return sentence(kind, terms(place, on=on, kinds=(kind,))[kind])


def sentence(kind: Kind, found: Clock) -> str:
    """What its sender may count on first, by when and by which article."""
    if kind in FEEDBACK and found.due_on is None:
        return _("Luật không định hạn trả lời cho loại này, và nơi này chưa tự đặt hạn.")
    values = {"day": shown_day(found.due_on), "source": cited(found.source)}
    if kind in COMPLAINTS:
        said = _("Phải trả lời có thụ lý hay không chậm nhất ngày {day} ({source}).")
    elif kind in HANDED_OVER:
        return _passing_on(kind, found)
    elif found.source:
        said = _("Trả lời chậm nhất ngày {day}, theo quy định của nơi này ({source}).")
    else:
        said = _("Dự kiến trả lời chậm nhất ngày {day}. Luật không định hạn; đây là hạn đặt sẵn của hệ thống.")
    doubt = " " + _("(Chưa đối chiếu văn bản gốc.)") if found.certainty == MEMORY and kind in COMPLAINTS else ""
    return said.format(**values) + doubt


def _passing_on(kind: Kind, found: Clock) -> str:
    if kind is Kind.CRIME_REPORT:
        said = _(
            "Được chuyển công an ngay trong ngày ({source}; chưa đối chiếu văn bản gốc). Đang nguy hiểm thì gọi 113."
        )
        return said.format(source=cited(found.source))
    if found.event_on and REQUEST.in_force(found.event_on):
        said = _(
            "Được chuyển nơi cung cấp thông tin ngay trong ngày. Họ trả lời trong hạn tính từ ngày nhận ({source})."
        )
        return said.format(source=cited(REQUEST))
    return _("Được chuyển nơi cung cấp thông tin ngay trong ngày. Luật từ 01/09/2026 chưa đọc được nên không nói hạn.")


def who_sees(kind: Kind, place: str) -> str:
    """Exactly who sees name, telephone and words, by the table of rights; said before sending and under the code."""
    own, above = (_named(Look.CASE, kind, where) for where in Where)
    sender = _named(Look.SENDER, kind, Where.OWN)
    whose = _("Tên và số liên hệ của bạn: {sender} của {place}.")
    if kind in COMPLAINTS:
        whose = _(
            "Tên, địa chỉ, số liên hệ của bạn: {sender} của {place}, người được giao, người đã nhận hoặc phân loại đơn."
        )
    words = _("Lời viết và ảnh: {own} của {place}.")
    if above:
        words = _("Lời viết và ảnh: {own} của {place}; {above} của các cấp trên.")
    said = f"{whose} {words} {AFTERWARDS[kind]}"
    return said.format(sender=sender, own=own, above=above, place=place)


def _named(look: Look, kind: Kind, where: Where) -> str:
    found = readers(look, kind, where)
    return ", ".join(str(word) for role, word in READERS.items() if role in found)


def heard(text: str) -> Proposal:
    """What the router hears in a text."""
    return propose(text)
