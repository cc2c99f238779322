"""Manifest of places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui import maps
from commonhall.ui.navigation import Entry


class PlacesApp(App):
    name = "commonhall.places"
    verbose_name = _("Places")
    navigation = (
        Entry(
            _("Places"),
            "places:list",
            order=50,
            section="how-we-did",
            about=_("Every district, with what was asked, decided and done there."),
        ),
    )

    def ready(self) -> None:
        super().ready()
        from commonhall.places.ground_views import base

        maps.provide_base(base)
