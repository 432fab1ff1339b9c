"""Words for kinds, states, outcomes and the rest, in the reader's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danbiet.voices.rules import Channel, Kind, Outcome, Refused, State, Subject, Tie, Urgency
from danbiet.voices.rules.letters import Forwarder, Letter, Recipient
from danbiet.voices.rules.receiving import DayState, Receiver, Result
from danbiet.voices.rules.stages import Act, Stage
from danbiet.voices.rules.terms import What

KINDS = {
    Kind.REPORT.value: _("Phản ánh"),
    Kind.PETITION.value: _("Kiến nghị"),
    Kind.COMPLAINT_FIRST.value: _("Khiếu nại lần đầu"),
    Kind.COMPLAINT_SECOND.value: _("Khiếu nại lần hai"),
    Kind.INFORMATION_REQUEST.value: pgettext_lazy("một đơn", "Yêu cầu cung cấp thông tin"),
    Kind.CRIME_REPORT.value: _("Tố giác tội phạm"),
}
STATES = {
    State.RECEIVED.value: _("Đã nhận"),
    State.ACCEPTED.value: _("Đã tiếp nhận xử lý"),
    State.ANSWERED.value: _("Đã trả lời"),
    State.AGREED.value: _("Người gửi đồng ý"),
    State.RECHECKED.value: _("Đã kiểm tra lại"),
}
PASSED_ON = {
    Kind.INFORMATION_REQUEST.value: _("Đã chuyển nơi cung cấp thông tin"),
    Kind.CRIME_REPORT.value: _("Đã chuyển công an"),
}
OUTCOMES = {
    Outcome.SOLVED.value: _("Đã giải quyết"),
    Outcome.PARTLY.value: _("Giải quyết một phần"),
    Outcome.REFUSED.value: _("Từ chối có lý do"),
    Outcome.NOT_OUR_POWER.value: _("Không thuộc thẩm quyền"),
    Outcome.DUPLICATE.value: _("Trùng với việc khác"),
    Outcome.CANNOT_VERIFY.value: _("Không xác minh được"),
}
CHANNELS = {
    Channel.WEB.value: _("Trang web"),
    Channel.PHONE.value: _("Điện thoại"),
    Channel.COUNTER.value: _("Tại quầy"),
    Channel.NOTEBOOK.value: _("Sổ tổ dân phố"),
    Channel.MAIL.value: _("Thư điện tử"),
    Channel.OPEN311.value: _("Ứng dụng khác (Open311)"),
    Channel.RECEPTION.value: _("Buổi tiếp công dân"),
}
REFUSALS = {
    Refused.WRONG_CHANNEL.value: _("Gửi nhầm kênh"),
    Refused.NOT_OUR_POWER.value: _("Không thuộc thẩm quyền"),
    Refused.SETTLED_BEFORE.value: _("Đã có quyết định giải quyết có hiệu lực"),
    Refused.OUT_OF_TIME.value: _("Hết thời hiệu, thời hạn"),
    Refused.IN_COURT.value: _("Tòa án đã thụ lý hoặc đã giải quyết"),
    Refused.NO_RIGHT.value: _("Không liên quan trực tiếp tới quyền của người gửi, hoặc không có giấy ủy quyền"),
    Refused.UNREADABLE.value: _("Không rõ việc gì, ở đâu, và không hỏi lại được"),
    Refused.INTERNAL.value: _("Việc nội bộ cơ quan hoặc bí mật nhà nước"),
    Refused.DENUNCIATION.value: _("Tố cáo gửi nhầm kênh"),
}
URGENCIES = {
    Urgency.ORDINARY.value: _("Bình thường"),
    Urgency.SOON.value: _("Cần sớm"),
    Urgency.DANGER.value: _("Nguy hiểm ngay"),
}
TIES = {
    Tie.SAME_PLACE.value: _("cùng chỗ"),
    Tie.ALIKE.value: _("lời giống nhau"),
    Tie.FOLLOWS.value: _("gửi thêm sau khi việc đã đóng"),
    Tie.SPLIT.value: _("tách ra từ cùng một đơn"),
    Tie.MERGED.value: _("gộp lại"),
    Tie.SECOND.value: _("khiếu nại lần hai sau lần đầu"),
}
SUBJECTS = {
    Subject.ROADS.value: _("Đường, vỉa hè"),
    Subject.LIGHTING.value: _("Đèn chiếu sáng"),
    Subject.DRAINAGE.value: _("Cống, ngập nước"),
    Subject.WATER.value: _("Nước sạch"),
    Subject.WASTE.value: _("Rác, vệ sinh"),
    Subject.AIR.value: _("Không khí, khói bụi, mùi"),
    Subject.NOISE.value: _("Tiếng ồn"),
    Subject.ORDER.value: _("Trật tự đô thị, lấn chiếm"),
    Subject.SECURITY.value: _("An ninh, tệ nạn"),
    Subject.CONSTRUCTION.value: _("Xây dựng, giấy phép xây dựng"),
    Subject.LAND.value: _("Đất đai, sổ đỏ, đền bù"),
    Subject.CLINICS.value: _("Trạm y tế, bệnh viện"),
    Subject.SCHOOLS.value: _("Trường học"),
    Subject.DESKS.value: _("Một cửa, thủ tục"),
    Subject.PORTALS.value: _("Cổng, ứng dụng trực tuyến"),
    Subject.OFFICERS.value: _("Thái độ, việc làm của cán bộ"),
    Subject.POVERTY.value: _("Hộ nghèo, trợ cấp"),
    Subject.MONEY.value: _("Thu chi, đóng góp"),
    Subject.OTHER.value: _("Việc khác"),
}
STAGES = {
    Stage.ACCEPTANCE.value: _("Thụ lý hoặc trả lời không thụ lý"),
    Stage.ANSWER.value: _("Trả lời"),
    Stage.SETTLEMENT.value: _("Ra quyết định giải quyết"),
    Stage.SENDING.value: _("Gửi quyết định"),
    Stage.PUBLICATION.value: _("Công khai quyết định"),
    Stage.RECHECK.value: _("Xem lại khi người gửi chưa đồng ý"),
    Stage.HAND_OVER.value: _("Chuyển cơ quan có thẩm quyền"),
    Stage.FIRST_NOTICE.value: _("Báo cách xử lý"),
    Stage.NONE.value: _("Không còn việc phải làm"),
}
ACTS = {
    Act.RECEIVE.value: _("Nhận"),
    Act.ACCEPT.value: _("Tiếp nhận xử lý"),
    Act.REFUSE.value: _("Từ chối"),
    Act.TRANSFER_OUT.value: _("Chuyển đi"),
    Act.TRANSFER_IN.value: _("Được chuyển đến"),
    Act.ASSIGN.value: _("Giao người xử lý"),
    Act.SUSPEND.value: _("Tạm đình chỉ"),
    Act.RESUME.value: _("Tiếp tục"),
    Act.EXTEND.value: pgettext_lazy("việc đã làm", "Gia hạn"),
    Act.CALL_COMPLEX.value: _("Xác định là vụ việc phức tạp"),
    Act.DIALOGUE.value: _("Hẹn đối thoại"),
    Act.NOTE_DIALOGUE.value: _("Buổi đối thoại"),
    Act.ANSWER.value: _("Trả lời"),
    Act.AGREE.value: _("Người gửi đồng ý"),
    Act.CONTEST.value: _("Người gửi chưa đồng ý"),
    Act.RECHECK.value: _("Kiểm tra lại"),
    Act.WRITE.value: _("Người gửi viết thêm"),
    Act.REPLY.value: _("Hỏi hoặc nhắn người gửi"),
    Act.MERGE.value: _("Gộp"),
    Act.SPLIT.value: _("Tách"),
    Act.LINK.value: _("Nối với việc khác"),
    Act.PROMISE.value: _("Hẹn"),
    Act.REDACT.value: _("Soạn bản công khai"),
    Act.PUBLISH.value: pgettext_lazy("việc đã làm", "Công khai"),
    Act.WITHDRAW.value: _("Rút bản công khai"),
    Act.RATE.value: _("Người gửi chấm"),
    Act.HAND_OVER.value: _("Chuyển cơ quan có thẩm quyền"),
    Act.RECLASSIFY.value: _("Đổi loại đơn"),
    Act.SEND_NOTICE.value: _("Gửi văn bản"),
    Act.SEND_DECISION.value: _("Gửi quyết định"),
    Act.POST_DECISION.value: _("Niêm yết quyết định"),
    Act.NAME_FORWARDER.value: _("Ghi cơ quan đã chuyển đơn"),
    Act.FORGET.value: _("Xóa tên, số liên hệ của người gửi"),
}
RECEIVERS = {
    Receiver.CHAIR.value: _("Chủ tịch"),
    Receiver.DEPUTY.value: _("Phó Chủ tịch"),
    Receiver.OFFICER.value: _("Cán bộ tiếp công dân"),
}
DAY_STATES = {
    DayState.PLANNED.value: _("Theo lịch"),
    DayState.KEPT.value: _("Đã tiếp"),
    DayState.MISSED.value: _("Lỡ"),
    DayState.MOVED.value: _("Đổi ngày"),
}
RESULTS = {
    Result.ANSWERED.value: _("Trả lời ngay tại chỗ"),
    Result.CASE.value: _("Mở vụ việc"),
    Result.PROMISED.value: _("Hẹn ngày"),
    Result.REFERRED.value: _("Hướng dẫn đến đúng nơi"),
}
TERMS = {
    What.REPORT.value: _("Trả lời phản ánh"),
    What.PETITION.value: _("Trả lời kiến nghị"),
    What.CONTEST.value: _("Người gửi yêu cầu xem lại"),
    What.RECHECK.value: _("Xem lại khi bị phản đối"),
}
LETTERS = {
    Letter.ACCEPTED.value: _("Thông báo thụ lý"),
    Letter.NOT_ACCEPTED.value: _("Thông báo không thụ lý"),
    Letter.HANDLING.value: _("Báo cách xử lý"),
    Letter.FORWARDED.value: _("Báo đã chuyển"),
    Letter.DECISION.value: _("Gửi quyết định"),
    Letter.RESULT.value: _("Báo kết quả cho nơi chuyển đơn"),
    Letter.RELAYED.value: _("Báo lại kết quả cho người gửi"),
    Letter.PUBLICATION.value: _("Công khai quyết định"),
    Letter.SUSPENDED.value: _("Quyết định tạm đình chỉ"),
    Letter.RESUMED.value: _("Quyết định tiếp tục"),
    Letter.COMPLEX.value: _("Văn bản xác định phức tạp"),
    Letter.DIALOGUE.value: _("Giấy mời đối thoại"),
    Letter.ANSWER.value: _("Văn bản trả lời"),
}
RECIPIENTS = {
    Recipient.SENDER.value: _("Người gửi đơn"),
    Recipient.RESPONDENT.value: _("Người bị khiếu nại"),
    Recipient.FIRST_SETTLER.value: _("Người giải quyết khiếu nại lần đầu"),
    Recipient.SUPERIOR.value: _("Cơ quan cấp trên trực tiếp"),
    Recipient.PARTIES.value: _("Người có quyền, nghĩa vụ liên quan"),
    Recipient.FORWARDER.value: _("Cơ quan đã chuyển đơn"),
    Recipient.INSPECTORATE.value: _("Cơ quan thanh tra"),
    Recipient.AUTHORITY.value: _("Cơ quan có thẩm quyền"),
    Recipient.PUBLIC.value: _("Công khai cho mọi người"),
    Recipient.FILE.value: _("Lưu hồ sơ"),
}
FORWARDERS = {
    Forwarder.FRONT.value: _("Mặt trận Tổ quốc, tổ chức thành viên của Mặt trận"),
    Forwarder.ELECTED.value: _("Cơ quan của Quốc hội, đại biểu Quốc hội, đại biểu Hội đồng nhân dân"),
    Forwarder.RECEPTION.value: _("Ban tiếp công dân"),
    Forwarder.OTHER.value: _("Cơ quan, tổ chức khác"),
}
CERTAINTIES = {
    "seen": _("đã đọc trong văn bản"),
    "memory": _("theo trí nhớ, chưa kiểm tra: không tính là trễ"),
    "local": _("do nơi này đặt, không phải luật"),
    "assumed": _("do phần mềm đặt, không phải luật"),
    "": "",
}
SERIES = {
    "received": _("Nhận"),
    "accepted": _("Tiếp nhận xử lý"),
    "answered": _("Đã trả lời"),
    "rated": _("Người gửi có ý kiến"),
    "agreed": _("Người gửi đồng ý"),
}
TIERS = {"district": _("UBND cấp huyện"), "province": _("UBND cấp tỉnh"), "ministry": _("bộ quản lý ngành")}
