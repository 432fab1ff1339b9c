"""The detector of personal numbers: a table of what it finds, and of what it must leave alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danbiet.common.personal import Kind, find, mask

PHONE, CARD, BANK, EMAIL = Kind.PHONE, Kind.IDENTITY_CARD, Kind.BANK_ACCOUNT, Kind.EMAIL
INSURANCE, PASSPORT, TAX = Kind.HEALTH_INSURANCE, Kind.PASSPORT, Kind.TAX_CODE

FOUND = [
    # phones
    ("0912345678", PHONE, "0912345678"),
    ("Gọi 0352 123 456 nhé", PHONE, "0352 123 456"),
    ("ĐT: 0912.345.678", PHONE, "0912.345.678"),
    ("đt 091-234-5678", PHONE, "091-234-5678"),
    ("(0912) 345 678", PHONE, "(0912) 345 678"),
    ("+84912345678", PHONE, "+84912345678"),
    ("+84 912 345 678", PHONE, "+84 912 345 678"),
    ("+84 (0)912 345 678", PHONE, "+84 (0)912 345 678"),
    ("(+84) 912345678", PHONE, "(+84) 912345678"),
    ("84912345678", PHONE, "84912345678"),
    ("0084 912345678", PHONE, "0084 912345678"),
    ("số điện thoại 84 912 345 678", PHONE, "84 912 345 678"),
    ("SĐT: 09 12 34 56 78", PHONE, "09 12 34 56 78"),
    ("０９１２３４５６７８", PHONE, "０９１２３４５６７８"),
    ("O912345678", PHONE, "O912345678"),
    ("09l2 không phải; 09O2345678 thì phải", PHONE, "09O2345678"),
    ("0912\u200b345\u200b678", PHONE, "0912\u200b345\u200b678"),
    ("0912\u00a0345\u00a0678", PHONE, "0912\u00a0345\u00a0678"),
    ("0912–345–678", PHONE, "0912–345–678"),
    ("Ông A (0987654321), tổ 5", PHONE, "0987654321"),
    ("tel:0987654321", PHONE, "0987654321"),
    ("Zalo 0563456789.", PHONE, "0563456789"),
    ("anh_0987654321.jpg", PHONE, "0987654321"),
    ("cột hẹp 0987\n654 321", PHONE, "0987\n654 321"),
    ("0987654321.jpg", PHONE, "0987654321"),
    ("024 3825 1234", PHONE, "024 3825 1234"),
    ("(024) 38251234", PHONE, "(024) 38251234"),
    ("0243.8251234", PHONE, "0243.8251234"),
    ("+84 24 3825 1234", PHONE, "+84 24 3825 1234"),
    ("1 Nguyễn Văn A 0912345678 12/3/1960", PHONE, "0912345678"),
    ("ông Ba 09.87.65.43.21, tổ 5", PHONE, "09.87.65.43.21"),
    ("gọi 09 87 65 43 21", PHONE, "09 87 65 43 21"),
    ("nhà bà Lan, 09-87-65-43-21", PHONE, "09-87-65-43-21"),
    ("số 03 52 12 34 56 của chủ hộ", PHONE, "03 52 12 34 56"),
    ("bà Lan 09 12.34 56-78", PHONE, "09 12.34 56-78"),
    ("0912/345/678", PHONE, "0912/345/678"),
    ("0912_345_678", PHONE, "0912_345_678"),
    ("091/234/5678 hoặc tới nhà", PHONE, "091/234/5678"),
    ("gọi 912345678 gặp chị Lan", PHONE, "912345678"),
    ("hỏi anh Ba, 912 345 678 hoặc 912345679", PHONE, "912345679"),
    ("gọi 84 912 345 678", PHONE, "84 912 345 678"),
    ("Số tiền 1.500.000 đồng, liên hệ 0912345678", PHONE, "0912345678"),
    # identity cards
    ("001094012345", CARD, "001094012345"),
    ("CCCD số 001094012345", CARD, "001094012345"),
    ("001 094 012 345", CARD, "001 094 012 345"),
    ("001.094.012345", CARD, "001.094.012345"),
    ("0010 9401 2345", CARD, "0010 9401 2345"),
    ("(079203001234)", CARD, "079203001234"),
    ("Số định danh cá nhân: 036301000456", CARD, "036301000456"),
    ("căn cước O01O94012345", CARD, "O01O94012345"),
    ("1 Trần Thị B 001194012345 12/3/1994", CARD, "001194012345"),
    ("CMND 012345678", CARD, "012345678"),
    ("CMND số: 012 345 678 cấp ngày 12/3/2010", CARD, "012 345 678"),
    ("chứng minh nhân dân 112233445", CARD, "112233445"),
    ("CMT: 013456789 do CA Hà Nội cấp", CARD, "013456789"),
    ("số CCCD/CMND 1094012345", CARD, "1094012345"),
    ("giấy tờ tùy thân số 012345679", CARD, "012345679"),
    ("001094012345_mat-truoc.png", CARD, "001094012345"),
    # bank accounts
    ("STK 19034567891012", BANK, "19034567891012"),
    ("STK: 1903 4567 8910 12 Techcombank", BANK, "1903 4567 8910 12"),
    ("Số tài khoản 0011004123456", BANK, "0011004123456"),
    ("tài khoản số 102010001234567 tại VietinBank", BANK, "102010001234567"),
    ("TK 3100205123456 Agribank", BANK, "3100205123456"),
    ("Vietcombank 0451000234567", BANK, "0451000234567"),
    ("0451000234567 - Vietcombank", BANK, "0451000234567"),
    ("21510001234567 (BIDV)", BANK, "21510001234567"),
    ("Ngân hàng MB Bank, 8888123456", BANK, "8888123456"),
    ("ACB: 123456", BANK, "123456"),
    ("số TK: 045.1000.234567", BANK, "045.1000.234567"),
    ("chuyển khoản vào tài khoản ngân hàng 1017654321", BANK, "1017654321"),
    # insurance, passports, taxes, addresses
    ("GD4010123456789", INSURANCE, "GD4010123456789"),
    ("Thẻ HN 2 01 01 234 56789", INSURANCE, "HN 2 01 01 234 56789"),
    ("Mã BHXH 0123456789", INSURANCE, "0123456789"),
    ("thẻ bảo hiểm y tế số 7912345678", INSURANCE, "7912345678"),
    ("Hộ chiếu C1234567", PASSPORT, "C1234567"),
    ("passport no. B12345678", PASSPORT, "B12345678"),
    ("hộ chiếu số N 1234567", PASSPORT, "N 1234567"),
    ("MST 8012345678", TAX, "8012345678"),
    ("mã số thuế: 0312345678", TAX, "0312345678"),
    ("a.nguyen@gmail.com", EMAIL, "a.nguyen@gmail.com"),
    ("thư: tran_thi.b+x@yahoo.com.vn.", EMAIL, "tran_thi.b+x@yahoo.com.vn"),
    ("ba (a) gmail.com", EMAIL, "ba (a) gmail.com"),
    ("thư lan (a) gmail com nhé", EMAIL, "lan (a) gmail com"),
    ("lan [at] yahoo.com.vn", EMAIL, "lan [at] yahoo.com.vn"),
    ("lan a còng gmail.com", EMAIL, "lan a còng gmail.com"),
    ("lan @ gmail . com", EMAIL, "lan @ gmail . com"),
    ("lan(at)congty.net", EMAIL, "lan(at)congty.net"),
]

LEFT = [
    "313/KH-UBND ngày 18/8/2021",
    "Kế hoạch số 179/KH-UBND ngày 04/8/2021 của UBND Thành phố",
    "Quyết định 0912345678/QĐ-UBND",
    "1.234.567.890 đồng",
    "84.912.345.678 đồng",
    "84912345678 đồng",
    "840912345678",
    "Tổng: 12.345.678.901",
    "tổng số tiền 912345678 đồng",
    "350000000 đ",
    "tài khoản nhận 15.000.000 đồng",
    "đã nộp vào tài khoản 12.500.000",
    "số dư tài khoản là 123456789 đồng",
    "chuyển khoản 500000 VNĐ qua Vietcombank",
    "Vietcombank tài trợ 200.000.000 đồng",
    "ngày 12/03/2021",
    "12.03.2021",
    "2021-03-12",
    "tài khoản mở ngày 12.03.2021",
    "tài khoản, tổng số 12 345 678",
    "tài khoản mở ngày 2021-03-12",
    "giai đoạn 2021-2025",
    "năm 2021, 2022, 2023, 2024",
    "CMND cấp ngày 12/03/2010",
    "Mã chương 800, loại 340, khoản 341, mục 6000, tiểu mục 6001",
    "mã quan hệ ngân sách 1012345",
    "Tài khoản kho bạc 3713.0.1012345.00000",
    "tài khoản 9523.3.1012345 tại Kho bạc Nhà nước Bắc Từ Liêm",
    "Tài khoản kế toán 111, 112, 1121, 331",
    "diện tích 12345678 m2",
    "125.000.000 m²",
    "thửa đất số 123, tờ bản đồ số 45, diện tích 100,5 m2",
    "GCN QSDĐ số CS 012345678",
    "sổ đỏ BM 123456",
    "105.8342123, 21.0285123",
    "tọa độ 21.028511 105.804817",
    "X=2325123.45 Y=587654.32",
    "0.912345678",
    "0,0912345678",
    "hotline 1022",
    "gọi 113, 114, 115",
    "tổng đài 19001022",
    "1900 1234",
    "18001091",
    "24/7",
    "Công ty có 0123456 cổ phiếu",
    "sha256 09123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
    "e3b0c44298fc1c149afbf4c8996fb924",
    "550e8400-e29b-41d4-a716-446655440000",
    "000.00.00.H26-210915-0001",
    "Hồ sơ H26.12.9-210916-0012",
    "H29.170-240105-0001",
    "Luật số 10/2022/QH15",
    "Nghị định 30/2020/NĐ-CP",
    "ISBN 978-604-1-12345-6",
    "8934567890123",
    "mã vạch 8938505974194",
    "PA-2026-000123",
    "123456789",
    "987654321098",
    "999999999999",
    "000000000000",
    "003094012345",  # no province has 003
    "001594012345",  # born after 2100
    "05 12 30 22 41",
    "05\n12\n30\n22\n41",
    "07 08 09 10 11",
    "các ngày 09 11 13 15 17",
    "tuần 09 16 23 30 37 44",
    "08 15 22 29 31 40 52",
    "05/09/2021 07/09/2021",
    "gói thầu 912345678",
    "gói vay 350000000",
    "Hội Nông dân 912345678",
    "điểm (a) khoản 2 Điều 5",
    "khoản 1 (a) Luật 10/2022",
    "ubnd (a) hanoi.gov.vn",
    "0912\n0345\n0678",
    "1 2 3 4 5 6 7 8 9 10 11 12",
    "12 345 678 901 hộ",
    "từ 08 giờ 30 đến 11 giờ 30",
    "buổi 05h15-05h30, 17h00-17h15",
    "tỷ lệ 97,45 %",
    "99.87% của 55821",
    "4K 3840x2160",
    "phiên bản 1.2.3.4567890",
    "IP 192.168.100.123",
    "port 8000",
    "B1234567",
    "C12345678 là mã tài sản",
    "biển số 29A-123.45",
    "Biên lai thu tiền số 0012345 ký hiệu AA/2021",
    "hóa đơn 0001234567 ngày 1/9/2021",
    "ubnd.dongngac@hanoi.gov.vn",
    "vanphong@chinhphu.vn",
    "@danbiet",
    "Điều 11 khoản 2 điểm a Luật 10/2022",
    "QĐ 766/QĐ-TTg; TT 61/2017/TT-BTC; TT 343/2016/TT-BTC",
    "0912345",
    "091234567",
    "09123456789",
    "0112345678",
    "",
]


@pytest.mark.parametrize(("text", "kind", "number"), FOUND, ids=[row[0] for row in FOUND])
def test_is_found(text, kind, number):
    assert [(one.kind, text[one.start : one.end]) for one in find(text)] == [(kind, number)]


@pytest.mark.parametrize("text", LEFT)
def test_is_left_alone(text):
    assert find(text) == ()


@pytest.mark.parametrize(("text", "kind", "number"), FOUND, ids=[row[0] for row in FOUND])
def test_is_found_in_text_of_parted_accents(text, kind, number):
    parted = unicodedata.normalize("NFD", text)
    assert [one.kind for one in find(parted)] == [kind]


@pytest.mark.parametrize(
    ("text", "near", "kind"),
    [
        ("012345678", "Số CMND", CARD),
        ("1094012345", "Số CCCD", CARD),
        ("912345678", "Số điện thoại", PHONE),
        ("19034567891012", "Tài khoản nhận trợ cấp", BANK),
        ("123456789", "", None),
        ("123456789", "Thành tiền", None),
        ("1500000", "Số tiền chuyển vào", None),
        ("C1234567", "Hộ chiếu", PASSPORT),
        ("10112345", "Tài khoản kho bạc", None),
    ],
)
def test_the_head_of_a_column_is_a_cue(text, near, kind):
    assert [one.kind for one in find(text, near=near)] == ([kind] if kind else [])


def test_every_number_of_a_list_is_found():
    text = "Danh sách: 0912345678, 0987654321/0352123456; CCCD 001094012345; STK 19034567891012 Techcombank"
    assert [one.kind for one in find(text)] == [PHONE, PHONE, PHONE, CARD, BANK]


def test_only_the_ends_are_shown():
    text = "Bà B, CCCD 001094012345, SĐT 0912 345 678, thư b@c.vn"
    assert mask(text) == "Bà B, CCCD 00xx…45, SĐT 09xx…78, thư b…@…"
    assert find(mask(text)) == ()


def test_a_surer_cue_gives_more_confidence():
    assert find("SĐT 0912345678")[0].confidence > find("0912345678")[0].confidence


@given(st.text(alphabet="0123456789Oo +.-()/@ạđSTKcmnd\n\u200b", max_size=120), st.text(max_size=20))
def test_finds_lie_apart_inside_the_text(text, near):
    finds = find(text, near=near)
    ends = [0, *(one.end for one in finds)]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, finds, strict=False))
    assert all(any(sign.isdigit() or sign == "@" for sign in text[one.start : one.end]) for one in finds)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    mask(text)


@given(st.integers(0, 9_999_999), st.sampled_from(["32", "86", "98", "70", "56"]), st.sampled_from(["", " ", ".", "-"]))
def test_every_mobile_number_is_found(number, start, separator):
    digits = f"0{start}{number:07d}"
    written = separator.join([digits[:4], digits[4:7], digits[7:]])
    assert [one.kind for one in find(f"gọi {written} nhé")] == [PHONE]


@given(st.integers(0, 999_999_999))
def test_no_sum_of_money_is_found(number):
    assert find(f"Số tiền: {number:,} đồng".replace(",", ".")) == ()


def test_a_long_text_is_read_in_time_that_grows_with_it():
    text = "12 345 678 901 0912345678 STK 19034567891012, số lượng " * 4000
    assert len(find(text)) == 8000


def test_the_table_is_long_enough():
    assert len(FOUND) + len(LEFT) >= 150
