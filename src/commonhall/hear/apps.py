from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HearConfig(AppConfig):
    name = "commonhall.hear"
    label = "hear"

    def ready(self) -> None:
        from commonhall.hear import (  # noqa: F401
            acts,
            describe,
            exports,
            kept,
            panels,
            personal,
            search,
            source_acts,
        )
        from commonhall.look import navigation

        exports.register()
        search.register()
        describe.register()
        personal.register()
        kept.register()
        navigation.register(_("Cases"), "hear:list", order=10)
        navigation.register(_("Raise a case"), "hear:raise", order=5)
