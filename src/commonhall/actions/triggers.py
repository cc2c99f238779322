"""Triggers that refuse UPDATE and DELETE of version rows and links, made after every migration.

They stop mistakes and careless hands; somebody who owns the database can drop them, and is found by
`record verify` instead.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from commonhall.record import triggers

APPEND_ONLY = ("actions_version", "actions_link")


def install(using: str = "default", **_: Any) -> None:
    """Create the triggers where they are missing."""
    connection = connections[using]
    if set(APPEND_ONLY) <= set(connection.introspection.table_names()):
        triggers.ensure(connection, APPEND_ONLY)
