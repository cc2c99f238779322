"""The record as a Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    """Keeps the guards on the tables: a migration that remakes a table drops its triggers."""

    name = "commonhall.record"
    label = "record"
    verbose_name = _("Public record")

    def ready(self) -> None:
        post_migrate.connect(_ensure_guards, sender=self, dispatch_uid="record.guards")


def _ensure_guards(using: str, **_: Any) -> None:
    from django.db import connections

    from commonhall.record import guards

    connection = connections[using]
    present = set(connection.introspection.table_names())
    if set(guards.TABLES) <= present:
        guards.ensure(connection)
