"""A document with every part and hostile text, for the tests of its renderers."""

from datetime import date

from danbiet.common.documents import Annex, Document, Section, Signature, Table

HOSTILE = '#panic() $x^2$ *đậm* _nghiêng_ @ref <nhãn> \\ "{figure:x}" =HYPERLINK("x") - UBND // không'

TASKS = Table(
    (
        "STT", "Nhiệm vụ", "Chỉ số nội dung/thành phần", "Cơ quan chủ trì", "Cơ quan phối hợp",
        "Thời gian hoàn thành", "Sản phẩm", "Kết quả", "Minh chứng",
    ),
    tuple(
        (
            str(n), f"Phổ biến đầy đủ các chính sách của nhà nước, quy định của Thành phố, Quận {HOSTILE}",
            "1.1 Tri thức công dân", "UBND phường", "Mặt trận Tổ quốc", "14/9/2021", "Biên bản", "Trễ 4 ngày", "",
        )
        for n in range(1, 12)
    ),
    (1.3, 5, 3, 2.5, 2.5, 2.2, 2.5, 2.3, 2.3),
)  # fmt: skip
FIGURES = Table(("Chỉ tiêu", "Kỳ này"), (("Nhiệm vụ", "25"), ("Hồ sơ", "Chưa có số liệu")), (4, 1), frozenset({1}))


def report(**changes: object) -> Document:
    sections = (
        Section("CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", paragraphs=("Ủy ban nhân dân phường đã ban hành 01 kế hoạch.", HOSTILE)),
        Section(
            "KẾT QUẢ THỰC HIỆN",
            parts=(
                Section(
                    "Công tác thông tin, tuyên truyền",
                    dashes=("Chưa có số liệu.", "Đài truyền thanh: chưa có số liệu."),
                ),
                Section(
                    "Kết quả theo từng chỉ số nội dung",
                    parts=tuple(
                        Section(
                            name,
                            dashes=("Nhiệm vụ đến hạn trong kỳ: 3; đã xong có minh chứng được chấp nhận: 2; trễ: 1.",),
                        )
                        for name in (
                            "Tham gia của người dân ở cấp cơ sở",
                            "Công khai, minh bạch",
                            "Trách nhiệm giải trình",
                        )
                    ),
                ),
            ),
        ),
        Section("KIẾN NGHỊ, ĐỀ XUẤT", paragraphs=("Đề nghị quận hướng dẫn công khai danh sách hộ nghèo.",)),
    )
    values = {
        "issuer": ("ỦY BAN NHÂN DÂN", "PHƯỜNG ĐÔNG NGẠC"),
        "issued_by": "Ủy ban nhân dân phường Đông Ngạc",
        "symbol": "BC-UBND",
        "place": "Đông Ngạc",
        "year": 2021,
        "kind": "BÁO CÁO",
        "subject": "Kết quả thực hiện Kế hoạch cải thiện, nâng cao Chỉ số PAPI quý III năm 2021",
        "signature": Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Nguyễn Văn Ặc"),
        "number": 12,
        "on": date(2021, 9, 16),
        "basis": ("Thực hiện Kế hoạch số 313/KH-UBND ngày 18 tháng 8 năm 2021 của Ủy ban nhân dân quận Bắc Từ Liêm;",),
        "opening": "Ủy ban nhân dân phường Đông Ngạc báo cáo kết quả thực hiện như sau:",
        "sections": sections,
        "recipients": ("- UBND quận Bắc Từ Liêm;", "- Lưu: VT, VP."),
        "annexes": (
            Annex("BẢNG NHIỆM VỤ", TASKS, landscape=True),
            Annex("BẢNG SỐ LIỆU", FIGURES, notes=("Chưa có số liệu: không phải số 0.",)),
        ),
    }
    return Document(**(values | changes))
