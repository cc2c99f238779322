"""Manifest of disputes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.core.promises import Kind
from commonhall.ui.navigation import Entry


class DisputesApp(App):
    name = "commonhall.disputes"
    verbose_name = _("Disputes")
    promises = (Kind("arbitration", _("duties from decisions between bodies")),)
    features = (
        "sealing",
        "disputes",
        "mediators",
        "mediation",
        "intake",
        "ways_on",
        "between_bodies",
    )
    navigation = (
        Entry(
            _("Disputes"),
            "disputes:start",
            order=45,
            section="report",
            about=_("Settle a dispute with a mediator, in confidence."),
        ),
    )
