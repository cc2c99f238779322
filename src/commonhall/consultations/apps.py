"""Manifest of consultations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class ConsultationsApp(App):
    name = "commonhall.consultations"
    verbose_name = _("Conversations")
    features = (
        "conversations",
        "statements",
        "moderation",
        "drafts",
        "round_tables",
        "surveys",
    )
    navigation = (Entry(_("Conversations"), "consultations:list", order=20),)
    # A backup must not keep together what the closing takes apart: who took part, and what was said.
    never_in_backups = ("consultations_participation", "consultations_surveyanswer")
