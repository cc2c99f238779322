from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    name = "commonhall.law"
    label = "law"

    def ready(self) -> None:
        from commonhall.acts import stages as gate
        from commonhall.acts import web
        from commonhall.law import (  # noqa: F401
            acts,
            appeals,
            challenges,
            describe,
            duties,
            exports,
            panels,
            personal,
            recalls,
            search,
            stages,
            sunset,
            timers,
        )
        from commonhall.look import navigation
        from commonhall.record import registry as record

        gate.answer("competence", stages.competence, stages.ROOM)
        gate.answer("rights", stages.rights, stages.ROOM)
        gate.answer("asking_first", stages.asking_first, stages.ROOM)
        exports.register()
        describe.register()
        duties.register()
        personal.register()
        search.register()
        web.explain("law:who")
        record.provide_section(panels.why_and_appeal, order=10)
        navigation.register(_("Law"), "law:list", order=60)
