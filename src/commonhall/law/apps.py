"""Manifest of law."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui import hall
from commonhall.ui.navigation import Entry


class LawApp(App):
    name = "commonhall.law"
    verbose_name = _("Law")
    features = (
        "founding",
        "hall_settings",
        "instruments",
        "limits",
        "powers",
        "mandates",
        "reviews",
        "demands",
        "appeals",
        "challenges",
        "recalls",
    )
    navigation = (Entry(_("Law"), "law:list", order=60),)

    def ready(self) -> None:
        super().ready()
        from commonhall.law.hall_settings.queries import stored

        hall.read_stored_by(stored)
