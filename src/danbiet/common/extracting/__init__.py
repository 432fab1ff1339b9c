"""Every word in a file, also those that a reader of it would not see; for the detector of personal numbers."""

from danbiet.common import bounded
from danbiet.common.extracting.passages import Passage, Texts, received

__all__ = ["Passage", "Texts", "texts"]

READERS = {
    "pdf": "danbiet.common.extracting.pages:texts",
    "docx": "danbiet.common.extracting.words:texts",
    "xlsx": "danbiet.common.extracting.sheets:texts",
}
UNREAD_PICTURE = "toàn bộ ảnh"


def texts(data: bytes, *, kind: str) -> Texts:
    """The passages of a file of a known kind; raises formats.FileRefused where the file is built to harm."""
    if kind not in READERS:
        return Texts((), (UNREAD_PICTURE,))
    return received(bounded.run(READERS[kind], data))
