"""Who issued a plan, under what number, when, and which plan above it: read from the first lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from danbiet.plans.rules.folding import fold, tidy
from danbiet.plans.rules.outline import marker

UPPER = "A-ZÀ-ỸĐ"
NUMBER = rf"\d+(?:/\d{{4}})?/[{UPPER}][\w]{{0,6}}-[{UPPER}][\w-]{{0,12}}"
DAY = re.compile(r"ngay\s+(\d\d?)(?:\s*/\s*(\d\d?)\s*/\s*|\s+thang\s+(\d\d?)\s+nam\s+)(\d{4})")
KINDS = "Kế hoạch|Chương trình hành động|Chương trình|Quyết định|Chỉ thị|Nghị quyết|Đề án|Tờ trình|Công văn"
CITED = re.compile(
    rf"(?P<kind>{KINDS})\s+(?:số\s*:?\s*)?(?P<number>{NUMBER})"
    r"(?:,?\s*(?P<day>ngày\s+(?:\d\d?\s*/\s*\d\d?\s*/\s*\d{4}|\d\d?\s+tháng\s+\d\d?\s+năm\s+\d{4})))?"
    r"(?:,?\s*của\s+(?P<issuer>[^,;.()]+?)(?=\s+(?:về|ban hành|triển khai|phê duyệt|giai đoạn)\b|[,;.()]|$))?",
    re.IGNORECASE,
)
ISSUER = re.compile(r"^(uy ban nhan dan|ubnd|huyen uy|thanh uy|quan uy|tinh uy|dang uy|thi uy|hoi dong nhan dan)\b")
HEADING = re.compile(r"^(ke hoach|chuong trinh hanh dong|chuong trinh|quyet dinh|de an)\s*:?$")
TITLE_ENDS = re.compile(
    r"^(can cu|thuc hien|trien khai thuc hien|so\s*:|theo de nghi|[ivx]+\.|\d+\.|-|\(ban hanh|dieu \d)"
)
PERIOD = re.compile(r"\b(20\d\d)\s*[-–]\s*(20\d\d)\b|\bnam\s+(20\d\d)\b")


@dataclass(frozen=True)
class Citation:
    """A document named in the text."""

    kind: str
    number: str
    issued_on: date | None = None
    issuer: str = ""
    wording: str = ""


@dataclass(frozen=True)
class Head:
    """What could be read of the document itself; an empty field was not found."""

    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    title: str = ""
    parent: Citation | None = None
    bases: tuple[Citation, ...] = ()
    first_year: int | None = None
    last_year: int | None = None


def read_day(text: str) -> date | None:
    """`ngày 04/8/2021` or `ngày 26 tháng 4 năm 2018`."""
    found = DAY.search(fold(text))
    if found is None:
        return None
    try:
        return date(int(found[4]), int(found[2] or found[3]), int(found[1]))
    except ValueError:
        return None


def citations(line: str) -> tuple[Citation, ...]:
    """Every document that the line names by kind and number."""
    text = tidy(line)
    return tuple(
        Citation(f["kind"], f["number"], read_day(f["day"] or ""), (f["issuer"] or "").strip(), f[0])
        for f in CITED.finditer(text)
    )


def _number(lines: Sequence[str]) -> str:
    for line in lines[:12]:
        found = re.search(rf"(?:^|\s|\|)Số\s*:?\s*({NUMBER})", line, re.IGNORECASE)
        if found and not CITED.search(line):
            return found[1]
    for line in lines:
        issued = re.search(rf"ban hành\s+(?:{KINDS})\s+(?:số\s*:?\s*)?({NUMBER})", line, re.IGNORECASE)
        if issued:
            return issued[1]
    return ""


def _issued_on(lines: Sequence[str], number: str) -> date | None:
    for line in lines[:15]:
        if re.search(r",\s*ngay\s+\d", fold(line)) and not CITED.search(line):
            return read_day(line)
    own = (cited for line in lines for cited in citations(line) if cited.number == number)
    return next((cited.issued_on for cited in own if cited.issued_on), None)


def _issuer(lines: Sequence[str]) -> str:
    bare = ""
    for place, line in enumerate(lines[:8]):
        first = tidy(re.split(r"\t|\||\s{3,}", line)[0])
        first = re.sub(r"^CHỦ TỊCH\s+", "", first)
        if not ISSUER.match(fold(first)) or CITED.search(first):
            continue
        if fold(first) == "uy ban nhan dan" and place + 1 < len(lines):
            following = tidy(re.split(r"\t|\||\s{3,}", lines[place + 1])[0])
            if following.isupper() and not ISSUER.match(fold(following)):
                return f"{first} {following}"
            bare = bare or first
            continue
        return first
    return bare


def _ends_title(line: str, has_words: bool) -> bool:
    """A first line may begin like a ground (`Triển khai thực hiện chỉ số PAPI`) as long as it cites nothing."""
    return bool(TITLE_ENDS.match(fold(line)) and (has_words or CITED.search(line) or marker(line)[0]))


def _title(lines: Sequence[str]) -> str:
    for place, line in enumerate(lines):
        if HEADING.match(fold(tidy(line))):
            taken: list[str] = []
            for follower in lines[place + 1 : place + 5]:
                ended = _ends_title(tidy(follower), bool(taken))
                if not tidy(follower) or ended or len(tidy(follower)) > 300 or set(follower.strip()) <= set("-_*"):
                    break
                taken.append(tidy(follower))
                if follower.rstrip().endswith("."):
                    break
            return " ".join(taken)
    return ""


def _rank(line: str, cited: Citation) -> tuple[int, int]:
    carried_out = bool(re.match(r"(nham )?(trien khai )?thuc hien", fold(tidy(line))))
    kind = fold(cited.kind)
    return (0 if carried_out else 1, 0 if kind == "ke hoach" else 1 if kind.startswith("chuong trinh") else 2)


def _parent(lines: Sequence[str], own: str) -> Citation | None:
    upper = [
        (*_rank(line, cited), order, cited)
        for order, line in enumerate(lines)
        for cited in citations(line)
        if cited.number != own
    ]
    best = min(upper, key=lambda row: row[:3], default=None)
    return best[3] if best and (best[0] == 0 or best[1] == 0) else None


def _period(texts: Sequence[str]) -> tuple[int | None, int | None]:
    for text in texts:
        found = PERIOD.search(fold(text))
        if found and found[3]:
            return int(found[3]), int(found[3])
        if found:
            return int(found[1]), int(found[2])
    return None, None


def read_head(lines: Sequence[str]) -> Head:
    """Read number, day, issuer, title, parent and period from a document's lines, in the form of Decree 30/2020."""
    number = _number(lines)
    title = _title(lines)
    first, last = _period([title, *lines[:25]])
    return Head(
        number=number,
        issued_on=_issued_on(lines, number),
        issuer=_issuer(lines),
        title=title,
        parent=_parent(lines, number),
        bases=tuple(cited for line in lines for cited in citations(line) if cited.number != number),
        first_year=first,
        last_year=last,
    )
