"""Manifest of the pages that belong to no single app."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonhall.actions import stages
from commonhall.actions.actors import Kind, of_request
from commonhall.core.manifest import App
from commonhall.ui import hall, navigation
from commonhall.ui.navigation import Entry, Visible

# Pages of the hall's own, as law's `hall_settings` knows them: they are linked once they are written.
HALL_PAGES = (
    ("contact", _("Contact")),
    ("privacy", _("Privacy")),
    ("accessibility", _("Accessibility")),
    ("imprint", _("Imprint")),
)


def in_office(request: HttpRequest) -> bool:
    """Does this request's account act in an office?"""
    return request.user.is_authenticated and of_request(request).kind is Kind.OFFICE


def written(code: str) -> Visible:
    """Has the hall written this page?"""
    return lambda _request: code in hall.stored().pages


class PagesApp(App):
    name = "commonhall.pages"
    features = ("home", "help", "set_up", "doctor", "administration")
    navigation = (
        Entry(_("My place"), "pages:my_place", order=5, group="user"),
        Entry(_("Administration"), "pages:administration", 30, "user", in_office),
        *(
            Entry(label, f"/about/{code}/", 60 + place, "footer", written(code))
            for place, (code, label) in enumerate(HALL_PAGES)
        ),
    )
    places = {"home": "pages:home", "search": "pages:search", "help": "pages:help"}

    def ready(self) -> None:
        """The last app: by now every stage of the gate must have one answerer."""
        super().ready()
        from commonhall.pages.sections import SECTIONS

        for section in SECTIONS:
            navigation.add_section(section)
        stages.verify()
