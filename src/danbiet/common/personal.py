"""Personal numbers in a text: phones, identity cards, bank accounts and their like. Pure.

The shape alone decides where the shape is telling (mobile numbers, the 12 digits of a citizen's card, cards of health
insurance, addresses of e-mail); elsewhere a cue word must stand near by, in the text or in the heads of its table.
What it finds is a question to a person, never an act: docs/methods/personal-data.md says how often it is right.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What a found number is."""

    PHONE = "phone"
    IDENTITY_CARD = "identity_card"
    BANK_ACCOUNT = "bank_account"
    HEALTH_INSURANCE = "health_insurance"
    PASSPORT = "passport"
    TAX_CODE = "tax_code"
    EMAIL = "email"


@dataclass(frozen=True)
class Found:
    """One find: where in the text (start, end), how it may be shown, and how sure (0 to 1)."""

    kind: Kind
    start: int
    end: int
    shown: str
    confidence: float


@dataclass(frozen=True)
class _Number:
    """A run of digits as written, maybe in groups."""

    start: int
    end: int
    shape: str
    digits: str


@dataclass(frozen=True)
class _Text:
    """A text without accents, one plain sign for each; `places` lead back. `near`: cues that stand outside of it."""

    plain: str
    places: tuple[int, ...]
    near: str
    numbers: tuple[_Number, ...]


# Codes of the provinces in numbers of citizens' cards: the 63 provinces before 2025-07-01, which cards keep.
PROVINCES = frozenset({
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
})  # fmt: skip
SEPARATOR = r"[ .\-()]"
SAFE_BEFORE = r"(?<![^\W_])(?<!\d[.,\-/])(?<!\d_)"
SYMBOL = r"(?!\s?/\s?(?:qd|kh|bc|tb|tt|nd|nq|cv|ct|hd|qh|gp|ttr|cp|bb|gm|gt|cd|pa|ubnd)(?:-|\b))"  # of a document
SAFE_AFTER = rf"(?![^\W_])(?![.,\-/]\d)(?!\.[a-z]\d){SYMBOL}"
PHONE_BEFORE, PHONE_AFTER = r"(?<![^\W_])(?<!\d[.,\-])(?<!\d_)", rf"(?![^\W_])(?![.,\-]\d){SYMBOL}"
MOBILE = re.compile(
    rf"{PHONE_BEFORE}(?:(?P<head>\(?\+?84\)?|0084){SEPARATOR}{{0,2}})?(?P<trunk>\(?0?\)?)"
    rf"(?P<rest>{SEPARATOR}?[35789](?:[ .\-()\n]{{0,2}}\d){{8}}){PHONE_AFTER}"  # a narrow column breaks lines
)
LANDLINE = re.compile(rf"{PHONE_BEFORE}(?:\(?\+?84\)?{SEPARATOR}?|\(?0)2(?:{SEPARATOR}{{0,2}}\d){{9}}{PHONE_AFTER}")
# In pairs or with strokes, as people write by hand: only with the beginning of a network's numbers, and apart from
# other numbers, since a row of a table looks alike.
NETWORK = r"(?=0[ .\-_/]?(?:3[ .\-_/]?[2-9]|5[ .\-_/]?[25689]|7[ .\-_/]?[06-9]|8[ .\-_/]?[1-9]|9))"
STROKES = r"0\d{3}([/_])\d{3}\1\d{3}|0\d{2}([/_])\d{3}\2\d{4}|0\d{3}[/_]\d{6}"
BY_HAND = re.compile(
    rf"(?<![^\W_])(?<!\d[ .,\-_/\n]){NETWORK}(?:0\d(?:[ .\-_/]\d\d){{4}}|{STROKES})(?![^\W_])(?![ .,\-_/\n]\d){SYMBOL}"
)
BEFORE, AFTER = re.compile(SAFE_BEFORE), re.compile(SAFE_AFTER)
GROUP = re.compile(r"\d+")
CARD = re.compile(rf"{SAFE_BEFORE}[a-z]{{2}}[ .\-]?[1-5](?:[ .\-]?\d){{12}}{SAFE_AFTER}")
PASSPORT = re.compile(rf"{SAFE_BEFORE}[a-z] ?\d{{7,8}}{SAFE_AFTER}")
EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@(?:[a-z0-9\-]{1,63}\.){1,5}[a-z]{2,24}(?![\w\-])")
# "lan (a) gmail.com": a sign put another way, before a name or an ending that only addresses have
AT = r" ?(?:@|[(\[{] ?(?:@|a|at|a cong|a moc) ?[)\]}]|\ba (?:cong|moc)\b) ?"
HOUSE = r"(?:(?:g|hot|y|proton|rocket)?mail|yahoo|outlook|icloud|zoho|msn)\b(?: ?[ .,] ?(?:com|vn|net)\b){0,2}"
SPELLED = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]{{1,64}}{AT}(?:{HOUSE}|[a-z0-9\-]{{1,63}}(?: ?\. ?(?:com|net|org|edu|info|vn)\b){{1,2}})"
)
MAILED = re.compile(r"mail|yahoo|outlook|icloud|zoho|msn|\. ?(?:com|net|org|edu|info|vn)\b", re.IGNORECASE)
OFFICIAL = re.compile(r"@(?:[\w\-]+\.)*(?:gov|chinhphu|quochoi|dcs)\.vn$")
MIXED = re.compile(r"(?<![^\W_])[\do](?:[ .\-]?[\do]){6,}(?![^\W_])")
INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"}
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"), "-")

