"""Manifest of the pages that belong to no single app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions import stages
from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class PagesApp(App):
    name = "commonhall.pages"
    navigation = (Entry(_("My place"), "pages:my_place", order=5, group="user"),)
    places = {"home": "pages:home", "search": "pages:search", "help": "pages:help"}

    def ready(self) -> None:
        """The last app: by now every stage of the gate must have one answerer."""
        super().ready()
        stages.verify()
