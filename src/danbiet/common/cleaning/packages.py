"""The outer form of DOCX and XLSX: a bounded zip archive of XML parts, and the links between the parts."""

import posixpath
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree

from danbiet.common.actor import say
from danbiet.common.formats import FileRefused

MEMBERS, UNPACKED, PART = 2000, 80 * 1024**2, 40 * 1024**2
RATIO, RATIO_FROM = 200, 4 * 1024**2
EPOCH = (1980, 1, 1, 0, 0, 0)
CONTENT_TYPES = "[Content_Types].xml"
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
OLE = b"\xd0\xcf\x11\xe0"
ODD_NAME = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]|(?:^|/)\.{1,2}(?:/|$)|^/|//")
XML = (".xml", ".rels", ".vml", ".svg")
BROKEN = say("Tệp hỏng, không đọc được. Mở ra, lưu lại rồi gửi.")
INSIDE_FILE = say("Tệp có tệp khác nhúng bên trong ({part}). Xóa phần nhúng, lưu lại rồi gửi.")
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINK_NAMES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)

Element = Any


@dataclass
class Package:
    """The parts of an archive by name, with their XML read; and what was taken out so far."""

    parts: dict[str, bytes]
    trees: dict[str, Element]
    removed: set[str] = field(default_factory=set)

    def drop(self, name: str, reason: str) -> None:
        """Leave a part out, with its own list of links; links to it are cut by `cut`."""
        for one in (name, links_name(name)):
            self.parts.pop(one, None)
            self.trees.pop(one, None)
        if reason:
            self.removed.add(reason)

    def links(self, part: str) -> list[Element]:
        """The links of a part to others."""
        tree = self.trees.get(links_name(part))
        return [] if tree is None else list(tree)

    def sources(self) -> list[str]:
        """The parts that have links; the package itself is ""."""
        return [source_of(name) for name in self.trees if name.endswith(".rels")]


def opened(data: bytes) -> Package:
    """Read an archive whole; refused when it is built to harm or its XML is not plain."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.filename.endswith("/")]
            _bounded(members)
            for member in members:
                parts[member.filename] = archive.read(member)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        struct.error,
    ) as error:
        raise FileRefused(BROKEN) from error
    for name, content in parts.items():
        _plain(name, content)
    return Package(parts, {name: parsed(parts[name], name) for name in parts if name.lower().endswith(XML)})


def _bounded(members: list[zipfile.ZipInfo]) -> None:
    """Sizes are read from the archive's own list; unpacking stops there, so a list that lies is a broken file."""
    total = sum(member.file_size for member in members)
    if len(members) > MEMBERS or total > UNPACKED:
        raise FileRefused(say("Tệp nén phình ra quá lớn khi mở, nên không mở."))
    names = [unicodedata.normalize("NFKC", member.filename).casefold() for member in members]
    if len(names) != len(set(names)):
        raise FileRefused(say("Tệp có hai phần cùng tên bên trong. Mở ra, lưu lại rồi gửi."))
    for member in members:
        if ODD_NAME.search(member.filename) or len(member.filename) > 200:
            raise FileRefused(say("Tệp có đường dẫn lạ bên trong, nên không mở."))
        if member.flag_bits & 0x1:
            raise FileRefused(say("Tệp có mật khẩu. Bỏ mật khẩu, lưu lại rồi gửi."))
        if member.file_size > PART or member.file_size > max(RATIO_FROM, RATIO * member.compress_size):
            raise FileRefused(say("Tệp nén phình ra quá lớn khi mở, nên không mở."))


def _plain(name: str, content: bytes) -> None:
    if content.startswith(PACKED):
        raise FileRefused(say("Tệp có tệp nén khác bên trong ({part}). Xóa đi, lưu lại rồi gửi."), part=name)
    if content.startswith(PROGRAMS):
        raise FileRefused(say("Tệp có chương trình bên trong. Lưu lại bản không có rồi gửi."))
    if content.startswith(OLE) and "printersettings" not in name.lower():
        raise FileRefused(INSIDE_FILE, part=name)


def parsed(content: bytes, name: str) -> Element:
    """The XML of a part, without comments; refused with a document type, entities, depth over 256, or damage."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise FileRefused(XML_TRICK, part=name) from error
        raise FileRefused(BROKEN) from error
    if root.getroottree().docinfo.internalDTD is not None or root.getroottree().docinfo.doctype:
        raise FileRefused(XML_TRICK, part=name)
    return root


XML_TRICK = say("Tệp có khai báo XML lạ bên trong ({part}), nên không mở.")


def links_name(part: str) -> str:
    """The name of the part that lists the links of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def source_of(links: str) -> str:
    """The part whose links a part lists."""
    folder, name = posixpath.split(links)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def target_of(part: str, link: Element) -> str:
    """The part that an inner link leads to."""
    target = str(link.get("Target", ""))
    joined = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
    return posixpath.normpath(joined).lstrip("/")


def cut(package: Package) -> None:
    """Take out links that lead to no part, what names them, and types of parts that are gone."""
    for part in package.sources():
        dead = [
            link
            for link in package.links(part)
            if link.get("TargetMode") != "External" and target_of(part, link) not in package.parts
        ]
        unlink(package, part, dead)
    types = package.trees[CONTENT_TYPES]
    for kind in list(types):
        if kind.get("PartName") is not None and kind.get("PartName").lstrip("/") not in package.parts:
            types.remove(kind)


def unlink(package: Package, part: str, links: list[Element]) -> None:
    """Take links out of a part's list, and every mention of them out of the part."""
    names = {link.get("Id") for link in links}
    for link in links:
        link.getparent().remove(link)
    if not names or part not in package.trees:
        return
    for element in package.trees[part].iter():
        for attribute, value in list(element.attrib.items()):
            if attribute.startswith(LINK_NAMES) and value in names:
                del element.attrib[attribute]


def written(package: Package) -> bytes:
    """The archive anew: parts in order of name, no clock, no comment."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(package.parts, key=lambda one: (one != CONTENT_TYPES, one)):
            tree = package.trees.get(name)
            content = package.parts[name] if tree is None else _bytes(tree)
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED, 6)
    return file.getvalue()


def _bytes(tree: Element) -> bytes:
    text: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text
