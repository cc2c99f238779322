"""The record as a Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.ui import navigation


class RecordConfig(AppConfig):
    """Keeps the guards on the tables: a migration that remakes a table drops its triggers."""

    name = "commonhall.record"
    label = "record"
    verbose_name = _("Public record")

    def ready(self) -> None:
        navigation.add(navigation.Entry(_("Record"), "record:list", order=90))
        navigation.add(
            navigation.Entry(_("How to check this record"), "record:how", order=90, group="footer")
        )
        navigation.place("record", "record:list")
        navigation.provide("checkpoint", _newest_checkpoint)
        post_migrate.connect(_ensure_guards, sender=self, dispatch_uid="record.guards")


def _newest_checkpoint(request: HttpRequest) -> dict[str, Any] | None:
    """For the foot of every page: read from the file, so that it costs no query."""
    from commonhall.record import checkpoints, published_checkpoints

    note, signed_at = published_checkpoints.latest(), published_checkpoints.latest_time()
    if note is None:
        return None
    size = checkpoints.parse(note).size
    return {"size": size, "time": signed_at, "url": reverse("record:list")}


def _ensure_guards(using: str, **_: Any) -> None:
    from django.db import connections

    from commonhall.record import triggers

    connection = connections[using]
    present = set(connection.introspection.table_names())
    if set(triggers.TABLES) <= present:
        triggers.ensure(connection)
