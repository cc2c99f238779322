"""Manifest of cases."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind, of_request
from commonhall.core import promises as core_promises
from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


def acts_in_office(request: HttpRequest) -> bool:
    """Is somebody acting in an office just now?"""
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and of_request(request).kind is Kind.OFFICE)


class CasesApp(App):
    name = "commonhall.cases"
    verbose_name = _("Cases")
    # Desk and pictures before the cases: when a person is erased, theirs go while the cases still say whose they are.
    promises = (core_promises.Kind("case", _("answered cases")),)
    features = (
        "categories",
        "answer_templates",
        "desk",
        "pictures",
        "evidence",
        "me_too",
        "confidential",
        "cases",
        "desk_letters",
        "by_letter",
        "mail_in",
        "duplicates",
        "named_people",
        "written",
        "intake",
        "moving_in",
        "sources",
    )
    navigation = (
        Entry(_("Desk"), "desk:desk", order=4, visible=acts_in_office),
        Entry(
            _("Raise a case"),
            "cases:raise_case",
            order=5,
            section="report",
            about=_("Say what is wrong or needed. It is sent straight to the body responsible."),
        ),
        Entry(
            _("Cases"),
            "cases:list",
            order=10,
            section="report",
            about=_("What others have raised, the state of each case, and who answers it."),
        ),
        Entry(
            _("Map of cases"),
            "cases:map",
            order=15,
            section="report",
            about=_("What has been raised near you."),
        ),
        Entry(
            _("Sources"),
            "cases:sources",
            order=20,
            section="report",
            about=_("Problems that keep coming back, and what is being done to stop them."),
        ),
        Entry(
            _("Categories of cases"),
            "cases:categories",
            order=25,
            section="report",
            about=_("Which body answers what."),
        ),
    )
