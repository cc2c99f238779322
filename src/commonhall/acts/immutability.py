"""Triggers that refuse UPDATE and DELETE of append-only rows, on both databases.

Made after every migration (SQLite rebuilds a table to alter it, and its triggers go with the old
one). They stop mistakes and careless hands; somebody with the database can drop them, and is found
by `record verify` instead.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

APPEND_ONLY = ("acts_version", "acts_link")


def install(using: str = "default", **_: Any) -> None:
    """Create the triggers where they are missing."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            if table not in present:
                continue
            if connection.vendor == "sqlite":
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} "
                        f"BEFORE {verb} ON {table} BEGIN "
                        f"SELECT RAISE(ABORT, '{table} is append-only'); END"
                    )
            else:
                cursor.execute(
                    "CREATE OR REPLACE FUNCTION commonhall_append_only() RETURNS trigger AS "
                    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ "
                    "LANGUAGE plpgsql"
                )
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE "
                    f"ON {table} FOR EACH ROW EXECUTE FUNCTION commonhall_append_only()"
                )
