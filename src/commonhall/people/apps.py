"""Manifest of people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import App
from commonhall.ui.navigation import Entry


class PeopleApp(App):
    name = "commonhall.people"
    verbose_name = _("Who does what")
    features = (
        "accounts",
        "api_keys",
        "residents",
        "deputies",
        "bodies",
        "invitations",
        "organisations",
        "interests",
        "rolls",
        "learning",
    )
    navigation = (
        Entry(
            _("Who does what"),
            "people:bodies",
            order=20,
            section="record",
            about=_("Bodies and their offices: names, duties, powers and how to reach them."),
        ),
        Entry(
            _("Organisations"),
            "people:organisations",
            order=60,
            section="take-part",
            about=_(
                "Associations, neighbourhoods and cooperatives that act here in their own name."
            ),
        ),
        Entry(
            _("Learning paths"),
            "people:learn",
            order=90,
            section="take-part",
            about=_("Short lessons on how to raise a case, take part, mediate or count votes."),
        ),
        Entry(_("My page"), "people:me", order=10, group="user"),
    )
    places = {
        "sign_in": "account_login",
        "sign_up": "account_signup",
        "sign_out": "account_logout",
        "account": "people:me",
    }
