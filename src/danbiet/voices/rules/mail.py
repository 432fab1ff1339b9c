"""A letter by mail made readable: who wrote what to whom, what hangs on it, and whether a person wrote it at all.

The sender's address is whatever the letter says: a way to answer, never an identity. Nothing is fetched or run.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from enum import StrEnum

from lxml import etree

from danbiet.common.actor import Damaged, say

LIMIT = 44 * 1024 * 1024  # of a whole letter; base 64 with its line ends makes thirty megabytes of pictures forty-one
MOST_PARTS = 200
LONGEST_TEXT = 15_000
PICTURE = 15 * 1024 * 1024
MOST_HOPS = 30
FALLBACKS = ("utf-8", "windows-1258", "latin-1")
PLUS = re.compile(r"\+(\d{2,8})@")
OWN = "phan-anh+"  # how the house's addresses begin; a stranger may have a tag of digits, too
ENCODED = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:\s*=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*")
MASK = "\ue000"  # stands for encoded words while an address is taken apart
TAG = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"PA-\d{4}-\d{6,9}")
AUTOMATIC = {"bulk", "list", "junk", "auto_reply", "auto-reply"}
DAEMONS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce")
LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List")
RESPONDERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply", "X-Danbiet-Case")
LONGEST_PAGE = 2_000_000  # letters of a page in which the 15,000 of a letter are looked for
SKIPPED = {"script", "style", "title", "template"}
BREAKS = {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table"}


class Robot(StrEnum):
    """Why no person wrote it."""

    BOUNCE = "bounce"
    REPLY = "automatic_reply"
    LIST = "mailing_list"
    LOOP = "loop"


class Unreadable(Damaged):
    """A letter that cannot be taken apart: given back to its author, for it would not be read the next time either."""

    code = "unreadable"


@dataclass(frozen=True)
class Attached:
    """A file of a letter as it came; `data` is empty where it was too large to be looked at."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """What a letter says. `robot`: None for a person's. `may_answer`: an answer goes to somebody who wrote.

    `date`: as its sender's program wrote it; `place_code`: the ward that the address names (phan-anh+00601@…).
    """

    message_id: str
    subject: str
    text: str
    address: str
    name: str
    recipients: tuple[str, ...]
    attached: tuple[Attached, ...]
    robot: Robot | None
    may_answer: bool
    names: tuple[str, ...]  # numbers of cases named in the subject
    date: str
    place_code: str
    is_cut: bool = False  # longer than what is kept


def read(data: bytes, *, envelope_sender: str | None = None) -> Letter:
    """Read one RFC 5322 message; `envelope_sender` is what the mail server was told (empty: bounce).

    Whatever breaks the reading would break it again: such a letter goes back to its author, and waits nowhere.
    """
    try:
        return _read(message_from_bytes(data), envelope_sender)
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError, AssertionError) as error:
        raise Unreadable(say("Thư hỏng hoặc có cấu trúc lạ, không đọc được. Hãy viết lại bằng chữ thường.")) from error


def _read(message: Message, envelope_sender: str | None) -> Letter:
    name, address = _sender(message)
    text, attached = _content(message)
    robot = _robot(message, address, envelope_sender)
    return Letter(
        message_id=_header(message, "Message-ID")[:300], subject=_header(message, "Subject")[:300],
        text=text[:LONGEST_TEXT].strip(), address=address[:254] if "@" in address else "", name=name[:120],
        recipients=_recipients(message, "X-Original-To", "Delivered-To", "To", "Cc"), attached=attached, robot=robot,
        may_answer=robot is None and _is_answerable(message, address, envelope_sender),
        names=tuple(NUMBER.findall(_header(message, "Subject"))), date=_header(message, "Date")[:100],
        place_code=_place_code(message), is_cut=len(text) > LONGEST_TEXT,
    )  # fmt: skip


def _header(message: Message, name: str) -> str:
    """A header in letters, on one line; what cannot be decoded stays as it came."""
    return _shown(_raw(message, name))


def _raw(message: Message, name: str) -> str:
    """The first header of a name as it came; bare bytes, which some programs send, in the letters they must mean."""
    found = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return _in_letters(next(found, "").encode("utf-8", "surrogateescape"), None)


def _shown(raw: str) -> str:
    """Encoded words in letters, on one line."""
    text = ENCODED.sub(_decoded, raw)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _decoded(match: re.Match[str]) -> str:
    try:
        parts = decode_header(match[0])
    except (HeaderParseError, ValueError):
        return match[0]
    return "".join(_in_letters(part, charset) if isinstance(part, bytes) else part for part, charset in parts)


def _sender(message: Message) -> tuple[str, str]:
    """Name and address; taken apart before they are decoded, for a name in encoded words may hold a comma."""
    raw = _raw(message, "From")
    name, address = parseaddr(ENCODED.sub(MASK, raw))
    if "@" not in address:
        name, address = parseaddr(_header(message, "From"))
    for word in ENCODED.findall(raw):
        name = name.replace(MASK, word, 1)
    return _shown(name), _shown(address)


def _recipients(message: Message, *names: str) -> tuple[str, ...]:
    pairs = getaddresses([_raw(message, name) for name in names])
    return tuple(dict.fromkeys(_shown(address).lower() for _, address in pairs if "@" in address))


def _place_code(message: Message) -> str:
    """The tag of the house's own address, wherever it stands; else of the one to which the mail server delivered."""
    delivered = _recipients(message, "X-Original-To", "Delivered-To")
    own = (one for one in (*delivered, *_recipients(message, "To", "Cc")) if one.startswith(OWN))
    found = (PLUS.search(address) for address in (*own, *delivered))
    return next((one[1] for one in found if one), "")


