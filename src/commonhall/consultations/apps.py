"""Manifest of consultations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.cases.apps import acts_in_office
from commonhall.core.manifest import App
from commonhall.core.promises import Kind
from commonhall.ui.navigation import Entry


class ConsultationsApp(App):
    name = "commonhall.consultations"
    verbose_name = _("Conversations")
    promises = (
        Kind("commitment", _("commitments at round tables")),
        Kind("common-ground", _("answers to conversations")),
        Kind("survey-answer", _("answers to surveys of residents drawn by lot")),
    )
    features = (
        "conversations",
        "statements",
        "moderation",
        "drafts",
        "round_tables",
        "surveys",
        "meetings",
        "initiatives",
        "comments",
        "translations",
        "askings",
        "feedback",
    )
    navigation = (
        Entry(
            _("Conversations"),
            "consultations:list",
            order=10,
            section="take-part",
            about=_(
                "Agree or disagree with short statements, write your own, and see where people meet."
            ),
        ),
        Entry(
            _("Initiatives"),
            "consultations:initiatives",
            order=15,
            section="take-part",
            about=_("Ask a body for something, or sign what others ask: enough oblige an answer."),
        ),
        Entry(
            _("Reported words"),
            "consultations:reported_words",
            order=6,
            group="user",
            visible=acts_in_office,
        ),
        Entry(
            _("Comments"),
            "consultations:comments",
            order=18,
            section="take-part",
            about=_("What residents, organisations and offices say for and against, and ask."),
        ),
        Entry(
            _("Draft texts"),
            "consultations:drafts",
            order=20,
            section="take-part",
            about=_("Comment on a text, paragraph by paragraph, before it is decided."),
        ),
        Entry(
            _("Surveys"),
            "consultations:surveys",
            order=30,
            section="take-part",
            about=_("Questions to everybody, or to people drawn by lot."),
        ),
        Entry(
            _("Round tables"),
            "consultations:tables",
            order=40,
            section="take-part",
            about=_("Organisations and bodies settle a matter together, in writing."),
        ),
        Entry(
            _("Meetings"),
            "consultations:meetings",
            order=45,
            section="take-part",
            about=_(
                "Meet people face to face, either open to everybody or as a panel drawn by lot."
            ),
        ),
        Entry(
            _("How taking part was"),
            "consultations:feedback_list",
            order=35,
            section="how-we-did",
            about=_(
                "What people who took part say: whether they were heard, and whether it was fair."
            ),
        ),
    )
    # A backup must not keep together what the closing takes apart: who took part, and what was said.
    never_in_backups = (
        "consultations_participation",
        "consultations_surveyanswer",
        "consultations_feedbackgiven",
        "consultations_feedbackanswer",
    )
