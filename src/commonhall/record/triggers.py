"""Triggers that refuse UPDATE and DELETE on what may never change, on SQLite and PostgreSQL.

They stop mistakes and ordinary code, not somebody who owns the database: against them stands the
Merkle log. `actions` guards its version rows with the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "record_entry",
    "record_leaf",
    "record_checkpoint",
    "record_cosignature",
    "record_log",
)

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME;
END $$
"""


def _name(table: str, operation: str) -> str:
    return f"{table}_no_{operation}"


def ensure(connection: BaseDatabaseWrapper, tables: Iterable[str] = TABLES) -> None:
    """Put the guards on the tables where they are missing."""
    present = set(installed(connection))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for table in tables:
            for operation in operations(connection):
                name = _name(table, operation)
                if name not in present:
                    cursor.execute(_create(connection.vendor, table, operation, name))


def remove(connection: BaseDatabaseWrapper, tables: Iterable[str] = TABLES) -> None:
    """Take the guards off: for reversing a migration and for playing an attacker in tests."""
    with connection.cursor() as cursor:
        for table in tables:
            for operation in operations(connection):
                name = _name(table, operation)
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(connection: BaseDatabaseWrapper, tables: Iterable[str] = TABLES) -> list[str]:
    """Names of guards that should be there and are not."""
    present = set(installed(connection))
    names = [_name(table, one) for table in tables for one in operations(connection)]
    return [name for name in names if name not in present]


def operations(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """What is guarded against on this database; SQLite has no TRUNCATE."""
    if connection.vendor == "postgresql":
        return ("update", "delete", "truncate")
    return ("update", "delete")


def installed(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of all guards found in the database."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgenabled <> 'D' AND NOT t.tgisinternal"
            " AND pg_table_is_visible(c.oid)"
        )
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def _create(vendor: str, table: str, operation: str, name: str) -> str:
    verb = operation.upper()
    if vendor == "postgresql":
        each = "STATEMENT" if operation == "truncate" else "ROW"
        return (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
            f" FOR EACH {each} EXECUTE FUNCTION record_refuse()"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
    )