def _robot(message: Message, address: str, envelope_sender: str | None) -> Robot | None:
    if len(message.get_all("Received", [])) > MOST_HOPS or message.get("X-Danbiet-Case"):
        return Robot.LOOP
    told = _header(message, "Return-Path") if "Return-Path" in message else None
    return_path = envelope_sender if envelope_sender is not None else told
    is_null = return_path is not None and return_path.strip() in {"", "<>"}
    if is_null or message.get_content_type() == "multipart/report" or _is_daemon(address):
        return Robot.BOUNCE
    if any(message.get(name) for name in LISTS):
        return Robot.LIST
    submitted = _header(message, "Auto-Submitted").lower()
    responds = any(message.get(name) for name in RESPONDERS) or (submitted and not submitted.startswith("no"))
    return Robot.REPLY if responds or _header(message, "Precedence").lower() in AUTOMATIC else None


def _is_daemon(address: str) -> bool:
    return address.lower().split("@")[0].startswith(DAEMONS)


def _is_answerable(message: Message, address: str, envelope_sender: str | None) -> bool:
    """Whether an answer would reach whoever wrote: a named sender, the same as the envelope's, not known to be forged.

    What SPF and DKIM found is a hint that an answer might go to an innocent; it never makes an address an identity.
    """
    results = " ".join(_header(message, name) for name in ("Received-SPF", "Authentication-Results")).lower()
    forged = re.search(r"\b(spf|dkim|dmarc)\s*=\s*fail\b", results) or results.startswith("fail")
    envelope = parseaddr(envelope_sender or _header(message, "Return-Path"))[1]
    same = not envelope or envelope.lower() == address.lower()
    return "@" in address and same and not forged and not message.get("X-Auto-Response-Suppress")


def _content(message: Message) -> tuple[str, tuple[Attached, ...]]:
    """The words and the files. Of two versions of the same words the plain one is taken, unless it is empty."""
    words: list[tuple[int, bool, str]] = []
    attached = []
    for version, part in _parts(message):
        kind = part.get_content_type()
        is_file = part.get_content_disposition() == "attachment"
        if not is_file and kind in {"text/plain", "text/html"}:
            text = _text(part)
            words.append((version, kind == "text/plain", text if kind == "text/plain" else without_marks(text)))
        else:
            attached.append(_attached(part, kind))
    plain = {version for version, is_plain, text in words if version and is_plain and text.strip()}
    said = (text for version, is_plain, text in words if text.strip() and (is_plain or version not in plain))
    return "\n\n".join(said), tuple(attached)


def _parts(message: Message) -> Iterator[tuple[int, Message]]:
    """Every part that holds no others, with the number of the group of versions in which it stands (0: in none)."""
    waiting, count = [(0, message)], 0
    while waiting:
        version, part = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise Unreadable(say("Thư có hơn {most} phần, không đọc. Hãy viết gọn trong một thư."), most=MOST_PARTS)
        if part.is_multipart():
            within = count if part.get_content_type() == "multipart/alternative" else version
            inner = part.get_payload()
            waiting += [(within, one) for one in reversed(list(inner)) if isinstance(one, Message)]
        else:
            yield version, part


def _attached(part: Message, kind: str) -> Attached:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    try:
        name = _shown(_sound(part.get_filename() or ""))
    except (LookupError, ValueError):
        name = ""
    return Attached(name[:200] or "tep", kind, data if len(data) <= PICTURE else b"")


def _text(part: Message) -> str:
    """The letters of a part: as it says itself, else in UTF-8, in the Vietnamese code page, byte for byte."""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return _in_letters(data, charset)


def _in_letters(data: bytes, charset: str | None) -> str:
    for one in (charset, *FALLBACKS):
        try:
            return _sound(data.decode(one or "utf-8").replace("\0", ""))
        except (LookupError, ValueError):
            continue
    raise AssertionError("latin-1 reads every byte")


def _sound(text: str) -> str:
    """Letters with their marks in one, and no halves of letters, which no database and no page takes."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def without_marks(html: str) -> str:
    """The words of a page, without what is not shown; where a mark that hides was never closed, every word rather than
    none. Of what no letter is long enough for, only the beginning is read."""
    page = html[:LONGEST_PAGE]
    return _lines(_shown_words(page) if _closes_what_hides(page) else _every_word(page))


def _closes_what_hides(page: str) -> bool:
    folded = page.casefold()
    marks = [("<!--", "-->"), *((f"<{tag}", f"</{tag}") for tag in SKIPPED)]
    return all(folded.count(opened) <= folded.count(closed) for opened, closed in marks)


def _every_word(page: str) -> str:
    marked, last, rest = page.rpartition(">")  # behind it no mark ends: none is looked for
    return TAG.sub("\n", marked + last) + rest


def _shown_words(page: str) -> str:
    """By libxml2, whose time grows with the length; the standard library's reader looks for each mark's end anew."""
    root = etree.fromstring(page.encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    parts, hidden = [], 0
    for event, element in etree.iterwalk(root, events=("start", "end")) if root is not None else ():
        is_hiding = element.tag in SKIPPED
        hidden += (1 if event == "start" else -1) * is_hiding
        if event == "start" and element.tag in BREAKS:
            parts.append("\n")
        if not hidden:
            parts.append((element.text if event == "start" else element.tail) or "")
    return "".join(parts)


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