MONEY = re.compile(
    r"\s*(?:dong\b|d\b|vnd|dvn|usd|eur|trieu|ty\b|ti\b|nghin|ngan dong|%|m2|m3|km|ha\b|kg|tan\b|nguoi|ho\b|kwh|luot|\$)"
)
GROUPED_MONEY = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){1,6}$")
FRACTION = re.compile(r"(?:\d{1,3}\.\d{4,}|\d+\.\d{1,2})$")
DAY = re.compile(r"(?:\d{1,2}[.\- ]\d{1,2}[.\- ](?:19|20)\d\d|(?:19|20)\d\d[.\- ]\d{1,2}[.\- ]\d{1,2})$")
YEARS = re.compile(r"(?:19|20)\d\d ?- ?(?:19|20)\d\d$")
SAME = re.compile(r"(\d)\1+$")

CUE_PHONE = re.compile(
    r"\b(?:s?dt(?:dd)?|dien thoai|di dong|so may|zalo|hotline|lien he|phone|tel|mobile|"
    r"goi(?! (?:thau|vay|ho tro|cuoc|cong|la|y|chung|ten|kinh phi|dien|tin))|"
    r"hoi (?:qua|so|theo|ong|ba|anh|chi|co|chu|bac))\b|\bhoi:? ?\Z"
)
CUE_IDENTITY = re.compile(
    r"\b(?:cmnd|cmtnd|cmt|cccd|can cuoc|chung minh|dinh danh ca nhan|so dinh danh|giay to tuy than|identity card)\b"
)
CUE_BANK = re.compile(
    r"\b(?:s?tk(?! ?kho bac)|tai khoan|so tk|account|ngan hang|nhtm|a/c|vietcombank|vcb|bidv|agribank|vietinbank|ctg|"
    r"techcombank|tcb|mb ?bank|acb|sacombank|vp ?bank|tp ?bank|hd ?bank|shb|vib|msb|seabank|ocb|eximbank|lien ?viet|"
    r"lpbank|nam ?a ?bank|bac ?a ?bank|pvcombank|abbank|kien ?long ?bank|momo|viettelpay|coopbank)\b"
)
CUE_PASSPORT = re.compile(r"\b(?:ho chieu|passport)\b")
CUE_TAX = re.compile(r"\b(?:mst|ma so thue|tax code)\b")
CUE_INSURANCE = re.compile(r"\b(?:bhyt|bhxh|bao hiem y te|bao hiem xa hoi|the bao hiem)\b")
CONTRARY = re.compile(
    r"\b(?:so tien|thanh tien|ngay|thua|to ban do|quyet dinh|qd|ho khau|dien tich|ma ho so|kho bac|kbnn|ma chuong|"
    r"qhns|quan he ngan sach|so lo|hoa don|bien lai|so van ban|cong van|so seri|tong|du toan|quyet toan|muc|so du|"
    r"so phat sinh|toa do|hop dong|ke toan|ma don vi|phat hanh)\b"
)
TREASURY = re.compile(r"\b(?:kho bac|kbnn|tai khoan ke toan|tieu muc)\b")
GROUPS, GROUP_LENGTH = 6, 8
REACH, TREASURY_REACH = 60, 25
LETTERS_BETWEEN = 34


