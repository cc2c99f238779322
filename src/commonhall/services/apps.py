"""Manifest of services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.core.promises import Kind
from commonhall.ui.navigation import Entry


class ServicesApp(App):
    name = "commonhall.services"
    verbose_name = _("Services")
    promises = (Kind("standard", _("broken standards to put right")),)
    features = ("services", "minimum_standards")
    navigation = (
        Entry(
            _("Services"),
            "services:list",
            order=30,
            section="how-we-did",
            about=_("What is provided, by which body, and how good it should be."),
        ),
        Entry(
            _("Minimum standards"),
            "services:minimum_standards",
            order=40,
            section="how-we-did",
            about=_("The level nobody should have to live below, and where it is not met today."),
        ),
    )
