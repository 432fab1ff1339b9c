"""The manual: Markdown files of one language, as pages, and searched by section."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from vn_text import fold

from danbiet.common.actor import NotYours, say

ROOT = Path(__file__).resolve().parents[4] / "docs" / "manual"
ORDER = ("resident", "group-head", "ward-officer", "plan-officer", "leader", "analyst", "administrator")


class NoSuchPage(NotYours):
    """The manual has no page of that name."""


@dataclass(frozen=True)
class Section:
    """A part of a page under its heading."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Page:
    """One page of the manual, for one role."""

    slug: str
    title: str
    lead: str
    html: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Hit:
    """A section that holds all the words searched."""

    page: Page
    section: Section
    excerpt: str


@cache
def pages(language: str) -> tuple[Page, ...]:
    """The pages of a language, in the order of the roles."""
    return tuple(_page(ROOT / language / f"{slug}.md") for slug in ORDER if (ROOT / language / f"{slug}.md").exists())


def page_for(slug: str, *, language: str) -> Page:
    """One page, by the name in its address."""
    for page in pages(language):
        if page.slug == slug:
            return page
    raise NoSuchPage(say("Hướng dẫn không có trang này."))


def hits(typed: str, *, language: str) -> tuple[Hit, ...]:
    """Sections that hold every word, marks or none."""
    wanted = fold(typed).split()
    if not wanted:
        return ()
    return tuple(
        Hit(page, section, _excerpt(section.text, wanted[0]))
        for page in pages(language)
        for section in page.sections
        if all(word in fold(f"{section.title} {section.text}") for word in wanted)
    )


def _page(path: Path) -> Page:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = [_walked(token) for token in parser.parse(path.read_text(encoding="utf-8"))]
    title, lead = _opening(tokens, "h1"), _opening(tokens, "p")
    sections = _sections(tokens)
    body = parser.renderer.render(tokens[lead + 3 :], parser.options, {})
    return Page(path.stem, tokens[title + 1].content, tokens[lead + 1].content, body, sections)


def _opening(tokens: list[Token], tag: str) -> int:
    """Where the first element of a tag opens."""
    return next(at for at, token in enumerate(tokens) if token.tag == tag and token.nesting == 1)


def _walked(token: Token) -> Token:
    """Links from file to file become links from page to page."""
    for child in token.children or ():
        href = str(child.attrs.get("href", ""))
        if href.endswith(".md"):
            child.attrs["href"] = f"../{Path(href).stem}/"
    return token


def _sections(tokens: list[Token]) -> tuple[Section, ...]:
    """Sections under each second heading; the headings get their anchors on the way."""
    found: list[tuple[str, str, list[str]]] = []
    for at, token in enumerate(tokens):
        if token.tag == "h2" and token.nesting == 1:
            title = tokens[at + 1].content
            token.attrs["id"] = anchor(title)
            found.append((title, anchor(title), []))
        elif token.type == "inline" and found and tokens[at - 1].tag != "h2":
            found[-1][2].append(_plain(token))
    return tuple(Section(title, mark, " ".join(texts)) for title, mark, texts in found)


def _plain(token: Token) -> str:
    return "".join(child.content or " " for child in token.children or ())


def anchor(title: str) -> str:
    """The address of a heading within its page."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")


def _excerpt(text: str, word: str, size: int = 160) -> str:
    at = max(fold(text).find(word), 0)
    start = max(at - size // 3, 0)
    cut = text[start : start + size].strip()
    return f"{'… ' if start else ''}{cut}{' …' if start + size < len(text) else ''}"
