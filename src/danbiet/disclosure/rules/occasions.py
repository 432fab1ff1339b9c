"""What an officer records as having happened, and the duties that it may give rise to.

Each occasion names one or more duties; where two laws speak of the same thing, they stand in one row in the order in
which they prevail, and only the first in force on the day arises.
"""

from dataclasses import dataclass

from danbiet.common.actor import say

WARD = ("ward",)
WARD_AND_DISTRICT = ("ward", "district")
EVERYBODY = ("ward", "district", "province")


@dataclass(frozen=True)
class Occasion:
    """`words`: as a form offers it. `duties`: rows of alternatives, the prevailing first. `is_ahead`: its day may lie
    ahead, because the law counts back from it. `asks_year`: a budget or reporting year belongs to it."""

    key: str
    words: str
    duties: tuple[tuple[str, ...], ...]
    tiers: tuple[str, ...] = WARD
    asks_year: bool = False
    is_ahead: bool = False


OCCASIONS: dict[str, Occasion] = {
    one.key: one
    for one in (
        Occasion("estimate_sent", say("UBND gửi dự toán ngân sách tới đại biểu HĐND"), (("BUD16-01", "BUD26-01"),),
                 asks_year=True),
        Occasion("estimate_decided", say("HĐND quyết định dự toán ngân sách"),
                 (("BUD16-02", "BUD26-01"), ("BUD16-06",)), asks_year=True),
        Occasion("execution_submitted", say("UBND trình HĐND thực hiện ngân sách cả năm"),
                 (("BUD16-04", "BUD26-01"),), asks_year=True),
        Occasion("settlement_approved", say("HĐND phê chuẩn quyết toán ngân sách"),
                 (("BUD16-05", "BUD26-01"), ("BUD16-06",)), asks_year=True),
        Occasion("audit_recommended", say("Kiểm toán Nhà nước có kiến nghị"), (("BUD16-08", "DIS22-02"),), EVERYBODY),
        Occasion("support_paid", say("Duyệt, chi hỗ trợ trực tiếp cho người dân"), (("BUD26-02", "DIS22-07"),)),
        Occasion("contribution_decided", say("Quyết định quỹ, khoản tài trợ, khoản huy động đóng góp"),
                 (("DIS22-05", "DIS34-04"),)),
        Occasion("contribution_collected", say("Thôn, tổ dân phố thu một khoản đóng góp"), (("BUD26-03",),)),
        Occasion("socioeconomic_plan", say("Ban hành kế hoạch kinh tế - xã hội, hoặc có kết quả thực hiện"),
                 (("DIS22-01", "DIS34-01"),), asks_year=True),
        Occasion("project_decided", say("Quyết định dự án đầu tư, thu hồi đất, bồi thường, quy hoạch xây dựng"),
                 (("DIS22-03", "DIS34-02"),)),
        Occasion("land_plan_approved", say("Quy hoạch, kế hoạch sử dụng đất được duyệt"), (("LND-02", "LND-01"),),
                 WARD_AND_DISTRICT),
        Occasion("compensation_drafted", say("Có dự thảo phương án bồi thường, tái định cư"),
                 (("LND-04", "LND-03"),)),
        Occasion("asset_decided", say("Quyết định mua, giao, thuê, chuyển nhượng, thanh lý tài sản công"),
                 (("DIS22-06",),)),
        Occasion("poverty_reviewed", say("Họp thôn, tổ dân phố xong về rà soát hộ nghèo"), (("POV-02",),),
                 asks_year=True),
        Occasion("policy_decided", say("Quyết định đối tượng, kết quả chính sách xã hội, hộ nghèo"),
                 (("DIS22-07", "DIS34-05"),)),
        Occasion("relief_decided", say("Quyết định cứu trợ, sử dụng tiền ủng hộ"), (("DIS22-08", "DIS34-04"),)),
        Occasion("conscripts_listed", say("Lập danh sách tuyển quân, gọi nhập ngũ"), (("DIS22-09",),)),
        Occasion("inspection_concluded", say("Kết luận thanh tra, kiểm tra; xử lý cán bộ; lấy phiếu tín nhiệm"),
                 (("DIS22-10", "DIS34-07"),)),
        Occasion("consultation_published", say("Đưa nội dung ra lấy ý kiến Nhân dân"),
                 (("DIS22-11", "DIS34-08"), ("PAR-01",))),
        Occasion("consultation_concluded", say("Tổng hợp xong ý kiến Nhân dân"),
                 (("DIS22-11", "DIS34-08"), ("PAR-02",))),
        Occasion("fees_set", say("Ban hành, sửa danh mục phí, lệ phí xã thu"), (("DIS22-12", "DIS34-09"),)),
        Occasion("procedures_changed", say("Công bố, sửa thủ tục hành chính xã giải quyết"),
                 (("DIS22-13", "DIS34-10"),)),
        Occasion("conduct_issued", say("Ban hành quy chế dân chủ, nhiệm vụ cán bộ, quy tắc ứng xử"),
                 (("DIS22-04", "DIS34-03"),)),
        Occasion("community_decided", say("Nhận quyết định của cộng đồng dân cư gửi lên"), (("PAR-12",),)),
        Occasion("covenant_recognised", say("Công nhận quy chế tổ dân phố, hương ước, quy ước"),
                 (("DIS34-11", "DIS16-01", "ATI26-00"),)),
        Occasion("boundary_proposed", say("Có đề án thành lập, nhập, chia đơn vị hành chính"), (("DIS34-06",),)),
        Occasion("council_called", say("Có ngày họp thường lệ của HĐND"), (("DIS22-23",),), is_ahead=True),
        Occasion("head_election_set", say("Định ngày bầu tổ trưởng, trưởng thôn"), (("PAR-15",),), is_ahead=True),
        Occasion("content_changed", say("Nội dung đã công khai thay đổi"), (("DIS22-22",),)),
        Occasion("other_information", say("Thông tin khác phải công khai"),
                 (("DIS34-11", "DIS16-01", "ATI26-00"),), EVERYBODY),
    )
}  # fmt: skip
