"""Every word in a file, also those that a reader of it would not see; for the detector of personal numbers."""

import json

from danbiet.common import bounded
from danbiet.common.cleaning import packages
from danbiet.common.extracting import sheets, words
from danbiet.common.extracting.passages import Passage, Texts

UNREAD_PICTURE = "toàn bộ ảnh"


def texts(data: bytes, *, kind: str) -> Texts:
    """The passages of a file of a known kind; raises files.FileRefused where the file is built to harm."""
    if kind == "docx":
        return words.texts(packages.opened(data))
    if kind == "xlsx":
        return sheets.texts(packages.opened(data))
    if kind == "pdf":
        values, body = bounded.run("danbiet.common.extracting.pages:texts", data)
        passages = tuple(Passage(**one) for one in json.loads(body))
        unread = values["unread"]
        return Texts(passages, tuple(unread) if isinstance(unread, list) else ())
    return Texts((), (UNREAD_PICTURE,))
