"""Manifest of law."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.core.promises import Kind
from commonhall.ui import hall
from commonhall.ui.navigation import Entry


class LawApp(App):
    name = "commonhall.law"
    verbose_name = _("Law")
    features = (
        "founding",
        "hall_settings",
        "instruments",
        "limits",
        "asking",
        "powers",
        "mandates",
        "reviews",
        "demands",
        "appeals",
        "agenda",
        "promises",
        "challenges",
        "recalls",
        "conflicts",
        "higher_law",
        "segregation",
        "hearings",
        "caretakers",
        "stand_ins",
        "results",
        "amendments",
        "waiting_rules",
        "recognitions",
    )
    navigation = (
        Entry(
            _("Law"),
            "law:list",
            order=10,
            section="record",
            about=_("The rules that bind everybody here, and who has power to do what under them."),
        ),
        Entry(
            _("Who must be asked first"),
            "law:asking",
            order=20,
            section="record",
            about=_("How many of those concerned must be asked before each kind of decision."),
        ),
        Entry(
            _("Promises"),
            "law:promises",
            order=20,
            section="how-we-did",
            about=_("Every day that was promised, whether it was kept, moved or broken, and why."),
        ),
        Entry(
            _("What ends when"),
            "law:terms",
            order=30,
            section="record",
            about=_("Temporary rules, and terms and mandates that are running out."),
        ),
        Entry(
            _("Conflicts in the law"),
            "law:conflicts",
            order=40,
            section="record",
            about=_("Rules that contradict each other, and powers that nobody holds."),
        ),
        Entry(
            _("Rules waiting for the reviewer"),
            "law:waiting_rules",
            order=42,
            section="record",
            about=_("Rules that touch a protected right, until the reviewer has checked them."),
        ),
        Entry(
            _("Mandates and elections"),
            "law:results",
            order=45,
            section="record",
            about=_("Who gave each body its power, for how long, and what the residents decided."),
        ),
        Entry(
            _("Appeals"),
            "law:appeals",
            order=50,
            section="record",
            about=_("Ask the reviewer to look at an act, and see what came of other appeals."),
        ),
        Entry(
            _("Challenges to rules"),
            "law:challenges",
            order=60,
            section="record",
            about=_("Ask whether a rule or a competence is still needed."),
        ),
        Entry(
            _("Petitions for recall"),
            "law:recalls",
            order=70,
            section="record",
            about=_("Residents can sign to end a mandate early."),
        ),
    )

    promises = (Kind("answer", _("answers due by law")),)

    def ready(self) -> None:
        super().ready()
        from commonhall.law import second_bodies
        from commonhall.law.hall_settings.queries import stored
        from commonhall.law.hall_settings.witnesses import policy_of_the_hall
        from commonhall.record.witnesses import standing

        second_bodies.register()
        hall.read_stored_by(stored)
        standing.read_policy_by(policy_of_the_hall)
