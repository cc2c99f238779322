from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenConfig(AppConfig):
    name = "commonhall.open"
    label = "open"

    def ready(self) -> None:
        from commonhall.look import navigation

        navigation.register(_("For programs"), "open:api", order=40, group="footer")
