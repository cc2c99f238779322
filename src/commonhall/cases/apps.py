"""Manifest of cases."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class CasesApp(App):
    name = "commonhall.cases"
    verbose_name = _("Cases")
    features = ("categories", "cases", "sources")
    navigation = (
        Entry(_("Cases"), "cases:list", order=10),
        Entry(_("Raise a case"), "cases:raise_case", order=5),
    )
