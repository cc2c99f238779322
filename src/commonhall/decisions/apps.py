"""Manifest of decisions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class DecisionsApp(App):
    name = "commonhall.decisions"
    verbose_name = _("Decisions")
    features = ("votes", "motions", "lotteries", "overview")
    navigation = (Entry(_("Decisions"), "decisions:list", order=20),)
    never_in_backups = ("decisions_envelope", "decisions_tellerparts")
