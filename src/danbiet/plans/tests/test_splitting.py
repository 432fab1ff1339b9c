"""Splitting a plan into items, its head, its tables, its deadlines; no database."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danbiet.plans.rules.due import Recurrence, find_due, read_due
from danbiet.plans.rules.folding import fold, tidy
from danbiet.plans.rules.heads import read_head
from danbiet.plans.rules.items import pieces, split
from danbiet.plans.rules.outline import DITTO, Grid, marker, read_paste

PLAN = """ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
QUẬN BẮC TỪ LIÊM\tĐộc lập - Tự do - Hạnh phúc
Số: 313/KH-UBND
Bắc Từ Liêm, ngày 18 tháng 8 năm 2021
KẾ HOẠCH
Cải thiện, nâng cao Chỉ số PAPI giai đoạn 2021-2025
Thực hiện Kế hoạch số 179/KH-UBND ngày 04/8/2021 của UBND thành phố Hà Nội về cải thiện PAPI, \
UBND quận ban hành kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
- Các chỉ số nội dung tăng tương ứng.
- Phấn đấu đến năm 2025 ở nhóm trung bình.
II. NHIỆM VỤ, GIẢI PHÁP
1. Công tác tuyên truyền
a) Tuyên truyền mục đích, ý nghĩa của PAPI; công bố kết quả hằng năm tới người dân;
b) Công khai ngân sách phường đúng quy định, hoàn thành trước 30/11/2021.
Đơn vị thực hiện: UBND các phường
Thời gian: Quý IV/2021
2. Cung ứng dịch vụ công
III. TỔ CHỨC THỰC HIỆN
1. Phòng Nội vụ chủ trì, theo dõi, đôn đốc.
Nơi nhận:
- Lưu: VT.
"""


@pytest.fixture(scope="module")
def draft():
    return split(read_paste(PLAN))


def test_head_is_read_from_the_first_lines(draft) -> None:
    head = draft.head
    assert (head.number, head.issued_on) == ("313/KH-UBND", date(2021, 8, 18))
    assert head.issuer == "ỦY BAN NHÂN DÂN QUẬN BẮC TỪ LIÊM"
    assert head.title == "Cải thiện, nâng cao Chỉ số PAPI giai đoạn 2021-2025"
    assert (head.first_year, head.last_year) == (2021, 2025)
    assert (head.parent.number, head.parent.issued_on) == ("179/KH-UBND", date(2021, 8, 4))
    assert head.parent.issuer == "UBND thành phố Hà Nội"


def test_items_keep_their_wording_path_number_and_kind(draft) -> None:
    rows = [(item.kind, item.number, item.path[-1] if item.path else "", item.text) for item in draft.items]
    assert rows == [
        ("objective", "-", "1. Mục đích", "Các chỉ số nội dung tăng tương ứng"),
        ("target", "-", "1. Mục đích", "Phấn đấu đến năm 2025 ở nhóm trung bình"),
        ("task", "a)", "1. Công tác tuyên truyền", "Tuyên truyền mục đích, ý nghĩa của PAPI"),
        ("task", "a)", "1. Công tác tuyên truyền", "công bố kết quả hằng năm tới người dân"),
        ("task", "b)", "1. Công tác tuyên truyền", draft.items[4].text),
        ("gap", "2.", "II. NHIỆM VỤ, GIẢI PHÁP", "Cung ứng dịch vụ công"),
        ("measure", "1.", "III. TỔ CHỨC THỰC HIỆN", "Phòng Nội vụ chủ trì, theo dõi, đôn đốc"),
    ]  # fmt: skip
    assert draft.items[4].text == "Công khai ngân sách phường đúng quy định, hoàn thành trước 30/11/2021"


def test_lines_that_name_owner_and_time_belong_to_the_item_above(draft) -> None:
    budget = draft.items[4]
    assert budget.lead == "UBND các phường"
    assert (budget.due.wording, budget.due.last_day) == ("Quý IV/2021", date(2021, 12, 31))
    assert draft.items[3].due.recurrence == Recurrence.YEARLY


def test_the_printed_form_around_the_plan_is_left_out_and_named(draft) -> None:
    assert [line.text for line in draft.left_out][-2:] == ["Nơi nhận:", "- Lưu: VT."]


def test_numbers_inside_one_paragraph_split_it() -> None:
    text = (
        "Nhiệm vụ: (1) Về “Công khai, minh bạch”: Công khai ngân sách xã; niêm yết danh sách hộ nghèo. "
        "(2) Tổ chức tiếp công dân."
    )
    found = split(read_paste(text)).items
    assert [(item.number, item.text) for item in found][-3:] == [
        ("(1)", "Công khai ngân sách xã"), ("(1)", "niêm yết danh sách hộ nghèo"), ("(2)", "Tổ chức tiếp công dân"),
    ]  # fmt: skip
    assert found[-3].path == ("Về “Công khai, minh bạch”",)
    assert "Công khai ngân sách xã; niêm yết" in found[-3].sentence


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("I. MỤC ĐÍCH", "roman"), ("II/ NHIỆM VỤ", "roman"), ("A. PHẦN CHUNG", "letter_upper"), ("1. Một", "arabic"),
        ("1.1. Hai", "dec2"), ("1.1.2 Ba", "dec3"), ("2) Bốn", "arabic_bracket"), ("(3) Năm", "brackets"),
        ("a) Sáu", "letter"), ("đ) Bảy", "letter"), ("- Tám", "dash"), ("+ Chín", "plus"), ("Điều 1. Mười", "article"),
        ("15/8/2021 là hạn", ""), ("2021 là năm đầu", ""), ("Công khai", ""),
    ],
)  # fmt: skip
def test_numbering_is_recognised(line: str, kind: str) -> None:
    assert marker(line)[0] == kind


def test_wrapped_lines_of_a_paste_are_joined() -> None:
    wrapped = "- Niêm yết công khai danh sách hộ nghèo tại nhà văn hóa tổ dân phố và\ntrụ sở phường\n- Tiếp công dân"
    assert [item.text for item in split(read_paste(wrapped)).items] == [
        "Niêm yết công khai danh sách hộ nghèo tại nhà văn hóa tổ dân phố và trụ sở phường", "Tiếp công dân",
    ]  # fmt: skip


def test_semicolons_in_brackets_and_short_tails_do_not_split() -> None:
    assert pieces("Công khai (ngân sách; quỹ) tại phường") == ["Công khai (ngân sách; quỹ) tại phường"]
    assert pieces("Mở hội nghị tổ dân phố; họp dân") == ["Mở hội nghị tổ dân phố; họp dân"]
    assert pieces("Thực hiện tại TP. Hà Nội và Q. Bắc Từ Liêm") == ["Thực hiện tại TP. Hà Nội và Q. Bắc Từ Liêm"]


GRID = Grid(
    (
        ("STT", "Nhiệm vụ", "Cơ quan", "", "Thời hạn", "Sản phẩm"),
        (DITTO, DITTO, "Chủ trì", "Phối hợp", DITTO, DITTO),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("I", "CÔNG KHAI, MINH BẠCH", "", "", "", ""),
        ("1", "Công khai ngân sách", "UBND phường", "Phòng TC-KH; MTTQ", "Trước 15/12", "Biên bản niêm yết"),
        ("2", "- Niêm yết hộ nghèo\n- Họp tổ dân phố", "nt", "", "Thường xuyên", ""),
        ("3", "", "", "", "", ""),
        ("4", "Tiếp công dân định kỳ", DITTO, "Công an, Tư pháp", "", ""),
    ),
    1,
    "Nhiệm vụ",
    5,
)


def test_a_table_gives_owner_partners_deadline_and_product() -> None:
    found = split((GRID,), year=2021)
    rows = [(item.text, item.lead, item.supporting, item.place, item.number) for item in found.items]
    assert rows == [
        ("Công khai ngân sách", "UBND phường", ("Phòng TC-KH", "MTTQ"), 9, "1"),
        ("Niêm yết hộ nghèo", "UBND phường", (), 10, "2"),
        ("Họp tổ dân phố", "UBND phường", (), 10, "2"),
        ("Tiếp công dân định kỳ", "UBND phường", ("Công an", "Tư pháp"), 12, "4"),
    ]
    assert found.items[0].due.due_on == date(2021, 12, 15)
    assert found.items[0].path == ("I CÔNG KHAI, MINH BẠCH",)
    assert found.items[0].product == "Biên bản niêm yết"
    assert dict(found.tables[0].fields)["supporting"] == 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("trước 30/11/2021", date(2021, 11, 30)), ("Trước ngày 05 tháng 9 năm 2021", date(2021, 9, 5)),
        ("Quý IV/2021", date(2021, 12, 31)), ("quý 2 năm 2022", date(2022, 6, 30)), ("Quý III", date(2021, 9, 30)),
        ("Tháng 10/2021", date(2021, 10, 31)), ("tháng 2 năm 2024", date(2024, 2, 29)), ("12/2021", date(2021, 12, 31)),
        ("6 tháng đầu năm 2022", date(2022, 6, 30)), ("Năm 2022", date(2022, 12, 31)),
        ("2021-2025", date(2025, 12, 31)),
        ("15/12", date(2021, 12, 15)), ("31/2/2021", None), ("Theo chỉ đạo", None), ("Thường xuyên", None),
    ],
)  # fmt: skip
def test_a_deadline_cell_names_its_last_day(words: str, expected: date | None) -> None:
    due = read_due(words, year=2021)
    assert due.wording == words
    assert due.last_day == expected


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("Hằng năm", "yearly"), ("hàng quý", "quarterly"), ("hằng tháng", "monthly"), ("mỗi ngày 2 buổi", "daily"),
        ("ít nhất 1 lần/tháng", "monthly"), ("định kỳ 6 tháng", "half_yearly"), ("thường xuyên, liên tục", "ongoing"),
    ],
)  # fmt: skip
def test_a_rhythm_is_read(words: str, rhythm: str) -> None:
    assert read_due(words).recurrence == rhythm


def test_an_empty_cell_is_no_deadline_and_a_day_without_a_year_needs_one() -> None:
    assert read_due("  ") is None
    assert read_due("trước 30/11").last_day is None


def test_a_cited_date_is_no_deadline() -> None:
    assert find_due("Thực hiện Kế hoạch 179/KH-UBND ngày 04/8/2021 của UBND thành phố") is None
    assert find_due("Công khai xong trước ngày 15/12/2021").due_on == date(2021, 12, 15)


def test_a_decision_and_its_grounds_are_read() -> None:
    lines = (
        "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỈNH X |",
        "Số: 2922/QĐ-UBND | X, ngày 16 tháng 10 năm 2017",
        "Căn cứ Quyết định số 787/QĐ-UBND ngày 07/4/2016 của UBND tỉnh X về việc ban hành Kế hoạch cải cách",
    )  # fmt: skip
    head = read_head(lines)
    assert (head.number, head.issued_on) == ("2922/QĐ-UBND", date(2017, 10, 16))
    assert head.bases[0].issuer == "UBND tỉnh X"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ạbc dđ.;:,-1I)(a\n\t“”/|+", max_size=300))
def test_every_item_is_cut_from_the_text_and_nothing_breaks(text: str) -> None:
    whole = tidy(text)
    for item in split(read_paste(text)).items:
        assert item.text in whole or "\t" in text or "|" in text


@given(st.text(max_size=80))
def test_folding_keeps_every_letter_in_its_place(text: str) -> None:
    composed = tidy(text)
    assert len(fold(composed)) == len(composed)


def test_a_heading_that_ends_with_a_full_stop_is_still_a_heading() -> None:
    found = split(read_paste("1.1. Chỉ số nội dung “Tham gia của người dân ở cấp cơ sở”.\n a) Tiếp công dân định kỳ\n"))
    assert [(item.text, item.path) for item in found.items] == [
        ("Tiếp công dân định kỳ", ("1.1. Chỉ số nội dung “Tham gia của người dân ở cấp cơ sở”",))
    ]


def test_articles_of_a_decision_are_arrangements_and_lone_headings_are_left_out() -> None:
    found = split(
        read_paste("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH X\nQUYẾT ĐỊNH:\nĐiều 2. Giám đốc Sở Nội vụ chủ trì, đôn đốc.")
    )
    assert [(item.kind, item.text) for item in found.items] == [("measure", "Giám đốc Sở Nội vụ chủ trì, đôn đốc")]
    assert found.head.issuer == "ỦY BAN NHÂN DÂN TỈNH X"
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH X" in [line.text for line in found.left_out]
