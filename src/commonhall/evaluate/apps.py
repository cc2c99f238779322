from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluateConfig(AppConfig):
    name = "commonhall.evaluate"
    label = "evaluate"

    def ready(self) -> None:
        from commonhall.evaluate import (  # noqa: F401
            acts,
            describe,
            edition_acts,
            exports,
            folding,
            panels,
            personal,
            rederived,
            search,
            timers,
        )
        from commonhall.look import navigation

        describe.register()
        exports.register()
        personal.register()
        search.register()
        rederived.register()
        navigation.register(_("How we did"), "evaluate:home", order=35)
