"""Files people sent, wherever they are kept: proving that they can be, which there are, where they lie."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db.models import FileField
from django.utils import timezone

# A file that was just sent may belong to an act that is still being written.
YOUNG = timedelta(days=1)
PROOF = "proof"


def elsewhere() -> str:
    """The bucket in which files are kept, as people name it, without any secret; "" for the hall's own disk."""
    options: dict[str, Any] = settings.STORAGES["default"].get("OPTIONS", {})
    if "bucket_name" not in options:
        return ""
    host = urlsplit(options["endpoint_url"]).netloc
    return f"s3://{host}/{options['bucket_name']}/{options['location']}".rstrip("/")


def prove() -> str:
    """Write a file, read it and delete it where photos are kept; what went wrong, or ""."""
    word = secrets.token_bytes(32)
    try:
        name = default_storage.save(f"{PROOF}/{secrets.token_hex(8)}", ContentFile(word))
        try:
            with default_storage.open(name) as file:
                read = file.read()
        finally:
            default_storage.delete(name)
    except (
        Exception
    ) as error:  # a store's library has errors of its own, and all of them are an answer
        return said(error)
    return "" if read == word else "what was read is not what was written"


def said(error: Exception) -> str:
    """What a store answered: the kind of error and its code, without addresses or keys."""
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
    detail = code or getattr(error, "strerror", "") or ""
    return f"{type(error).__name__}{': ' if detail else ''}{detail}"


def named() -> Iterator[str]:
    """The name of every file that a row of the database holds."""
    for rows in _rows():
        yield from rows


def count() -> int:
    return sum(rows.count() for rows in _rows())


def _rows() -> Iterator[Any]:
    """The names in each column that holds files."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                rows = model._default_manager.exclude(**{field.name: ""}).order_by("pk")
                yield rows.values_list(field.name, flat=True)


def kept(storage: Storage, folder: str = "") -> Iterator[str]:
    """The name of every file in a store, folder by folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files) if name)
    for one in sorted(folders):
        yield from kept(storage, f"{folder}{one}/")


def forgotten(storage: Storage) -> Iterator[str]:
    """Files that no row names any more, left by acts that were given up; young ones are let be."""
    known, before = set(named()), timezone.now() - YOUNG
    for name in kept(storage):
        if name not in known and storage.get_modified_time(name) < before:
            yield name
