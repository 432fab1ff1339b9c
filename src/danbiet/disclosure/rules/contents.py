"""What each duty asks of whoever discloses: kind of item, forms, days, and which law gives the clock.

Days, places and forms are read from the law data; here stand only the choices that the data do not hold. Readings:
where a special law says nothing of a form, the general content that it belongs to still asks for its own (Law 10/2022
art. 12(3), 13(6): special law prevails on what it sets); the budget belongs to content 2, so that from 2023-07-01 it
hangs at every culture house and stands on the portal, while the day comes from the budget law alone; direct support
belongs to content 7 in the same way. A duty that names no form is met by what is published here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from danbiet.common.actor import say
from danbiet.disclosure.rules import Channel, ItemKind
from danbiet.disclosure.rules.completeness import Needed
from danbiet.law.duties import UNITS, Duty, duty

GENERAL_2022, SOCIAL_2022 = "DIS22-02", "DIS22-07"
ACCESS = "DIS16-02"
EVERY_POINT = ("culture house", "community point")
EACH = frozenset({"LND-01", "LND-02", "DIS34-03", "DIS34-10", "DIS22-04", "DIS22-13"})


@dataclass(frozen=True)
class Content:
    """A duty as an officer names it; `general`: the content whose forms it keeps too; `clock`: whose day holds."""

    duty: str
    title: str
    kind: ItemKind = ItemKind.DOCUMENT
    general: str = ""
    clock: tuple[str, ...] = ()
    also: tuple[Channel, ...] = ()  # forms that the duty's own sentence names, beside those listed as forms

    @property
    def is_each(self) -> bool:
        """Whether each plan, procedure or regulation hangs by itself, so that none takes the place of another."""
        return self.duty in EACH

    @property
    def has_own_clock(self) -> bool:
        """Whether its day comes from the duty itself and not from a special law."""
        return not self.clock


BUDGET_1 = ("BUD16-01", "BUD16-02", "BUD16-03", "BUD16-04", "BUD16-05", "BUD16-08", "BUD26-01")

CONTENTS: dict[str, Content] = {
    one.duty: one
    for one in (
        Content("DIS34-01", say("Kế hoạch kinh tế - xã hội, dự toán, quyết toán của xã")),
        Content("DIS34-02", say("Dự án, công trình, phương án đền bù; quy hoạch chi tiết")),
        Content("DIS34-03", say("Nhiệm vụ, quyền hạn của cán bộ trực tiếp giải quyết việc dân"), ItemKind.REGULATION),
        Content("DIS34-04", say("Quỹ, khoản đầu tư, tài trợ và khoản huy động đóng góp"), ItemKind.CONTRIBUTION),
        Content("DIS34-05", say("Vay vốn, giảm nghèo; kết quả bình xét hộ nghèo"), ItemKind.PERSONAL_LIST),
        Content("DIS34-06", say("Đề án thành lập, nhập, chia đơn vị hành chính")),
        Content("DIS34-07", say("Kết quả thanh tra, xử lý cán bộ; lấy phiếu tín nhiệm")),
        Content("DIS34-08", say("Nội dung và kết quả lấy ý kiến Nhân dân"), ItemKind.DRAFT_POLICY),
        Content("DIS34-09", say("Đối tượng, mức thu phí, lệ phí"), ItemKind.REGULATION),
        Content("DIS34-10", say("Thủ tục hành chính do xã trực tiếp thực hiện"), ItemKind.REGULATION),
        Content("DIS34-11", say("Nội dung khác phải công khai")),
        Content("DIS22-01", say("Kế hoạch kinh tế - xã hội và kết quả thực hiện")),
        Content("DIS22-02", say("Ngân sách: phần chưa có hạn riêng"), ItemKind.BUDGET, clock=BUDGET_1),
        Content("DIS22-03", say("Dự án đầu tư, thu hồi đất, bồi thường, quy hoạch xây dựng")),
        Content("DIS22-04", say("Quy định dân chủ ở cơ sở, nhiệm vụ cán bộ, quy tắc ứng xử"), ItemKind.REGULATION),
        Content("DIS22-05", say("Quỹ, khoản tài trợ và khoản huy động Nhân dân đóng góp"), ItemKind.CONTRIBUTION),
        Content("DIS22-06", say("Mua sắm, giao, thuê, chuyển nhượng, thanh lý tài sản công")),
        Content("DIS22-07", say("Chính sách xã hội: đối tượng, quy trình, kết quả xét chọn"), ItemKind.PERSONAL_LIST),
        Content("DIS22-08", say("Cứu trợ thiên tai, dịch bệnh; sử dụng tiền ủng hộ"), ItemKind.PERSONAL_LIST),
        Content("DIS22-09", say("Tuyển quân: danh sách đủ điều kiện, được gọi, hoãn, miễn"), ItemKind.PERSONAL_LIST),
        Content("DIS22-10", say("Kết quả thanh tra, kiểm tra, xử lý vi phạm; lấy phiếu tín nhiệm")),
        Content("DIS22-11", say("Nội dung lấy ý kiến, tổng hợp và giải trình tiếp thu"), ItemKind.DRAFT_POLICY),
        Content("DIS22-12", say("Đối tượng, mức thu phí, lệ phí và nghĩa vụ tài chính")),
        Content("DIS22-13", say("Thủ tục hành chính, quy trình giải quyết công việc"), ItemKind.REGULATION),
        Content("DIS22-20", say("Kế hoạch công khai của năm")),
        Content("DIS22-21", say("Danh mục mọi nội dung đã công khai trong quý"), ItemKind.REGISTER,
                also=(Channel.PORTAL, Channel.POSTING)),
        Content("DIS22-22", say("Thay đổi của nội dung đã công khai")),
        Content("DIS22-23", say("Báo cáo việc công khai trình kỳ họp HĐND")),
        Content("DIS16-01", say("Thông tin khác cơ quan phải công khai"), general=ACCESS),
        Content("ATI26-00", say("Thông tin khác, theo Luật Tiếp cận thông tin 2026")),
        Content("BUD16-01", say("Dự toán ngân sách trình HĐND"), ItemKind.BUDGET, GENERAL_2022),
        Content("BUD16-02", say("Dự toán ngân sách được HĐND quyết định"), ItemKind.BUDGET, GENERAL_2022),
        Content("BUD16-03", say("Thực hiện ngân sách quý, 6 tháng"), ItemKind.BUDGET, GENERAL_2022),
        Content("BUD16-04", say("Thực hiện ngân sách cả năm"), ItemKind.BUDGET, GENERAL_2022),
        Content("BUD16-05", say("Quyết toán ngân sách được HĐND phê chuẩn"), ItemKind.BUDGET, GENERAL_2022),
        Content("BUD16-06", say("Gửi hồ sơ công khai cho phòng Tài chính cấp huyện"),
                also=(Channel.WRITTEN_NOTICE,)),
        Content("BUD16-07", say("Báo cáo Sở Tài chính việc công khai ngân sách")),
        Content("BUD16-08", say("Kết quả thực hiện kiến nghị của Kiểm toán Nhà nước"), general=GENERAL_2022),
        Content("BUD26-01", say("Ngân sách, theo Thông tư 26/2026"), ItemKind.BUDGET, GENERAL_2022),
        Content("BUD26-02", say("Hỗ trợ trực tiếp của Nhà nước cho người dân"), ItemKind.PERSONAL_LIST, SOCIAL_2022),
        Content("BUD26-03", say("Khoản đóng góp của thôn, tổ dân phố"), ItemKind.CONTRIBUTION),
        Content("LND-01", say("Quy hoạch, kế hoạch sử dụng đất được duyệt")),
        Content("LND-02", say("Quy hoạch, kế hoạch sử dụng đất được duyệt")),
        Content("LND-03", say("Dự thảo phương án bồi thường lấy ý kiến"), ItemKind.DRAFT_POLICY),
        Content("LND-04", say("Dự thảo phương án bồi thường lấy ý kiến"), ItemKind.DRAFT_POLICY),
        Content("POV-02", say("Kết quả rà soát hộ nghèo, hộ cận nghèo"), ItemKind.PERSONAL_LIST,
                also=(Channel.LOUDSPEAKER,)),
        Content("PAR-01", say("Lấy ý kiến Nhân dân"), ItemKind.DRAFT_POLICY),
        Content("PAR-02", say("Kết quả lấy ý kiến và giải trình"), ItemKind.DRAFT_POLICY),
        Content("PAR-03", say("Đối thoại với Nhân dân trong năm")),
        Content("PAR-04", say("Hội nghị cộng đồng dân cư cuối năm")),
        Content("PAR-12", say("Công nhận quyết định của cộng đồng dân cư"), ItemKind.REGULATION),
        Content("PAR-15", say("Thông báo bầu tổ trưởng, trưởng thôn")),
    )
}  # fmt: skip


def content(id: str) -> Content:
    """How a duty is named and what kind of item it asks for; any other duty of law under the words of the law."""
    return CONTENTS.get(id) or Content(id, duty(id).what_vi)


def needed(id: str, *, on: date, has_loudspeaker: bool = True, has_portal: bool = True) -> Needed:
    """The forms that a duty asks for when it arises on a day, in a place with or without loudspeaker and portal;
    no channel where the law names no form.

    >>> [str(one) for one in needed("DIS22-13", on=date(2024, 5, 6)).channels]
    ['portal', 'posting']
    """
    rules, also = _rules(id, on), content(id).also
    channels = {channel for rule in rules for channel in _channels(rule)} | set(also)
    absent = {Channel.LOUDSPEAKER: not has_loudspeaker, Channel.PORTAL: not has_portal}
    terms = [rule.posting for rule in rules if rule.posting is not None]
    measured = hangs_by(id, on=on).posting
    return Needed(
        channels=tuple(channel for channel in Channel if channel in channels and not absent.get(channel)),
        days=measured.n if measured else None,
        unit=(measured and measured.unit) or "calendar_days",
        is_permanent=any(term.kind != "min" for term in terms),
        at_every_point=Channel.POSTING in also or any(_is_everywhere(rule) for rule in rules),
        broadcast_days=next((rule.loudspeaker_days for rule in rules if rule.loudspeaker_days), None),
    )


def hangs_by(id: str, *, on: date) -> Duty:
    """The rule that says how many days it hangs: the duty itself, or the general content where it names none."""
    rules = _rules(id, on)
    return next((rule for rule in rules if rule.posting and rule.posting.n and rule.posting.unit in UNITS), rules[0])


def is_permanent(id: str) -> bool:
    """Whether it hangs permanently: never done, it goes stale (trap 7)."""
    posting = duty(id).posting
    return posting is not None and posting.kind == "permanent"


def _rules(id: str, on: date) -> tuple[Duty, ...]:
    """The duty itself, which prevails, and the general content whose forms hold beside it on that day."""
    own, general = duty(id), content(id).general
    return (own, duty(general)) if general and duty(general).in_force(on) else (own,)


def _channels(rule: Duty) -> set[Channel]:
    """Its forms as the law data word them; a duty that hangs somewhere and names no form is posted."""
    found = {channel for form in rule.forms_en for channel in _of_form(form)}
    return found | ({Channel.POSTING} if rule.posting is not None else set())


def _of_form(form: str) -> Iterable[Channel]:
    """
    >>> [str(one) for one in _of_form("written notice to Party committee, village/group heads")]
    ['written_notice']
    """
    words = form.lower()
    if "written" in words:
        return [Channel.WRITTEN_NOTICE]
    known = {
        "portal": Channel.PORTAL,
        "post": Channel.POSTING,
        "loudspeaker": Channel.LOUDSPEAKER,
        "sent to": Channel.GROUP_HEADS,
    }
    return [channel for word, channel in known.items() if word in words][:1]


def _is_everywhere(rule: Duty) -> bool:
    where = rule.posting.where_en.lower() if rule.posting else ""
    return any(word in where for word in EVERY_POINT)
