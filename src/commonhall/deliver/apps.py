from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliverConfig(AppConfig):
    name = "commonhall.deliver"
    label = "deliver"

    def ready(self) -> None:
        from commonhall.deliver import (  # noqa: F401
            acts,
            contracts,
            describe,
            exports,
            panels,
            personal,
            search,
            shifts,
        )
        from commonhall.look import navigation

        describe.register()
        exports.register()
        personal.register()
        search.register()
        navigation.register(_("Plan"), "deliver:plan", order=25)