def find(text: str, *, near: str = "") -> tuple[Found, ...]:
    """Every personal number of a text, in order; `near` is what stands beside it elsewhere, as the head of its column.

    Where two readings overlap, the surer one stands.
    """
    if (
        not {"@", "＠"} & set(text)
        and not MAILED.search(text)
        and sum(map(str.isdecimal, text)) < 6 - text.upper().count("O")
    ):
        return ()
    read = _read(text, near)
    taken = bytearray(len(read.plain))
    kept: list[Found] = []
    for kind, start, end, confidence in sorted(_all(read), key=lambda one: (-one[3], one[1], -one[2], one[0])):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            first, last = read.places[start], read.places[end - 1] + 1
            kept.append(Found(kind, first, last, _shown(kind, read.plain[start:end]), confidence))
    return tuple(sorted(kept, key=lambda one: one.start))


def mask(text: str, *, near: str = "") -> str:
    """The text with every find hidden but for its ends."""
    parts, at = [], 0
    for found in find(text, near=near):
        parts += [text[at : found.start], found.shown]
        at = found.end
    return "".join([*parts, text[at:]])


# ------------------------------------------------------------------ reading


def _read(text: str, near: str) -> _Text:
    signs, places = [], []
    for place, sign in enumerate(text):
        for plain in _plain(sign):
            signs.append(plain)
            places.append(place)
    plain = re.sub(r"(?<=\d)o(?=\d)", "0", "".join(signs))
    plain = MIXED.sub(lambda found: found[0].replace("o", "0") if _is_number(found[0]) else found[0], plain)
    cues = "".join(part for sign in near for part in _plain(sign))
    return _Text(plain, tuple(places), cues, tuple(_numbers(plain)))


def _numbers(plain: str) -> Iterator[_Number]:
    """Every way to read 6 to 19 digits as one number: whole, or up to six groups of at most eight digits."""
    groups = [found.span() for found in GROUP.finditer(plain)]
    for at, (start, end) in enumerate(groups):
        for _, stop in [(start, end), *_following(plain, groups[at : at + GROUPS])]:
            shape = plain[start:stop]
            digits = re.sub(r"\D", "", shape)
            if 6 <= len(digits) <= 19 and BEFORE.match(plain, start) and AFTER.match(plain, stop):
                yield _Number(start, stop, shape, digits)


