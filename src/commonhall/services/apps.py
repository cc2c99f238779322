"""Manifest of services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class ServicesApp(App):
    name = "commonhall.services"
    verbose_name = _("Services")
    features = ("services", "minimum_standards")
    navigation = (Entry(_("Services"), "services:list", order=30),)
