"""What DOCX and XLSX have in common for a reader of all their words."""

import posixpath
import re
from collections.abc import Iterator

from danbiet.common.cleaning.packages import Element, Package
from danbiet.common.extracting.passages import Passage

SPOKEN = {"descr", "title", "alt", "tooltip", "screenTip"}
DRAWN = {"docPr", "cNvPr", "shape", "rect", "textbox", "imagedata", "hlinkClick", "hyperlink", "hlinkHover"}
DUMB = (
    "/theme/",
    "/styles",
    "/fonttable",
    "/numbering",
    "/websettings",
    "/settings",
    "[content_types]",
    "/tablestyles",
)
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg")


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace; empty when it is not there."""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    return next((str(value) for key, value in element.items() if key.endswith("}" + name)), "")


def around(package: Package) -> Iterator[Passage]:
    """What stands beside the text: facts of the file, names of its parts, links, names and words of pictures."""
    for name in sorted(package.parts):
        if not name.lower().endswith((".rels", ".xml", ".vml")):
            yield Passage("tên tệp bên trong", posixpath.basename(name), True)
    for source in package.sources():
        for link in package.links(source):
            if link.get("TargetMode") == "External":
                yield Passage("địa chỉ liên kết", str(link.get("Target", "")), True)
    for name in sorted(package.trees):
        if name.startswith("docProps/"):
            yield from leaves(package.trees[name], "thông tin về tệp")
        yield from drawn(package.trees[name])


def drawn(tree: Element) -> Iterator[Passage]:
    """Names and alternative words of pictures and shapes, and what a link shows under the pointer."""
    for element in tree.iter():
        if local(element) in DRAWN:
            name = attribute(element, "name") or attribute(element, "id")
            if attribute(element, "name"):
                yield Passage(f"tên ảnh hoặc khung “{name[:40]}”", name, True)
            for key in SPOKEN:
                if text := attribute(element, key):
                    yield Passage(f"chữ thay thế của ảnh hoặc khung “{name[:40]}”", text, True)


def leaves(tree: Element, where: str, *, is_hidden: bool = True) -> Iterator[Passage]:
    """Every text of a part whose form does not matter."""
    for element in tree.iter():
        for text in (element.text, element.tail):
            if text and text.strip():
                yield Passage(where, text.strip(), is_hidden)


def is_label(text: str) -> bool:
    """Whether a cell reads like a name for what stands beneath or beside it: short words without a number."""
    return len(text) <= 60 and any(sign.isalpha() for sign in text) and not re.search(r"\d{3}", text)


def is_dumb(name: str) -> bool:
    """Whether a part holds only how things look."""
    return any(word in f"/{name.lower()}" for word in DUMB)


def pictures(package: Package) -> tuple[str, ...]:
    """The places of a file that only a person can read."""
    found = [name for name in sorted(package.parts) if name.lower().endswith(PICTURE_ENDINGS)]
    return tuple(f"ảnh “{posixpath.basename(name)}”" for name in found)
