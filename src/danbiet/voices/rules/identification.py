"""Whether a text could point at who denounced: what is refused at sight, and what an officer must confirm.

A machine finds numbers, names and the first person; whether the facts themselves point at one person only a person
can judge, so the officer confirms each question of CONFIRMATIONS (docs/decisions/0144-*.md).
"""

import re
import unicodedata
from dataclasses import dataclass

from danbiet.common import personal
from danbiet.common.actor import Damaged, say
from danbiet.plans.rules.folding import fold
from danbiet.voices.rules.names import names

FIRST_PERSON = re.compile(
    r"(?<!\w)(?<!trẻ )(?:tôi|tui|chúng tôi|chúng tui|bọn tôi|em|con tôi|vợ tôi|chồng tôi|gia đình tôi|nhà tôi|cháu|"
    r"(?<!tự )(?<!một )(?<!chính )(?<!vụ của )(?<!hạn của )(?<!nhiệm của )(?<!quyền của )mình)(?!\w)",
    re.IGNORECASE,
)
# without marks "toi" is also guilt, dark and arrival: these words beside it are not
FIRST_PERSON_BARE = re.compile(
    r"(?<!\w)(?:(?:chung|bon|nha|gia dinh|vo|chong) toi|toi (?:la|da|thay|duoc|bi|xin|dua|nop))(?!\w)", re.IGNORECASE
)
SENDER = re.compile(
    r"(?<!\w)(?:nguoi (?:to cao|to giac|bao tin|bao an|phan anh|gui don|viet don|lam don|dung don|ky don|khai bao|"
    r"dua tin|cung cap (?:thong )?tin)|nguyen don|chu don|tac gia (?:cua )?don|ben to cao)(?!\w)"
)
CONFIRMATIONS = (
    ("no_name", say("Không có tên, bí danh, chức danh, địa chỉ, số điện thoại của bất kỳ ai có thể là người gửi đơn.")),
    ("no_words", say("Viết bằng lời của cơ quan, không chép câu chữ, lỗi chính tả, nét bút từ đơn.")),
    ("no_presence", say("Không có cuộc họp, ngày giờ, nơi chỉ ít người có mặt.")),
    ("no_knowledge", say("Không có chi tiết, giấy tờ, con số chỉ một hai người biết hoặc giữ.")),
    ("no_relation", say("Không nói quan hệ với người bị tố cáo: đồng nghiệp, hàng xóm, người nhà, người nộp hồ sơ.")),
    ("no_group", say("Không nói giới tính, tuổi, nghề, nơi ở của nguồn tin.")),
)


class CouldIdentify(Damaged):
    """The text holds something that could point at a person."""


class NotConfirmed(Damaged):
    """Not every question was confirmed."""


@dataclass(frozen=True)
class Hint:
    """What was found, and why it may not stand."""

    words: str
    why: str


def hints(text: str) -> list[Hint]:
    """Everything found in a text that could point at a person, in the order of the text."""
    text = unicodedata.normalize("NFC", text)
    found = [(one.start, Hint(one.shown, say("số hoặc địa chỉ của một người"))) for one in personal.find(text)]
    found += [(start, Hint(name, say("giống tên người"))) for start, name in names(text)]
    for said in (FIRST_PERSON, FIRST_PERSON_BARE):
        found += [(one.start(), Hint(one[0], say("lời của người viết đơn"))) for one in said.finditer(text)]
    found += [
        (one.start(), Hint(text[one.start() : one.end()], say("nói về nguồn tin")))
        for one in SENDER.finditer(fold(text))
    ]
    return [hint for _, hint in sorted(found, key=lambda pair: pair[0])]


def check(text: str, *, confirmed: frozenset[str]) -> None:
    """Refuse a text with a hint in it, or one that was not confirmed on every question."""
    for hint in hints(text):
        raise CouldIdentify(
            say("“{words}”: có thể làm lộ nguồn tin. Viết lại bằng lời của cơ quan, không nêu người."), words=hint.words
        )
    if not {name for name, _ in CONFIRMATIONS} <= confirmed:
        raise NotConfirmed(say("Phải tự kiểm tra và đánh dấu đủ từng dòng trước khi ghi."))
