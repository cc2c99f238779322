from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecideConfig(AppConfig):
    name = "commonhall.decide"
    label = "decide"

    def ready(self) -> None:
        from commonhall.acts import backups
        from commonhall.decide import (  # noqa: F401
            acts,
            describe,
            draw_acts,
            exports,
            exports_lotteries,
            jobs,
            lotteries,
            motions,
            panels,
            personal,
            rederived,
            reviewed,
            search,
            timers,
        )
        from commonhall.look import navigation

        describe.register()
        exports.register()
        exports_lotteries.register()
        personal.register()
        search.register()
        rederived.register()
        backups.leave_out("decide_envelope")
        navigation.register(_("Decisions"), "decide:list", order=20)
