"""Manifest of cases."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind, of_request
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
    features = (
        "categories",
        "answer_templates",
        "desk",
        "pictures",
        "cases",
        "duplicates",
        "intake",
        "moving_in",
        "sources",
    )
    navigation = (
        Entry(_("Desk"), "desk:desk", order=4, visible=acts_in_office),
        Entry(_("Cases"), "cases:list", order=10),
        Entry(_("Raise a case"), "cases:raise_case", order=5),
    )
