"""Writing many plain rows quickly, each database in its own best way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

COPY_FROM = 8
"""Rows from which PostgreSQL's COPY is worth its extra exchange."""


def insert(
    connection: BaseDatabaseWrapper,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Insert rows whose values the driver understands; table and columns are constants of ours."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def delete(connection: BaseDatabaseWrapper, table: str, identities: Sequence[int]) -> None:
    """Delete rows by their ``id``."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(identities)])  # noqa: S608
        else:
            cursor.executemany(
                f"DELETE FROM {table} WHERE id = %s",  # noqa: S608
                [(one,) for one in identities],
            )
