"""After the count: no byte of an envelope or of a teller's parts is left in the database's files."""

from __future__ import annotations

from django.db import DatabaseError, connection

from commonhall.decisions.votes.models import Envelope, TellerParts


def envelopes() -> list[str]:
    """Empty free pages and the write-ahead log (SQLite), rewrite the tables (PostgreSQL).

    Gives what could not be done, in words: an ordinary PostgreSQL role may not ask for a checkpoint; the server
    makes one by itself within minutes. Call it outside a transaction. PostgreSQL's own WAL segments and a server's
    file system snapshots are beyond us: docs/methods/secret-ballot.md says what a city must do about them.
    """
    if connection.vendor == "sqlite":
        steps = ["PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    else:
        tables = [model._meta.db_table for model in (Envelope, TellerParts)]
        steps = [*(f"VACUUM (FULL) {table}" for table in tables), "CHECKPOINT"]
    return [left for left in map(_tried, steps) if left]


def _tried(step: str) -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute(step)
    except DatabaseError as error:
        if connection.in_atomic_block:
            raise
        return f"{step} could not be done: {str(error).strip()}"
    return ""
