from __future__ import annotations

from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "commonhall.front"
    label = "front"

    def ready(self) -> None:
        from commonhall.acts import stages
        from commonhall.look import navigation

        navigation.place("home", "front:home")
        navigation.place("search", "hear:list")
        navigation.place("help", "front:help")
        # The last room of the house: by now every stage of the gate must have one answerer.
        stages.verify()
