"""Manifest of evaluation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.core.promises import Kind
from commonhall.ui.navigation import Entry


class EvaluationApp(App):
    name = "commonhall.evaluation"
    verbose_name = _("How we did")
    features = (
        "proposals",
        "indicators",
        "series",
        "frameworks",
        "editions",
        "rollup",
        "call_backs",
        "signals",
        "gaming",
        "fruits",
        "growth",
    )
    promises = (Kind("signal", _("early warnings to answer")),)
    navigation = (
        Entry(
            _("Indicators"),
            "evaluation:home",
            order=10,
            section="how-we-did",
            about=_("Published results for the whole place, its districts and its bodies."),
        ),
        Entry(
            _("Month by month"),
            "evaluation:rates",
            order=20,
            section="how-we-did",
            about=_(
                "How many were answered in time, solved and satisfied, as people said themselves."
            ),
        ),
        Entry(
            _("Call-backs"),
            "evaluation:call_backs",
            order=30,
            section="how-we-did",
            about=_("People drawn by lot are asked by another body whether it was really solved."),
        ),
        Entry(
            _("Early warning"),
            "evaluation:signals",
            order=40,
            section="how-we-did",
            about=_(
                "Where more cases come than usual, and what the body responsible does about it."
            ),
        ),
        Entry(
            _("Gaming watch"),
            "evaluation:gaming",
            order=45,
            section="how-we-did",
            about=_("Counts that look as if numbers were made to look good, and what was found."),
        ),
        Entry(
            _("Who gains"),
            "evaluation:fruits",
            order=50,
            section="how-we-did",
            about=_("Public money by place and head, and what a fair next budget would put right."),
        ),
        Entry(
            _("What growth costs"),
            "evaluation:growth",
            order=60,
            section="how-we-did",
            about=_("What rose, beside what it did to how people live."),
        ),
    )
