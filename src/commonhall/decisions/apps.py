"""Manifest of decisions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.core.promises import Kind
from commonhall.ui.navigation import Entry


class DecisionsApp(App):
    name = "commonhall.decisions"
    verbose_name = _("Decisions")
    promises = (
        Kind("check", _("checks of proposals for budgets")),
        Kind("panel-answer", _("answers to recommendations of panels")),
        Kind("panel-follow-up", _("what became of recommendations of panels")),
        Kind("theme", _("themes of the month")),
    )
    features = (
        "votes",
        "seats",
        "briefings",
        "budgets",
        "proposals",
        "motions",
        "amendments",
        "alternatives",
        "debate",
        "urgent",
        "sittings",
        "agenda_order",
        "lotteries",
        "panels",
        "samples",
        "themes",
        "overview",
    )
    navigation = (
        Entry(
            _("Votes"),
            "decisions:list",
            order=5,
            section="take-part",
            about=_("Secret ballots on questions and on how money is shared."),
        ),
        Entry(
            _("Participatory budgets"),
            "decisions:budgets",
            order=6,
            section="take-part",
            about=_("Propose projects, support them, and choose what money is spent on."),
        ),
        Entry(
            _("Panels"),
            "decisions:panels",
            order=8,
            section="take-part",
            about=_(
                "Residents drawn by lot work on a question. The body answers what they recommend."
            ),
        ),
        Entry(
            _("Theme of the month"),
            "decisions:themes",
            order=7,
            section="take-part",
            about=_("Say which common cause of many cases should be dealt with first."),
        ),
        Entry(
            _("What was decided"),
            "decisions:decided",
            order=10,
            section="decisions",
            about=_("Every decision, month by month, and who was asked beforehand."),
        ),
        Entry(
            _("Decisions of bodies"),
            "decisions:motions",
            order=20,
            section="decisions",
            about=_("What bodies have been asked to decide, and how each member voted."),
        ),
        Entry(
            _("Sittings"),
            "decisions:sittings",
            order=25,
            section="decisions",
            about=_("When bodies meet and what they vote on."),
        ),
        Entry(
            _("Lotteries"),
            "decisions:lotteries",
            order=30,
            section="decisions",
            about=_("Panels and oversubscribed places, drawn by lot. Anybody can repeat the draw."),
        ),
    )
    never_in_backups = (
        "decisions_envelope",
        "decisions_tellerparts",
        "decisions_papervoter",
        "decisions_paperreading",
        "decisions_sheetreading",
    )
