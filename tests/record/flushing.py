"""Letting tests with real transactions empty the database although its rows are guarded.

After a test marked ``django_db(transaction=True)``, or one with a live server, Django deletes all
rows; the triggers refuse. `install` takes those guards off just before; they come back with the
``post_migrate`` signal that the flush itself sends.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase


def install() -> None:
    """Make flushing possible; calling it again does nothing."""
    original: Any = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    if getattr(original, "lifts_guards", False):
        return

    def teardown(self: TransactionTestCase) -> None:
        for name in self._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
            lift(connections[name])
        original(self)

    teardown.lifts_guards = True  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guards off, whoever put them there; the search index needs its own triggers."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid) AND t.tgname LIKE %s"
        )
    else:
        query = "SELECT name, '' FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(query, ["%_no_%"])
        for trigger, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{trigger}"' + (f' ON "{table}"' if table else ""))
