"""Manifest of open data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class OpenDataApp(App):
    name = "commonhall.open_data"
    verbose_name = _("Open data")
    navigation = (
        Entry(
            _("Open data"),
            "open_data:catalogue",
            order=100,
            section="record",
            about=_("Everything public, to download."),
        ),
        Entry(_("For programs"), "open_data:api", order=40, group="footer"),
    )
