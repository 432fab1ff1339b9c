"""Answers begin from a template that must be edited: a reply of set phrases alone is refused."""

import re
from collections import Counter
from dataclasses import dataclass

from danbiet.common.actor import Damaged, say
from danbiet.voices.rules import Outcome

BLANK = re.compile(r"\[[^\]]*\]")
WORD = re.compile(r"\d+(?:[/.\-]\d+)+|\w+")  # a day is one word
FEWEST_OWN_WORDS = 6
FEWEST_WITH_A_FIGURE = 3  # "Đã thay bóng ngày 22/11" says what and when


class AnswerRefused(Damaged):
    """The answer is empty, still has blanks of its template, or says nothing of its own."""


@dataclass(frozen=True)
class Template:
    """What an answer may begin from; `[...]` is to be filled in."""

    outcome: Outcome
    text: str


TEMPLATES = (
    Template(
        Outcome.SOLVED,
        "Việc bạn phản ánh đã được giải quyết. Ngày [ngày] [ai] đã [làm gì], ở [chỗ nào]. "
        "Nếu bạn thấy chưa xong, hãy bấm “Chưa xong”: một cán bộ khác sẽ xem lại.",
    ),
    Template(
        Outcome.PARTLY,
        "Việc đã làm được: [việc gì, ngày nào]. Việc chưa làm được: [việc gì], vì [lý do]. "
        "Việc còn lại do [ai] làm, hẹn xong trước [ngày].",
    ),
    Template(
        Outcome.REFUSED,
        "Việc này không làm theo đề nghị của bạn được, vì [lý do, căn cứ vào điều nào]. "
        "Nếu không đồng ý, bạn có thể [khiếu nại, hỏi ở đâu].",
    ),
    Template(
        Outcome.NOT_OUR_POWER,
        "Việc này thuộc thẩm quyền của [cơ quan], địa chỉ [địa chỉ], điện thoại [số]. "
        "Chúng tôi [đã chuyển ngày nào / không chuyển được vì sao].",
    ),
    Template(
        Outcome.CANNOT_VERIFY,
        "Ngày [ngày] [ai] đã đến [chỗ nào] và thấy [gì]. Chưa xác minh được vì [lý do]. "
        "Nếu bạn có thêm [ảnh, giờ, chỗ], hãy viết thêm bằng mã này.",
    ),
)


def templates() -> dict[str, str]:
    """The text to begin from, by outcome."""
    return {one.outcome.value: one.text for one in TEMPLATES}


def require_own_words(text: str, *, outcome: Outcome) -> None:
    """Refuse an answer that is its template, or holds fewer than six words that the template does not: three are
    enough where one of them is a day or a number."""
    if not text.strip():
        raise AnswerRefused(say("Hãy viết câu trả lời."))
    left = BLANK.search(text)
    if left:
        raise AnswerRefused(say("Còn chỗ trống của mẫu chưa điền: {blank}"), blank=left[0])
    own = Counter(_words(text)) - Counter(_words(templates().get(outcome.value, "")))
    has_figure = any(word[0].isdigit() for word in own)
    if own.total() < (FEWEST_WITH_A_FIGURE if has_figure else FEWEST_OWN_WORDS):
        raise AnswerRefused(say("Câu trả lời gần như là mẫu có sẵn. Hãy viết rõ đã làm gì, khi nào, vì sao."))


def _words(text: str) -> list[str]:
    return WORD.findall(BLANK.sub(" ", text).lower())
