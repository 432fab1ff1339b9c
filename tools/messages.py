"""Extract what is to be translated, app by app, and compile the catalogues; without gettext's programs.

usage: messages.py [--check] [APP ...]
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "danbiet"
BIRTH = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: the same messages give the same bytes
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "say": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def sources(app: str) -> Iterator[tuple[Path, str]]:
    """Python and template texts of an app, templates turned into Python-like calls."""
    for path in sorted((SOURCE / app).rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield path, path.read_text(encoding="utf-8")
    for path in sorted((SOURCE / app).rglob("templates/**/*.*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path))


def messages(app: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """(message id, context) of every marked text."""
    for _, text in sources(app):
        for _, name, found, _ in extract_python(BytesIO(text.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}):
            parts = [part for part in (found if isinstance(found, tuple) else (found,))]
            context = parts.pop(0) if name in {"pgettext", "pgettext_lazy", "npgettext"} else None
            texts = [part for part in parts if isinstance(part, str) and part]
            if texts:
                yield (tuple(texts[:2]) if "ngettext" in name else texts[0]), context


def renewed(app: str, old: Catalog) -> Catalog:
    """A catalogue with exactly the messages in use, keeping the translations there are."""
    new = Catalog(locale="en", project="danbiet", charset="utf-8", header_comment="", fuzzy=False)
    for identity, context in messages(app):
        first = identity[0] if isinstance(identity, tuple) else identity
        known = old.get(first, context)
        new.add(identity, known.string if known else "", context=context)
    return new


def folder(app: str) -> Path:
    return SOURCE / app / "locale" / "en" / "LC_MESSAGES"


def loaded(app: str) -> Catalog:
    path = folder(app) / "django.po"
    return read_po(BytesIO(path.read_bytes()), locale="en") if path.exists() else Catalog(locale="en")


def as_bytes(catalog: Catalog) -> tuple[bytes, bytes]:
    """The .po and .mo of a catalogue, the same bytes for the same messages."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalog, width=120, omit_header=False, sort_output=True, no_location=True)
    catalog.creation_date = catalog.revision_date = BIRTH
    write_mo(mo, catalog)
    kept = [
        line
        for line in po.getvalue().split(b"\n")
        if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated'))
    ]
    return b"\n".join(kept), mo.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Messages without an English text."""
    return [str(message.id) for message in catalog if message.id and not all(_strings(message.string))]


def _strings(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple | list) and string else (string,)


def collisions() -> list[str]:
    """Texts that two apps translate differently; Django merges the catalogues, so one would be shown wrongly."""
    seen: dict[tuple[str, str | None], dict[str, str]] = {}
    for path in sorted(SOURCE.glob("*/locale")):
        for message in loaded(path.parent.name):
            if message.id:
                identity = message.id if isinstance(message.id, str) else message.id[0]
                seen.setdefault((identity, message.context), {})[path.parent.name] = str(message.string)
    return [f"{key[0]}: {apps}" for key, apps in seen.items() if len(set(apps.values())) > 1]


def main() -> int:
    names = [name for name in sys.argv[1:] if name != "--check"]
    missing = 0
    for app in names or sorted(path.name for path in SOURCE.iterdir() if (path / "apps.py").exists()):
        catalog = renewed(app, loaded(app))
        gaps = untranslated(catalog)
        missing += len(gaps)
        for gap in gaps:
            print(f"{app}: {gap}")
        if "--check" not in sys.argv and len(catalog):
            folder(app).mkdir(parents=True, exist_ok=True)
            po, mo = as_bytes(catalog)
            (folder(app) / "django.po").write_bytes(po)
            (folder(app) / "django.mo").write_bytes(mo)
    differing = collisions()
    print(*differing, sep="\n", end="\n" if differing else "")
    print(f"{missing} without an English text, {len(differing)} with two", file=sys.stderr)
    return 1 if missing or differing else 0


if __name__ == "__main__":
    sys.exit(main())
