"""What the operator does with the log's keys: announce a new one, revoke an old one. Both stand in the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from commonhall.record import entries, entry_format, keys, logs
from commonhall.record.key_changes import REVOKE, ROTATE
from commonhall.record.models import Checkpoint, Entry
from commonhall.record.signing import chain, changes, current_key


class KeyChangeError(Exception):
    """The keys cannot be changed so; the message says why, for the operator."""


def rotate(overlap: timedelta) -> bytes:
    """Make a new key and announce it in the log; the public half (32 bytes).

    It signs once a checkpoint of the old key covers the announcement, together with the old one until ``overlap``
    has passed. Raises `KeyChangeError` while another change waits for its checkpoint.
    """
    _refuse_while_one_waits()
    old, new = current_key(), keys.new_log_key()
    until = datetime.now(UTC) + overlap
    _announce(ROTATE, {"key": old.hex(), "new": new.hex(), "until": entry_format.moment(until)})
    return new


def revoke(name: str, after: int | None) -> tuple[bytes, int]:
    """End a key of which the public half begins with these hexadecimal digits: (key, size up to which it counts).

    after: what it signed beyond this size counts nothing; None: from now on. Raises `KeyChangeError` for the current key.
    """
    _refuse_while_one_waits()
    known = chain()
    found = [key for key in known.keys if key.hex().startswith(name.lower())]
    if len(found) != 1 or len(name) < 8:
        raise KeyChangeError(f"no one key begins with {name}; give at least 8 digits")
    (key,) = found
    if key == current_key(known):
        raise KeyChangeError(
            "this key signs now: announce another first (commonhall record rotate-key)"
        )
    newest = Checkpoint.objects.order_by("-id").first()
    size = newest.size if newest else 0
    if after is None:
        after = size
    if not 0 <= after <= size:
        raise KeyChangeError(f"the log has {size} signed entries")
    _announce(REVOKE, {"key": key.hex(), "after": after})
    return key, after


def _refuse_while_one_waits() -> None:
    announced = Entry.objects.filter(action__in=[ROTATE, REVOKE]).count()
    if announced != len(changes()):
        raise KeyChangeError(
            "a change of key still waits for its checkpoint: commonhall record sequence --once"
        )


def _announce(action: str, data: dict[str, Any]) -> None:
    log = logs.current()
    with transaction.atomic():
        entries.append(
            {
                "action": action,
                "kind": "action",
                "by": {"kind": "system"},
                "subject": f"record.log:{log.pk}",
                "data": data,
            }
        )
