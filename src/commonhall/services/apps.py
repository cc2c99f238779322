"""Manifest of services."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind, of_request
from commonhall.core import promises as core_promises
from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


def acts_for_others(request: HttpRequest) -> bool:
    """Does somebody act in an office or for an organisation just now? People find what is theirs on their page."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return signed_in and of_request(request).kind in (Kind.OFFICE, Kind.ORGANISATION)


class ServicesApp(App):
    name = "commonhall.services"
    verbose_name = _("Services")
    promises = (
        core_promises.Kind("standard", _("broken standards to put right")),
        core_promises.Kind("application", _("answers to applications")),
    )
    # Applications before the services: their words go first when a person is erased.
    features = (
        "applications",
        "waiting_lists",
        "ratings",
        "services",
        "standards",
        "minimum_standards",
    )
    navigation = (
        Entry(
            _("Services"),
            "services:list",
            order=30,
            section="how-we-did",
            about=_("What is provided and by which body: apply for it, and see how good it is."),
        ),
        Entry(
            _("Waiting lists"),
            "services:waiting_lists",
            order=35,
            section="how-we-did",
            about=_(
                "Places that are too few for all: who is next, by which rule, and where you stand."
            ),
        ),
        Entry(
            _("Applications"),
            "services:applications",
            order=7,
            group="user",
            visible=acts_for_others,
        ),
        Entry(
            _("Minimum standards"),
            "services:minimum_standards",
            order=40,
            section="how-we-did",
            about=_("The level nobody should have to live below, and where it is not met today."),
        ),
    )
