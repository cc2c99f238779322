from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonhall.people"
    label = "people"

    def ready(self) -> None:
        from commonhall.acts import stages as gate
        from commonhall.people import acts, describe, stages  # noqa: F401

        gate.answer("identity", stages.identity, stages.ROOM)
        gate.answer("standing", stages.standing, stages.ROOM)
        gate.answer("interests", stages.interests, stages.ROOM)
        describe.register()
