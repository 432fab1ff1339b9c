"""A letter by mail made readable: who wrote what to whom, what hangs on it, and whether a person wrote it at all.

The sender's address is whatever the letter says: a way to answer, never an identity. Nothing is fetched or run.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from enum import StrEnum
from html.parser import HTMLParser

LIMIT = 40 * 1024 * 1024  # of a whole letter; base 64 makes thirty megabytes of pictures forty
MOST_PARTS = 200
LONGEST_TEXT = 15_000
PICTURE = 15 * 1024 * 1024
MOST_HOPS = 30
FALLBACKS = ("utf-8", "windows-1258", "latin-1")
PLUS = re.compile(r"\+(\d{2,8})@")
NUMBER = re.compile(r"PA-\d{4}-\d{6,9}")
AUTOMATIC = {"bulk", "list", "junk", "auto_reply", "auto-reply"}
DAEMONS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce")
LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List")
RESPONDERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply", "X-Danbiet-Case")
SKIPPED = {"script", "style", "head", "title", "template"}
BREAKS = {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table"}


class Robot(StrEnum):
    """Why no person wrote it."""

    BOUNCE = "bounce"
    REPLY = "automatic_reply"
    LIST = "mailing_list"
    LOOP = "loop"


@dataclass(frozen=True)
class Attached:
    """A file of a letter as it came; `data` is empty where it was too large to be looked at."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """What a letter says. `robot`: None for a person's. `may_answer`: an answer goes to somebody who wrote."""

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

    @property
    def place_code(self) -> str:
        """The ward that the address names (phan-anh+00601@…); empty when none does."""
        found = (PLUS.search(address) for address in self.recipients)
        return next((one[1] for one in found if one), "")


def read(data: bytes, *, envelope_sender: str | None = None) -> Letter:
    """Read one RFC 5322 message, however broken; `envelope_sender` is what the mail server was told (empty: bounce)."""
    message = message_from_bytes(data)
    name, address = parseaddr(_header(message, "From"))
    text, attached = _content(message)
    robot = _robot(message, address, envelope_sender)
    return Letter(
        message_id=_header(message, "Message-ID")[:300], subject=_header(message, "Subject")[:300],
        text=text[:LONGEST_TEXT].strip(), address=address[:254] if "@" in address else "", name=name[:120],
        recipients=_recipients(message), attached=attached, robot=robot,
        may_answer=robot is None and _is_answerable(message, address, envelope_sender),
        names=tuple(NUMBER.findall(_header(message, "Subject"))),
    )  # fmt: skip


def _header(message: Message, name: str) -> str:
    """A header in letters, on one line; what cannot be decoded stays as it came."""
    raw = str(message.get(name, ""))
    try:
        shown = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        shown = raw
    return " ".join("".join(sign if sign.isprintable() else " " for sign in shown).split())


def _recipients(message: Message) -> tuple[str, ...]:
    names = ("X-Original-To", "Delivered-To", "To", "Cc")
    pairs = getaddresses([_header(message, name) for name in names])
    return tuple(dict.fromkeys(address.lower() for _, address in pairs if "@" in address))


def _robot(message: Message, address: str, envelope_sender: str | None) -> Robot | None:
    if len(message.get_all("Received", [])) > MOST_HOPS or message.get("X-Danbiet-Case"):
        return Robot.LOOP
    return_path = envelope_sender if envelope_sender is not None else message.get("Return-Path")
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
    envelope = parseaddr(envelope_sender or str(message.get("Return-Path", "")))[1]
    same = not envelope or envelope.lower() == address.lower()
    return "@" in address and same and not forged and not message.get("X-Auto-Response-Suppress")


def _content(message: Message) -> tuple[str, tuple[Attached, ...]]:
    """The words (of plain parts, else of HTML) and the files."""
    plain, marked, attached = [], [], []
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind, is_file = part.get_content_type(), _is_file(part)
        if not is_file and kind == "text/plain":
            plain.append(_text(part))
        elif not is_file and kind == "text/html":
            marked.append(_without_marks(_text(part)))
        else:
            attached.append(_attached(part, kind))
    return "\n\n".join(text for text in (plain or marked) if text.strip()), tuple(attached)


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _attached(part: Message, kind: str) -> Attached:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    try:
        name = str(make_header(decode_header(part.get_filename() or "")))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        name = ""
    return Attached(name[:200] or "tep", kind, data if len(data) <= PICTURE else b"")


def _text(part: Message) -> str:
    """The letters of a part: as it says itself, else in UTF-8, in the Vietnamese code page, byte for byte."""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    for charset in (part.get_content_charset(), *FALLBACKS):
        try:
            return data.decode(charset or "utf-8").replace("\0", "")
        except (LookupError, UnicodeError):
            continue
    raise AssertionError("latin-1 reads every byte")


class _Reader(HTMLParser):
    """Words of a page of HTML, without what is not shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in SKIPPED
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in SKIPPED))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _without_marks(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)
