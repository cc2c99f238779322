from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActsConfig(AppConfig):
    name = "commonhall.acts"
    label = "acts"

    def ready(self) -> None:
        from commonhall.acts import immutability, verification

        post_migrate.connect(immutability.install, sender=self)
        verification.register()
