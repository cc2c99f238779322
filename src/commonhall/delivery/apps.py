"""Manifest of delivery."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class DeliveryApp(App):
    name = "commonhall.delivery"
    verbose_name = _("Plan")
    features = ("plan", "contracts", "functions", "shifts")
    navigation = (Entry(_("Plan"), "delivery:plan", order=25),)
