"""An answer as XML or JSON. JSON is the XML without its names: a container of one repeated element is an array."""

import json
import re
from typing import TypeAlias
from xml.etree import ElementTree

from danbiet.common.actor import say

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | bool | int | float | None"
FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
ONE_OF = {
    "services": "service", "service_requests": "request", "errors": "error", "endpoints": "endpoint",
    "formats": "format", "attributes": "attribute", "values": "value", "notes": "note", "photos": "photo",
    "service_request_updates": "request_update",
}  # fmt: skip
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2

# what the house answers before or after any view of ours
SAID = {
    400: say("Yêu cầu hỏng, không đọc được."),
    404: say("Không có địa chỉ này."),
    405: say("Địa chỉ này không nhận cách hỏi đó."),
    413: say("Yêu cầu lớn quá: nhiều nhất ba ảnh, mỗi ảnh 15 MB."),
    507: say("Máy chủ hết chỗ chứa. Việc vừa rồi chưa được ghi."),
}
BROKEN = say("Máy chủ gặp lỗi. Việc vừa rồi chưa được ghi.")


def written(name: str, value: Tree, *, form: str) -> bytes:
    """The body of an answer whose root element is `name`."""
    if form == "json":
        return json.dumps(value, ensure_ascii=False).encode()
    root = ElementTree.Element(name)
    _fill(root, value)
    return (DECLARATION + ElementTree.tostring(root, encoding="unicode")).encode()


def _fill(element: ElementTree.Element, value: Tree) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _fill(ElementTree.SubElement(element, name), inner)
    elif isinstance(value, list):
        for inner in value:
            _fill(ElementTree.SubElement(element, ONE_OF[element.tag]), inner)
    elif value is not None:
        element.text = _text(value)


def _text(value: str | bool | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return FORBIDDEN.sub("", str(value))


def errors(status: int, sentences: list[str]) -> Tree:
    """What went wrong, in the form of the specification."""
    return [{"code": str(status), "description": sentence} for sentence in sentences]
