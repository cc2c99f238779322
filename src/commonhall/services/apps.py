from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "commonhall.services"
    label = "services"

    def ready(self) -> None:
        from commonhall.look import navigation
        from commonhall.services import (  # noqa: F401
            acts,
            describe,
            exports,
            panels,
            rederived,
            search,
            timers,
        )

        describe.register()
        exports.register()
        search.register()
        rederived.register()
        navigation.register(_("Services"), "services:list", order=30)
