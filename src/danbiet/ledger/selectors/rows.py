"""Every row of every table as one line of JSON, the same whichever database holds it."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import BinaryField, Field, JSONField, Model

from danbiet.ledger.selectors.snapshot import snapshot

LEFT_OUT = {"sessions.session"}  # who is signed in this hour: not to be carried elsewhere
CHUNK = 2000


@dataclass(frozen=True)
class Count:
    """How many rows a table has, and the SHA-256 of their lines in order of their keys."""

    rows: int
    sha256: str


def tables() -> list[type[Model]]:
    """Every table, those that others point to first."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    ordered: list[type[Model]] = []
    for model in sorted(models, key=lambda one: one._meta.label_lower):
        _place(model, models, ordered, ())
    return ordered


def lines(model: type[Model]) -> Iterator[bytes]:
    """The rows of a table in order of their keys."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    for row in model._base_manager.order_by("pk").iterator(chunk_size=CHUNK):
        values = {field.attname: dumped(field, row) for field in fields}
        yield json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def dumped(field: "Field[Any, Any]", row: Model) -> object:
    """One value in plain JSON words."""
    value = field.value_from_object(row)
    if value is None or isinstance(field, JSONField) or isinstance(value, bool | int | float | str):
        return value
    if isinstance(field, BinaryField):
        return base64.b64encode(bytes(value)).decode()
    return field.value_to_string(row)


def loaded(field: "Field[Any, Any]", value: object) -> object:
    """The value of a line as its field keeps it."""
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return base64.b64decode(str(value))
    return field.to_python(value)


def contents() -> dict[str, Count]:
    """Every table with the number and hash of its rows: two installations with equal contents hold the same data."""
    with snapshot():
        return {model._meta.label_lower: _count(model) for model in tables()}


def leaves() -> tuple[dict[str, list[str]], bool]:
    """The newest migrations of every app, and whether the database has all of them."""
    loader = MigrationLoader(connection)
    found: dict[str, list[str]] = {}
    for app, name in loader.graph.leaf_nodes():
        found.setdefault(app, []).append(name)
    return found, set(loader.graph.nodes) <= set(loader.applied_migrations)


def _count(model: type[Model]) -> Count:
    rows, digest = 0, hashlib.sha256()
    for line in lines(model):
        rows += 1
        digest.update(line)
    return Count(rows, digest.hexdigest())


def _place(model: type[Model], known: list[type[Model]], ordered: list[type[Model]], above: tuple[object, ...]) -> None:
    """Put a table after those it points to; where two point to each other, the database waits for the end."""
    if model in ordered or model in above or model not in known:
        return
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model is not None:
            _place(field.related_model, known, ordered, (*above, model))
    ordered.append(model)
