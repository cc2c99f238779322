"""Manifest of evaluation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class EvaluationApp(App):
    name = "commonhall.evaluation"
    verbose_name = _("How we did")
    features = ("indicators", "series", "frameworks", "editions", "rollup")
    navigation = (Entry(_("How we did"), "evaluation:home", order=35),)
