"""The budget table to be filled in: the shape that is always read back."""

from datetime import date

from danbiet.common.xlsx import Sheet, xlsx

HEAD = ("STT", "Nội dung", "Dự toán", "Thực hiện", "So sánh (%)")
INCOME = (
    ("A", "Tổng số thu"), ("I", "Các khoản thu xã hưởng 100%"), ("1", "Phí, lệ phí"),
    ("2", "Thu từ quỹ đất công ích và hoa lợi công sản"), ("3", "Đóng góp của Nhân dân theo quy định"),
    ("4", "Đóng góp tự nguyện"), ("5", "Thu khác"), ("II", "Các khoản thu phân chia theo tỷ lệ"),
    ("III", "Thu bổ sung từ ngân sách cấp trên"), ("1", "Bổ sung cân đối"), ("2", "Bổ sung có mục tiêu"),
    ("IV", "Thu chuyển nguồn"),
)  # fmt: skip
SPENDING = (
    ("B", "Tổng số chi"), ("I", "Chi đầu tư phát triển"), ("1", "Chi xây dựng công trình"), ("2", "Chi đầu tư khác"),
    ("II", "Chi thường xuyên"), ("1", "Quốc phòng, an ninh"), ("2", "Giáo dục"), ("3", "Y tế"),
    ("4", "Văn hóa, thông tin, truyền thanh"), ("5", "Bảo vệ môi trường"), ("6", "Kinh tế"),
    ("7", "Quản lý nhà nước, Đảng, đoàn thể"), ("8", "Bảo đảm xã hội"), ("9", "Chi khác"), ("III", "Dự phòng"),
    ("IV", "Chi chuyển nguồn"),
)  # fmt: skip
NOTES = (
    "Đơn vị tính: đồng",
    "Sửa chữ “đồng” thành “nghìn đồng” hoặc “triệu đồng” nếu số ghi theo đơn vị ấy. Dòng không có số thì để trống.",
)


def budget_template(*, on: date) -> bytes:
    """One sheet, income above spending, no figures."""
    rows = tuple((code, name, None, None, None) for code, name in (*INCOME, *SPENDING))
    sheet = Sheet("Thu chi", HEAD, rows, widths=(6, 52, 20, 20, 14), notes=NOTES)
    return xlsx([sheet], title="Mẫu bảng ngân sách", on=on)
