"""When a vote ends: no byte of an envelope or of a teller's parts is left in the database's files, as far as we see.

Each row of both tables carries its vote's trace, a fixed text by which the files are searched.
"""

from __future__ import annotations

import logging
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from commonhall.decisions.votes.models import Envelope, TellerParts, trace_of

log = logging.getLogger(__name__)
CHUNK = 1 << 22
#: Milliseconds that we wait for a reader before we say that something is left; the clock tries again.
PATIENCE = 2000


def envelopes(votes: list[int]) -> list[str]:
    """Clean the database's files after these votes, and look; gives what is left of them, in words.

    Call it outside a transaction. PostgreSQL's own WAL segments and a server's file system snapshots are beyond us:
    docs/methods/secret-ballot.md says what a city must do about them.
    """
    if connection.vendor == "sqlite":
        return [*_sqlite_cleaned(), *(f"{name} holds envelopes" for name in _holding(votes))]
    return _postgresql_cleaned()


# --- SQLite ---------------------------------------------------------------------------------------
def _sqlite_cleaned() -> list[str]:
    """Empty free pages and the write-ahead log."""
    _tried(f"PRAGMA busy_timeout = {PATIENCE}")
    steps = ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
    undone = [_tried(step) for step in steps]
    waiting = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    _tried(f"PRAGMA busy_timeout = {waiting}")
    # What the first checkpoint leaves, the last one takes.
    return [left for left in undone[1:] if left]


def _holding(votes: list[int]) -> list[str]:
    """Names of the database's files that hold the trace of a vote, byte by byte."""
    database = Path(str(connection.settings_dict["NAME"]))
    files = [database.with_name(database.name + end) for end in ("", "-wal", "-journal")]
    traces = [trace_of(vote).encode() for vote in votes]
    return [one.name for one in files if one.is_file() and _holds(one, traces)]


def _holds(path: Path, traces: list[bytes]) -> bool:
    overlap = max(map(len, traces), default=0)
    with path.open("rb") as file:
        before = b""
        while data := file.read(CHUNK):
            if any(one in before + data for one in traces):
                return True
            before = data[-overlap:] if overlap else b""
    return False


# --- PostgreSQL -----------------------------------------------------------------------------------
def _postgresql_cleaned() -> list[str]:
    """Rewrite both tables, and ask for a checkpoint.

    An ordinary role may not ask for one; the server makes one by itself within minutes, so that this is only said.
    """
    tables = [model._meta.db_table for model in (Envelope, TellerParts)]
    left = [undone for table in tables if (undone := _rewritten(table))]
    if undone := _tried("CHECKPOINT"):
        log.warning("After a vote: %s", undone)
    return [*left, *(f"{table} holds bytes" for table in tables if _has_bytes(table))]


def _rewritten(table: str) -> str:
    """Give the table a new file with its living rows only; what went wrong, in words.

    VACUUM FULL does not do: it takes along every deleted row that some older transaction might still see, and an
    automatic ANALYZE is one. Emptying the table gives it a new file at once, whoever reads elsewhere. Whoever reads
    the table itself is waited for.
    """
    steps = (
        f"SET LOCAL lock_timeout = {PATIENCE}",
        f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        f"CREATE TEMPORARY TABLE kept_rows ON COMMIT DROP AS TABLE {table}",
        f"TRUNCATE {table}",
        f"INSERT INTO {table} SELECT * FROM kept_rows",  # noqa: S608
    )
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            for step in steps:
                cursor.execute(step)
    except DatabaseError as error:
        return f"{table} could not be rewritten: {str(error).strip()}"
    return ""


def _has_bytes(table: str) -> bool:
    """Has a table without rows a file that is not empty?"""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_relation_size('{table}'), EXISTS(SELECT 1 FROM {table})")  # noqa: S608
        size, rows = cursor.fetchone()
    return bool(size) and not rows


def _tried(step: str) -> str:
    """Do a step; what went wrong, in words. A checkpoint of SQLite says in its row that a reader kept it from ending."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(step)
            row = cursor.fetchone() if cursor.description else None
    except DatabaseError as error:
        if connection.in_atomic_block:
            raise
        return f"{step} could not be done: {str(error).strip()}"
    return f"{step} could not be done: busy" if "checkpoint" in step and row and row[0] else ""
