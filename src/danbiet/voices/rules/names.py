"""What looks like a person's name: written out, in capitals, without marks, by title, of the peoples of the hills.

It errs on the side of finding one; streets, schools and wards named after people are left alone, and offices are no
names: a summary may say what the chair of a ward did.
"""

import re
from collections.abc import Iterator

from danbiet.plans.rules.folding import fold

SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh|Trương|Lâm|Mai|Đào|Cao|Hà|"
    "Tạ|Tô|Chu|Lưu|Phùng|Quách|Thái|Vương|Kiều|Nghiêm|Khuất|Lương|Châu|Tống|Doãn|La|Triệu|Âu|"
    "Giàng|Sùng|Thào|Lầu|Vừ|Chảo|Tẩn|Phàn|Lò|Lường|Quàng|Tòng|Sầm|Lù|Ksor|Siu|Rahlan|Rmah|Kpă|Êban|Byă|Mlô|Ayun|Alăng"
)
UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĔŎŬČÑɃ"
WORD = rf"[{UPPER}][^\W\d_]*"
# begins like a name and is none, also where every word is written large
NONE = (
    r"(?!(?i:Hà (?:Nội|Giang|Nam|Tĩnh|Đông)|Cao (?:Bằng|Đẳng|Tầng|Tốc)|Lâm Đồng|Thái (?:Bình|Nguyên|Độ)|Mai Dịch|"
    r"Hồ (?:Chí Minh|Sơ)|Lý (?:Do|Lịch)|Đoàn (?:Thanh|Kiểm|Thể|Công)|Đào Tạo|Lưu Trữ|Chu Kỳ)(?!\w))"
)
NAME = re.compile(rf"(?<!\w){NONE}(?:{SURNAMES}|{SURNAMES.upper()})(?:\s+{WORD})+")
_BARE = "|".join(sorted({fold(one).title() for one in SURNAMES.split("|")}))
BARE = re.compile(rf"(?<!\w)(?:{_BARE})(?:\s+[A-Z][a-z]+){{2,}}")
# these are names and nothing else before a middle name, also written small; and without marks
_SURE = "nguyễn|trần|phạm|hoàng|huỳnh|bùi|ngô|trịnh|quách|phùng|lê"
_SECOND = "thị|văn|hữu|đức|ngọc|minh|quang|đình"
SMALL = re.compile(
    rf"(?<!\w)(?:(?:{_SURE})\s+(?:{_SECOND})|(?:{fold(_SURE)})\s+(?:{fold(_SECOND)}))\s+[^\W\d_]+(?!\w)",
    re.IGNORECASE,
)
MIDDLE = re.compile(
    r"(?<!\w)(?!(?i:khu|nhà|tòa|toà|lô|dãy|khối|mục|loại|phụ|điểm|tổ|xóm|lớp|gói|mẫu|nhóm|phòng|hàng|sở|bộ|làng|tâm)\s)"
    rf"{WORD}\s+(?:A|Y|(?i:Seo|Thị|Văn|Láo|Mí|Chẩn))\s+(?!(?i:h[óo][áa]?|phòng|thư|bản|minh|xã|hội|tế|dược)(?!\w)){WORD}"
)
OF_THE_HILLS = re.compile(
    rf"(?<!\w)(?:Y\s+(?!(?i:tế|dược|học|khoa|yên)(?!\w)){WORD}|[HKRY]['’ʼ]\s?{WORD})(?:\s+{WORD})*"
)
TITLED = re.compile(
    r"(?<!\w)(?i:ông|bà|anh|chị|cô|chú|bác|thầy|dì|cậu|cụ|mợ|thím|ong|ba|bac)\s+"
    rf"(?:[{UPPER}][^\W\d_]+|[{UPPER}]\s+{WORD})(?:\s+{WORD})*"
)
OFFICE = re.compile(
    r"\w+\s+(?i:chủ (?:tịch|nhiệm|đầu tư|hộ)|(?:tổ|đội|trạm|hội|hiệu|thôn|nhóm) (?:trưởng|phó)|giám đốc|bí thư|chánh|"
    r"cán bộ|công chức|viên chức|kế toán|thủ quỹ|thanh tra|địa chính|tư pháp|công an|chỉ huy|[uủ][ỷy] (?:viên|ban)|"
    r"đại biểu|lãnh đạo|nhân viên|bảo vệ|quản lý|giáo viên|bác sĩ|trạm|ban|phòng|tổ|đội|hội|quyết định|ubnd|hđnd|"
    r"phó (?:chủ tịch|trưởng|giám đốc|bí thư|hiệu trưởng|chánh|ban|phòng|chủ nhiệm|viện|trạm|tổng)|"
    r"trưởng (?:phòng|ban|thôn|xóm|bản|ấp|khu|trạm|công an|ca|nhóm|đoàn|bộ phận))(?!\w)"
)
NAMED_AFTER = re.compile(
    r"(?:đường|phố|ngõ|ngách|trường|chợ|cầu|công viên|hồ|quảng trường|bệnh viện|THCS|THPT|tiểu học|mầm non|chung cư|"
    r"đền|chùa|đình|sông|khu đô thị|công ty|công ty (?:TNHH|cổ phần|CP))\s+\Z",
    re.IGNORECASE,
)
UNIT = re.compile(r"(?:phường|xã|thị trấn|quận|huyện|thị xã|thành phố|tỉnh)\s+\Z", re.IGNORECASE)


def names(text: str) -> Iterator[tuple[int, str]]:
    """What looks like a name in a composed text, and where."""
    for found in (*NAME.finditer(text), *BARE.finditer(text)):
        if not _is_place(text[: found.start()], found[0]):
            yield found.start(), found[0]
    for found in TITLED.finditer(text):
        if not OFFICE.match(text, found.start()):
            yield found.start(), found[0]
    for found in (*MIDDLE.finditer(text), *OF_THE_HILLS.finditer(text), *SMALL.finditer(text)):
        if not NAMED_AFTER.search(text[: found.start()]):
            yield found.start(), found[0]


def _is_place(before: str, name: str) -> bool:
    """Whether something was named after somebody; a ward's name has two words."""
    return bool(NAMED_AFTER.search(before) or (UNIT.search(before) and len(name.split()) == 2))
