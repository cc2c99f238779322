"""The record as a Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.ui import navigation
from commonhall.ui.navigation import Entry

NAVIGATION = (
    Entry(
        _("Record"),
        "record:list",
        order=80,
        section="record",
        about=_("Every public act, in order: who did what, when, and by which rule."),
    ),
    Entry(
        _("How to check this record"),
        "record:how",
        order=90,
        section="record",
        about=_("What you can prove yourself, and how."),
    ),
)


class RecordConfig(AppConfig):
    """Keeps the guards on the tables: a migration that remakes a table drops its triggers."""

    name = "commonhall.record"
    label = "record"
    verbose_name = _("Public record")

    def ready(self) -> None:
        for entry in NAVIGATION:
            navigation.add(entry)
        navigation.place("record", "record:list")
        navigation.provide("checkpoint", _newest_checkpoint)
        post_migrate.connect(_ensure_guards, sender=self, dispatch_uid="record.guards")


def _newest_checkpoint(request: HttpRequest) -> dict[str, Any] | None:
    """For the foot of every page: read from files, so that it costs no query."""
    from commonhall.record import checkpoints, published_checkpoints
    from commonhall.record.witnesses import standing

    note, signed_at = published_checkpoints.latest(), published_checkpoints.latest_time()
    if note is None:
        return None
    size = checkpoints.parse(note).size
    return {
        "size": size,
        "time": signed_at,
        "url": reverse("record:list"),
        "witnesses": standing.read(),
    }


def _ensure_guards(using: str, **_: Any) -> None:
    from django.db import connections

    from commonhall.record import triggers

    connection = connections[using]
    present = set(connection.introspection.table_names())
    if set(triggers.TABLES) <= present:
        triggers.ensure(connection)
