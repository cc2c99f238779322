"""Writing to the record: what the gate calls, once, as the last insert of an action's transaction."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from commonhall.record import attestation, bulk_insert, entry_format, merkle
from commonhall.record.entry_format import BodyError, canonical, moment
from commonhall.record.models import Entry

__all__ = [
    "BodyError",
    "append",
    "append_many",
    "canonical",
    "digest",
    "moment",
    "of_subjects",
    "receipt",
    "uuid7",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_lock = threading.Lock()
_last_tick = 0


def uuid7() -> UUID:
    """A new time-ordered UUID (RFC 9562 §5.7), rising within this process.

    48 bits of Unix milliseconds, 12 bits of their fraction (method 3 of §6.2), 62 random bits.
    """
    global _last_tick
    now = time.time_ns()
    tick = (now // 1_000_000 << 12) | ((now % 1_000_000) * 4096 // 1_000_000)
    with _lock:
        tick = _last_tick = max(tick, _last_tick + 1)
    value = (tick >> 12) << 80 | 0x7 << 76 | (tick & 0xFFF) << 64 | 0b10 << 62
    return UUID(int=value | secrets.randbits(62))


def digest(data: bytes) -> str:
    """SHA-256 of bytes as 64 hexadecimal digits, the form in which bodies carry hashes."""
    return sha256(data).hexdigest()


def append(body: Mapping[str, Any]) -> Entry:
    """Write one entry; see `append_many`."""
    return append_many([body])[0]


def append_many(many: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Write entries in the given order (a parent before its children).

    Each body needs ``act``, ``kind``, ``by``, ``subject``; ``id``, ``v`` and ``occurred_at`` (a
    string or an aware datetime) are filled in where they are missing, and ``recorded_at`` always,
    from the system's clock. Raises `BodyError` for a body of the wrong shape, or one that brings its
    own ``recorded_at``, and TransactionManagementError outside ``transaction.atomic``: an entry
    without its action, or an action without its entry, must be impossible.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "an entry is written inside the transaction of its act"
        )
    now = _now()
    written = [_build(body, now) for body in many]
    _insert(connection, written)
    return written


def _insert(connection: BaseDatabaseWrapper, written: Sequence[Entry]) -> None:
    # Plain rows instead of `bulk_create`: an import writes them by the hundred thousand.
    fields = Entry._meta.concrete_fields
    rows = [
        [field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields]
        for one in written
    ]
    bulk_insert.insert(connection, "record_entry", [str(field.column) for field in fields], rows)
    key = fields.index(Entry._meta.pk)
    bulk_insert.insert(
        connection, "record_pending", ["entry_id", "refused"], [(row[key], False) for row in rows]
    )
    for one in written:
        one._state.adding, one._state.db = False, connection.alias


def receipt(entry: Entry) -> dict[str, Any]:
    """What whoever acted keeps: proof that this entry was promised a place in the record.

    Hand it out only after the transaction has committed. See `receipts.issue`.
    """
    from commonhall.record import receipts

    return receipts.issue(entry)


def _now() -> datetime:
    # Straight from the clock: tests and commands that pin Django's time must not move this one.
    return _EPOCH + timedelta(microseconds=time.time_ns() // 1000)


def _build(given: Mapping[str, Any], now: datetime) -> Entry:
    if "recorded_at" in given:
        raise BodyError("recorded_at is set by the record, never by hand")
    occurred = given.get("occurred_at", now)
    body = {key: value for key, value in given.items() if key not in entry_format.OPTIONAL or value}
    body |= {
        "v": given.get("v", 1),
        "id": str(given.get("id") or uuid7()),
        "recorded_at": moment(now),
        "occurred_at": moment(occurred) if isinstance(occurred, datetime) else occurred,
    }
    data = entry_format.encode(body)
    return Entry(
        id=UUID(body["id"]),
        action=body["action"],
        kind=body["kind"],
        subject=body["subject"],
        actor=body["by"].get("ref", ""),
        parent_id=UUID(body["parent"]) if "parent" in body else None,
        recorded_at=now,
        occurred_at=entry_format.parse_moment(body["occurred_at"]),
        body=data.decode(),
        leaf_hash=merkle.leaf_hash(data),
        attested=attestation.attest(data.decode()),
    )


def of_subjects(subjects: Sequence[str]) -> dict[str, list[Entry]]:
    """Entries about each of many subjects, oldest first, in one query."""
    found: dict[str, list[Entry]] = {subject: [] for subject in subjects}
    for entry in Entry.objects.filter(subject__in=found).order_by("id"):
        found[entry.subject].append(entry)
    return found
