"""Version rows: canonical state, commitments, digests; and the check that they still hold.

A sealed field's commitment is SHA-256(salt ‖ canonical JSON of the value) with a fresh 16-byte salt
per field and version, so that equal values cannot be recognised and an erased value not guessed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import rfc8785
from django.db import models

from commonhall.actions.models import Sealed, Version
from commonhall.core.models import Governed

BATCH = 500


def encode(value: Any) -> Any:
    """A field's value as canonical JSON knows it: no floats, moments in UTC with microseconds."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name or ""
    if isinstance(value, float):
        return repr(value)
    return value


@cache
def fields_of(model: type[Governed]) -> tuple[tuple[str, int | None], ...]:
    """(attribute, decimal places) of the versioned fields of a model."""
    left_out = {"version", *model.UNVERSIONED}
    return tuple(
        (field.attname, getattr(field, "decimal_places", None))
        for field in model._meta.concrete_fields
        if field.name not in left_out and not field.primary_key
    )


@cache
def sealed_of(model: type[Governed]) -> frozenset[str]:
    """The attribute names of the sealed fields."""
    return frozenset(model._meta.get_field(name).attname for name in model.SEALED)  # type: ignore[union-attr]


def values_of(thing: Governed) -> tuple[dict[str, Any], dict[str, Any]]:
    """(public, sealed) values of a thing, encoded."""
    public: dict[str, Any] = {}
    hidden: dict[str, Any] = {}
    sealed = sealed_of(type(thing))
    for name, places in fields_of(type(thing)):
        value = getattr(thing, name)
        if places is not None and value is not None:
            value = Decimal(value).quantize(Decimal(1).scaleb(-places))
        (hidden if name in sealed else public)[name] = encode(value)
    return public, hidden


def commit(salt: str, value: Any) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(value)).hexdigest()


def prepare(thing: Governed, entry: UUID) -> tuple[Version, str | None]:
    """The version row for a thing's present state, and the contents of its seal (None: nothing)."""
    public, hidden = values_of(thing)
    contents = {
        name: [secrets.token_hex(16), value] for name, value in hidden.items() if value is not None
    }
    body: dict[str, Any] = {
        "type": thing._meta.label_lower,
        "id": str(thing.pk),
        "version": thing.version,
        "state": public,
        "sealed": {name: commit(salt, value) for name, (salt, value) in contents.items()},
    }
    state = rfc8785.dumps(body)
    row = Version(
        type=body["type"],
        object_id=thing.pk,
        version=thing.version,
        entry=entry,
        digest=hashlib.sha256(state).hexdigest(),
        state=state.decode(),
    )
    return row, json.dumps(contents, ensure_ascii=False) if contents else None


def write(things: Iterable[Governed], entry: UUID) -> list[Version]:
    """Append one version per thing, with seals; returns the rows in order."""
    pairs = [prepare(thing, entry) for thing in things]
    rows = Version.objects.bulk_create([row for row, _ in pairs], batch_size=BATCH)
    seals = [
        Sealed(version=row, contents=contents)
        for row, (_, contents) in zip(rows, pairs, strict=True)
        if contents is not None
    ]
    Sealed.objects.bulk_create(seals, batch_size=BATCH)
    return rows


def change_of(row: Version) -> dict[str, Any]:
    """How an entry names a version."""
    return {
        "type": row.type,
        "id": str(row.object_id),
        "version": row.version,
        "digest": row.digest,
    }