def _following(plain: str, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The groups that may go on a number begun by the first: one separator apart, none too long."""
    last = groups[0][1]
    for start, end in groups[1:]:
        if (
            start - last != 1
            or plain[last] not in " .-"
            or max(end - start, groups[0][1] - groups[0][0]) > GROUP_LENGTH
        ):
            return
        yield start, end
        last = end


def _plain(sign: str) -> str:
    """A sign as digits, plain small letters and plain separators; nothing for what is not seen."""
    if sign in INVISIBLE or unicodedata.combining(sign):
        return ""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign.isspace():
        return " " if sign not in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" else "\n"
    wide = unicodedata.normalize("NFKD", sign.translate(DASHES))
    return wide[0].lower().replace("đ", "d")[:1] if wide else ""


def _is_number(run: str) -> bool:
    """Whether a run of digits and letters O is a number in which O was typed for 0."""
    return sum(sign.isdigit() for sign in run) >= 6


# ------------------------------------------------------------------ finding

Candidate = tuple[Kind, int, int, float]


def _all(text: _Text) -> Iterator[Candidate]:
    for rule in RULES:
        yield from rule(text)


def _phones(text: _Text) -> Iterator[Candidate]:
    for found in MOBILE.finditer(text.plain):
        cued = _cued(text, found.start(), CUE_PHONE)
        shape = (found["trunk"] if not found["head"] else "") + found["rest"]
        if _is_mobile(found, cued=cued) and not MONEY.match(text.plain, found.end()) and _is_dialled(shape, cued=cued):
            yield Kind.PHONE, _unbracketed(found), found.end(), 0.95 if cued else 0.9
    for found in LANDLINE.finditer(text.plain):
        shape = re.sub(r"^\(?\+?84\)?[ .\-]?", "0", found[0])
        cued = _cued(text, found.start(), CUE_PHONE)
        if (
            (cued or not found[0].startswith("84"))
            and _is_dialled(shape, cued=cued)
            and len(re.sub(r"\D", "", shape)) == 11
        ):
            yield Kind.PHONE, _unbracketed(found), found.end(), 0.7


def _phones_by_hand(text: _Text) -> Iterator[Candidate]:
    """Numbers in pairs or with strokes; pairs that go up or down evenly are days of a month."""
    for found in BY_HAND.finditer(text.plain):
        groups = [int(group) for group in GROUP.findall(found[0])]
        steps = {after - before for before, after in pairwise(groups)}
        if (len(groups) < 5 or len(steps) > 1) and not MONEY.match(text.plain, found.end()):
            yield Kind.PHONE, found.start(), found.end(), 0.8


def _is_mobile(found: re.Match[str], *, cued: bool) -> bool:
    """Whether the digits begin as a mobile number does; 84.912.345.678 without a plus is rather money."""
    head = (found["head"] or "").lstrip("(")
    if not head:
        return "0" in found["trunk"]
    return head[0] != "8" or cued or re.fullmatch(r"84[1-9]\d{8}", found[0].strip("()")) is not None


def _unbracketed(found: re.Match[str]) -> int:
    """Where a number begins, without a bracket that closes behind it."""
    return found.start() + (found[0].startswith("(") and ")" not in found[0])


def _is_dialled(shape: str, *, cued: bool) -> bool:
    """Whether a number is grouped as people write numbers to dial; small groups may be a row of a table."""
    groups = GROUP.findall(shape)
    return _is_grouped(shape) and (cued or (len(groups) <= 4 and len(groups[0]) >= 3))


def _identity_cards(text: _Text) -> Iterator[Candidate]:
    for number in text.numbers:
        cued = _cued(text, number.start, CUE_IDENTITY)
        if len(number.digits) == 12 and _is_citizen(number.digits) and _is_grouped(number.shape, least=3):
            yield Kind.IDENTITY_CARD, number.start, number.end, 0.97 if cued else 0.85
        elif cued and 9 <= len(number.digits) <= 12 and _is_copied(number, text):
            yield Kind.IDENTITY_CARD, number.start, number.end, 0.8


def _is_citizen(digits: str) -> bool:
    """The 12 digits of a citizen's card: province, century and sex, year of birth, six more."""
    century, year = int(digits[3]), int(digits[4:6])
    return int(digits[:3]) in PROVINCES and (century < 2 or (century < 4 and year <= 40)) and not SAME.match(digits[6:])


def _bank_accounts(text: _Text) -> Iterator[Candidate]:
    for number in text.numbers:
        near = text.plain[max(0, number.start - TREASURY_REACH) : number.end + TREASURY_REACH]
        if TREASURY.search(near) or TREASURY.search(text.near) or not _is_copied(number, text):
            continue
        before = _cued(text, number.start, CUE_BANK)
        if before or _names_bank_after(text.plain, number.end):
            yield Kind.BANK_ACCOUNT, number.start, number.end, 0.92 if before else 0.75


def _names_bank_after(plain: str, end: int) -> bool:
    after = re.split(r"[\n;]|\d{6}", plain[end : end + 40])[0]
    cue = CUE_BANK.search(after)
    return cue is not None and sum(sign.isalpha() for sign in after[: cue.start()]) <= 12


def _insurance(text: _Text) -> Iterator[Candidate]:
    for found in CARD.finditer(text.plain):
        yield Kind.HEALTH_INSURANCE, found.start(), found.end(), 0.9
    for number in text.numbers:
        fits = len(number.digits) in (10, 13, 15) and not _is_other(number, text)
        if fits and _cued(text, number.start, CUE_INSURANCE):
            yield Kind.HEALTH_INSURANCE, number.start, number.end, 0.96


def _passports(text: _Text) -> Iterator[Candidate]:
    for found in PASSPORT.finditer(text.plain):
        if _cued(text, found.start(), CUE_PASSPORT):
            yield Kind.PASSPORT, found.start(), found.end(), 0.95


def _tax_codes(text: _Text) -> Iterator[Candidate]:
    for number in text.numbers:
        if len(number.digits) in (10, 12, 13) and _cued(text, number.start, CUE_TAX):
            yield Kind.TAX_CODE, number.start, number.end, 0.98


def _bare_phones(text: _Text) -> Iterator[Candidate]:
    """Numbers that a spreadsheet robbed of their first 0; only beside a word for phone."""
    for number in text.numbers:
        if re.fullmatch(r"[35789]\d{8}", number.shape) and _cued(text, number.start, CUE_PHONE):
            yield Kind.PHONE, number.start, number.end, 0.82


def _emails(text: _Text) -> Iterator[Candidate]:
    for found in EMAIL.finditer(text.plain):
        if not OFFICIAL.search(found[0]):
            yield Kind.EMAIL, found.start(), found.end(), 0.99
    for found in SPELLED.finditer(text.plain):
        if not OFFICIAL.search(re.sub(rf"^(.*?){AT}", "@", found[0]).replace(" ", "")):
            yield Kind.EMAIL, found.start(), found.end(), 0.85


RULES: tuple[Callable[[_Text], Iterator[Candidate]], ...] = (
    _phones, _phones_by_hand, _identity_cards, _bank_accounts, _insurance, _passports, _tax_codes, _bare_phones,
    _emails,
)  # fmt: skip


def _cued(text: _Text, start: int, cue: re.Pattern[str]) -> bool:
    """Whether a cue word stands shortly before, with no word between that claims the number for something else."""
    before = text.plain[max(0, start - REACH) : start]
    last = max((one.end() for one in cue.finditer(before)), default=-1)
    if last < 0:
        return cue.search(text.near) is not None and not CONTRARY.search(before[-LETTERS_BETWEEN:])
    between = before[last:]
    since = re.split(r"\d{6}", between)
    letters = sum(sign.isalpha() for sign in since[-1])
    reach = LETTERS_BETWEEN if len(since) == 1 else 3
    return letters <= reach and between.count("\n") < 2 and not CONTRARY.search(between)


def _is_copied(number: _Number, text: _Text) -> bool:
    """Whether a number beside a cue is written whole or in groups of three and more, and is nothing else."""
    return all(len(group) > 2 for group in GROUP.findall(number.shape)[:-1]) and not _is_other(number, text)


def _is_other(number: _Number, text: _Text) -> bool:
    """Money, a fraction, a day or a span of years, which no cue turns into a person's number."""
    return bool(
        MONEY.match(text.plain, number.end)
        or SAME.match(number.digits)
        or any(form.match(number.shape) for form in (GROUPED_MONEY, FRACTION, DAY, YEARS))
    )


def _is_grouped(shape: str, *, least: int = 2) -> bool:
    """Whether a number is written whole or in groups as people write them: 0.912345678 is a fraction."""
    groups = GROUP.findall(shape)
    return len(groups) <= 5 and all(len(group) >= least for group in groups)


def _shown(kind: Kind, plain: str) -> str:
    if kind == Kind.EMAIL:
        return f"{plain[:1]}…@…"
    signs = re.sub(r"[^a-z0-9]", "", plain).upper()
    return f"{signs[:2]}xx…{signs[-2:]}"
