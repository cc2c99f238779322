from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontConfig(AppConfig):
    name = "commonhall.front"
    label = "front"

    def ready(self) -> None:
        from commonhall.acts import stages
        from commonhall.look import navigation

        navigation.place("home", "front:home")
        navigation.place("search", "front:search")
        navigation.register(_("My place"), "front:my_place", order=5, group="user")
        navigation.register(_("Places"), "places:list", order=30, group="footer")
        navigation.place("help", "front:help")
        # The last room of the house: by now every stage of the gate must have one answerer.
        stages.verify()
