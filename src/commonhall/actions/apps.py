"""The gate, as a Django app: triggers after every migration, and its part of `record verify`."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActionsConfig(AppConfig):
    name = "commonhall.actions"
    label = "actions"

    def ready(self) -> None:
        from commonhall.actions import large_files, timers, triggers, verification

        # Imported for its timer: actions is no app with doors.
        assert timers
        post_migrate.connect(triggers.install, sender=self)
        verification.register()
        large_files.register()
