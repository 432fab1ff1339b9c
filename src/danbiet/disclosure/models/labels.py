"""Words for the states, channels and kinds of disclosure, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from danbiet.common.personal import Kind
from danbiet.disclosure.rules import Channel, ItemKind, ItemState, ObligationState, PointKind

CHANNELS = {
    Channel.PORTAL.value: _("Trang thông tin điện tử"),
    Channel.POSTING.value: _("Niêm yết"),
    Channel.LOUDSPEAKER.value: _("Đài truyền thanh"),
    Channel.GROUP_HEADS.value: _("Gửi tổ trưởng, trưởng thôn để báo cho dân"),
    Channel.WRITTEN_NOTICE.value: _("Thông báo bằng văn bản"),
}
POINT_KINDS = {
    PointKind.OFFICE.value: _("Trụ sở HĐND, UBND"),
    PointKind.CULTURE_HOUSE.value: _("Nhà văn hóa"),
    PointKind.COMMUNITY_POINT.value: _("Điểm sinh hoạt cộng đồng"),
}
ITEM_KINDS = {
    ItemKind.DOCUMENT.value: _("Văn bản, tài liệu"),
    ItemKind.BUDGET.value: _("Ngân sách"),
    ItemKind.CONTRIBUTION.value: _("Khoản đóng góp của dân"),
    ItemKind.PERSONAL_LIST.value: _("Danh sách có tên người"),
    ItemKind.REGULATION.value: _("Quy chế, quy ước, thủ tục"),
    ItemKind.DRAFT_POLICY.value: _("Dự thảo lấy ý kiến"),
    ItemKind.REGISTER.value: _("Danh mục đã công khai"),
    ItemKind.ANSWER.value: _("Trả lời yêu cầu thông tin"),
}
ITEM_STATES = {
    ItemState.DRAFT.value: _("Dự thảo"),
    ItemState.PUBLISHED.value: _("Đang công khai"),
    ItemState.WITHDRAWN.value: _("Đã rút"),
    ItemState.TAKEN_DOWN.value: _("Đã gỡ khi hết hạn"),
}
OBLIGATION_STATES = {
    ObligationState.OPEN.value: _("Chưa công khai"),
    ObligationState.PUBLISHED.value: _("Đã đăng, chưa đủ hình thức hoặc thời gian"),
    ObligationState.COMPLETE.value: _("Đủ"),
    ObligationState.WAIVED.value: _("Không phát sinh"),
}
FINDINGS = {
    Kind.PHONE.value: _("số điện thoại"),
    Kind.IDENTITY_CARD.value: _("số căn cước, chứng minh nhân dân"),
    Kind.BANK_ACCOUNT.value: _("số tài khoản ngân hàng"),
    Kind.HEALTH_INSURANCE.value: _("số thẻ bảo hiểm y tế"),
    Kind.PASSPORT.value: _("số hộ chiếu"),
    Kind.TAX_CODE.value: _("mã số thuế"),
    Kind.EMAIL.value: _("địa chỉ thư điện tử"),
}
