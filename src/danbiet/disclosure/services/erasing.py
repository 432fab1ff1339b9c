"""Removing bytes for good: only when nothing in the installation names them any more."""

from django.apps import apps
from django.db import models, transaction

from danbiet.common import files

HASH = 64
RECORD = "ledger"  # its hashes are those of events and commitments, never of files


def forget(sha256: str) -> None:
    """Remove a kept file after the act has been written, unless some row still names it."""
    transaction.on_commit(lambda: _remove(sha256))


def _remove(sha256: str) -> None:
    if not _is_named(sha256):
        files.path_of(sha256).unlink(missing_ok=True)


def _is_named(sha256: str) -> bool:
    """Whether a row of any part names the file; versions whose file was erased keep the hash as proof alone."""
    for model in apps.get_models():
        if model._meta.app_label == RECORD:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField) and field.max_length == HASH:
                rows = model._base_manager.filter(**{field.name: sha256})
                if any(one.name == "erased_on" for one in model._meta.concrete_fields):
                    rows = rows.filter(erased_on=None)
                if rows.exists():
                    return True
    return False
