"""After the count: no byte of an envelope is left in the database's files."""

from __future__ import annotations

from django.db import connection

from commonhall.decisions.votes.models import Envelope


def envelopes() -> None:
    """Empty free pages and the write-ahead log (SQLite), rewrite the table (PostgreSQL).

    Call it outside a transaction. PostgreSQL's own WAL segments and a server's file system snapshots are
    beyond us: docs/methods/secret-ballot.md says what a city must do about them.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute(f"VACUUM (FULL) {Envelope._meta.db_table}")
            cursor.execute("CHECKPOINT")
