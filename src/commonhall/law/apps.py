from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    name = "commonhall.law"
    label = "law"

    def ready(self) -> None:
        from commonhall.acts import stages as gate
        from commonhall.law import acts, describe, exports, panels, stages  # noqa: F401
        from commonhall.look import navigation

        gate.answer("competence", stages.competence, stages.ROOM)
        gate.answer("rights", stages.rights, stages.ROOM)
        gate.answer("asking_first", stages.asking_first, stages.ROOM)
        exports.register()
        describe.register()
        navigation.register(_("Law"), "law:list", order=60)
