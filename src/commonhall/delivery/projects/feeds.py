"""Projects of residents as a feed: founded, and how each stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.delivery.projects import queries
from commonhall.ui.pages import page


@page(_("Projects of residents as a feed"), asks="delivery.projects")
def projects(request: HttpRequest) -> HttpResponse:
    items = (
        Item(
            f"{one.heading}: {one.standing}",
            one.get_absolute_url(),
            one.at,
            one.text,
            one.ended_on or one.answered_on,
        )
        for one in queries.projects().order_by("-pk")[:NEWEST]
    )
    return atom(request, _("Projects run by residents"), reverse("delivery:projects"), items)
