"""Manifest of law."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class LawApp(App):
    name = "commonhall.law"
    verbose_name = _("Law")
    features = (
        "founding",
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
