from __future__ import annotations

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "commonhall.law"
    label = "law"

    def ready(self) -> None:
        from commonhall.acts import stages as gate
        from commonhall.law import acts, describe, stages  # noqa: F401

        gate.answer("competence", stages.competence, stages.ROOM)
        gate.answer("rights", stages.rights, stages.ROOM)
        gate.answer("asking_first", stages.asking_first, stages.ROOM)
        describe.register()
