"""What stops a report from being issued: each finding says what is wrong and where.

Officers bind a claim to a figure by writing {figure:KEY}, or a share by {share:PART/WHOLE}, in the same sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from danbiet.common.actor import say
from danbiet.law.periods import Kind
from danbiet.reports.rules.figures import definition

BOUND = re.compile(r"\{(?P<what>figure|share):(?P<key>[a-z_]+(?:\.[a-z_]+)?)(?:/(?P<whole>[a-z_]+(?:\.[a-z_]+)?))?\}")
BRACED = re.compile(r"\{[^{}]*\}")
SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\n")
PERCENT = re.compile(r"(?<![\d,.])(\d{1,3}(?:[.,]\d+)?)\s*%")
RATIO = re.compile(r"(\d+)\s*/\s*(\d+)[^%\d/]{0,40}?(\d{1,3}(?:[.,]\d+)?)\s*%")
COUNTED = re.compile(r"(?<![\d/.,])(\d{1,6})(?![\d/%]|[.,]\d)")
AGAINST = re.compile(
    r"so với (?:cùng kỳ )?(?P<other>tháng|quý|6 tháng|sáu tháng|9 tháng|chín tháng|cả năm|năm)\b", re.IGNORECASE
)
LENGTHS = {
    "tháng": Kind.MONTH, "quý": Kind.QUARTER, "6 tháng": Kind.HALF, "sáu tháng": Kind.HALF,
    "9 tháng": Kind.NINE_MONTHS, "chín tháng": Kind.NINE_MONTHS, "cả năm": Kind.YEAR, "năm": Kind.YEAR,
}  # fmt: skip
PRAISE = (
    "kết quả tốt", "đạt kết quả", "tích cực", "rõ rệt", "đáng kể", "vượt bậc", "hiệu quả cao", "xuất sắc", "ấn tượng",
    "chuyển biến", "nâng cao rõ", "được nâng lên", "thực hiện tốt", "hoàn thành tốt", "hoàn thành xuất sắc",
    "kịp thời, đầy đủ", "đầy đủ, kịp thời", "đồng tình cao", "đánh giá cao", "hài lòng cao", "cơ bản hoàn thành",
    "đúng quy định", "tiến bộ", "nổi bật",
)  # fmt: skip
LONG = 60


@dataclass(frozen=True)
class Finding:
    """One reason not to issue: a sentence with named places, and the part of the report it is about."""

    slot: str
    sentence: str
    values: tuple[tuple[str, object], ...] = ()


def findings(
    texts: Mapping[str, str], figures: Mapping[str, int | None], *, kind: Kind, before: Mapping[str, str]
) -> list[Finding]:
    """Everything that stops the report: its texts against its figures and the report before it."""
    found = [finding for slot, text in texts.items() for finding in _in_text(slot, text, figures, kind)]
    found += [_copied(slot) for slot, text in texts.items() if _same(text, before.get(slot, ""))]
    return found + uneven(figures) + _unexplained(texts, figures)


def uneven(figures: Mapping[str, int | None]) -> list[Finding]:
    """Figures whose parts do not add up to them."""
    found = []
    for key, value in figures.items():
        base, dot, construct = key.partition(".")
        values = [figures.get(f"{part}{dot}{construct}") for part in definition(base).parts]
        known = [part for part in values if part is not None]
        if value is not None and values and len(known) == len(values) and sum(known) != value:
            sentence = say("“{label}” là {value} nhưng các phần cộng lại là {total}.")
            where = _values(key=base, label=definition(base).label_vi, value=value, total=sum(known))
            found.append(Finding("figures", sentence, where))
    return found


def bound(text: str) -> list[tuple[str, str | None]]:
    """The figures a text is bound to: (key, None), or (part, whole) for a share."""
    return [(match["key"], match["whole"]) for match in BOUND.finditer(text)]


def share(part: int | None, whole: int | None) -> str | None:
    """A share with its figures, one decimal: 62,5% (5/8); None where it cannot be said."""
    if part is None or not whole or part > whole:
        return None
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10}% ({part}/{whole})"


def filled(text: str, figures: Mapping[str, int | None]) -> str:
    """The text with every bound figure written out; the unknown in words."""
    unknown = "chưa có số liệu"

    def value(match: re.Match[str]) -> str:
        if match["what"] == "share":
            return share(figures.get(match["key"]), figures.get(match["whole"] or "")) or unknown
        number = figures.get(match["key"])
        return unknown if number is None else f"{number:,}".replace(",", ".")

    return BOUND.sub(value, text)


def changed(before: str, now: str) -> list[tuple[str, str]]:
    """Sentences of two texts in order: ("same" | "removed" | "added", sentence)."""
    old, new = _sentences(before), _sentences(now)
    rows: list[tuple[str, str]] = []
    for what, start, end, first, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            rows += [("same", sentence) for sentence in old[start:end]]
        else:
            rows += [("removed", sentence) for sentence in old[start:end]]
            rows += [("added", sentence) for sentence in new[first:last]]
    return rows


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE.split(text) if part and part.strip()]


def _in_text(slot: str, text: str, figures: Mapping[str, int | None], kind: Kind) -> list[Finding]:
    found = []
    for sentence in _sentences(text):
        found += [*_bindings(slot, sentence, figures), *_claims(slot, sentence, figures)]
        found += [*_percents(slot, sentence), *_sums(slot, sentence), *_lengths(slot, sentence, kind)]
    return found


def _bindings(slot: str, sentence: str, figures: Mapping[str, int | None]) -> Iterable[Finding]:
    for braced in BRACED.findall(sentence):
        match = BOUND.fullmatch(braced)
        keys = [key for key in (match["key"], match["whole"]) if key] if match else []
        if match is None or (match["what"] == "share") != (len(keys) == 2) or any(key not in figures for key in keys):
            yield Finding(slot, say("Không có số liệu nào tên {braced}."), _values(braced=braced))
        elif match["what"] == "share" and not _divides(keys[0], keys[1], figures):
            sentence_ = say("Không tính được tỷ lệ {braced}: số chia trống, bằng 0, hoặc không bao gồm số bị chia.")
            yield Finding(slot, sentence_, _values(braced=braced))


def _divides(part: str, whole: str, figures: Mapping[str, int | None]) -> bool:
    """A share is of parts of one whole: rows of the same kind, of the same dimension, and no more than the whole."""
    same_rows = definition(part).rows == definition(whole).rows
    same_scope = part.partition(".")[2] == whole.partition(".")[2] or "." not in whole
    return same_rows and same_scope and share(figures.get(part), figures.get(whole)) is not None


def _claims(slot: str, sentence: str, figures: Mapping[str, int | None]) -> Iterable[Finding]:
    praise = next((word for word in PRAISE if word in sentence.lower()), None)
    known = [key for key, _ in bound(sentence) if figures.get(key) is not None]
    if praise and not known:
        text = say("“{praise}” là nhận định không có số liệu đi kèm trong câu: “{text}”")
        yield Finding(slot, text, _values(praise=praise, text=_shown(sentence)))


def _percents(slot: str, sentence: str) -> Iterable[Finding]:
    plain = BOUND.sub("", sentence)
    for match in RATIO.finditer(plain):
        part, whole, percent = int(match[1]), int(match[2]), _number(match[3])
        step = 10 ** -len(re.split("[.,]", match[3])[1]) if re.search("[.,]", match[3]) else 1
        if not whole or part > whole or abs(100 * part / whole - percent) > step / 2 + 1e-9:
            yield Finding(
                slot, say("{part}/{whole} không phải {percent}%."), _values(part=part, whole=whole, percent=match[3])
            )
    percents = [_number(match) for match in PERCENT.findall(plain)]
    if percents and not RATIO.search(plain):
        text = say("Tỷ lệ phần trăm không gắn với số liệu: “{text}”. Dùng {{share:…}} hoặc ghi rõ phần trên tổng.")
        yield Finding(slot, text, _values(text=_shown(sentence)))
    if len(percents) > 1 and re.search(r"còn lại|trong đó", plain) and abs(sum(percents) - 100) > 0.1 * len(percents):
        yield Finding(
            slot, say("Các tỷ lệ cộng lại là {total}%, không phải 100%."), _values(total=f"{sum(percents):g}")
        )


def _sums(slot: str, sentence: str) -> Iterable[Finding]:
    plain = RATIO.sub("", BOUND.sub("", sentence))
    head, _, tail = plain.partition("trong đó")
    totals, parts = COUNTED.findall(head), COUNTED.findall(tail)
    if totals and len(parts) > 1 and sum(map(int, parts)) != int(totals[-1]):
        text = say("“{text}”: các phần cộng lại là {total}, không phải {whole}.")
        yield Finding(slot, text, _values(text=_shown(sentence), total=sum(map(int, parts)), whole=totals[-1]))


def _lengths(slot: str, sentence: str, kind: Kind) -> Iterable[Finding]:
    match = AGAINST.search(sentence)
    if match and LENGTHS[match["other"].lower()] is not kind and not _same_kind_last_year(match["other"], sentence):
        text = say("So sánh với kỳ dài ngắn khác nhau: “{text}”")
        yield Finding(slot, text, _values(text=_shown(sentence)))


def _same_kind_last_year(other: str, sentence: str) -> bool:
    """ "So với cùng kỳ năm trước" names the same period of another year, not the year."""
    return other.lower() == "năm" and "cùng kỳ" in sentence.lower()


def _unexplained(texts: Mapping[str, str], figures: Mapping[str, int | None]) -> list[Finding]:
    late = figures.get("tasks_late") or 0
    if late and not texts.get("causes", "").strip():
        sentence = say("Có {late} nhiệm vụ trễ hạn nhưng mục Nguyên nhân còn trống.")
        return [Finding("causes", sentence, _values(late=late))]
    return []


def _copied(slot: str) -> Finding:
    return Finding(slot, say("Mục này chép nguyên văn báo cáo trước cùng loại. Sửa theo tình hình kỳ này."))


def _same(text: str, before: str) -> bool:
    return len(text.strip()) >= LONG and " ".join(text.split()) == " ".join(before.split())


def _shown(sentence: str) -> str:
    return sentence if len(sentence) <= 120 else f"{sentence[:117]}…"


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _values(**values: object) -> tuple[tuple[str, object], ...]:
    return tuple(values.items())
