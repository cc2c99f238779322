"""Plain functions that make test data for the record."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from commonhall.record import entries, sequencer
from commonhall.record.models import Entry


def body(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A well-formed entry body as the gate gives it."""
    return {
        "action": "cases.raise_case",
        "kind": "action",
        "by": {"kind": "office", "ref": "people.office:12"},
        "subject": f"cases.case:{number}",
        "changes": [
            {"type": "cases.case", "id": str(number), "version": 1, "digest": f"{number:064x}"}
        ],
        "basis": [{"provision": "law.provision:4", "competence": "law.competence:9"}],
        "data": {"channel": "phone", "number": number},
    } | changes


def write(count: int = 1, **changes: Any) -> list[Entry]:
    """Entries that are committed and wait for their place."""
    with transaction.atomic():
        return entries.append_many(body(number, **changes) for number in range(1, count + 1))


def write_sequenced(count: int = 1, **changes: Any) -> list[Entry]:
    """Entries with their place, covered by a new checkpoint."""
    written = write(count, **changes)
    sequencer.sequence_once()
    return written


def copy_database(path: Path) -> Path:
    """A copy of the SQLite database in a file, as an operator keeps it."""
    target = sqlite3.connect(path)
    target.executescript("\n".join(connection.connection.iterdump()))
    target.close()
    return path
