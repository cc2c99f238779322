"""Calls for offers as a feed, by the same filter as the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import ANYONE
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.delivery.calls.views import narrowed
from commonhall.ui.pages import page


@page(_("Calls for offers as a feed"), asks="delivery.calls")
def calls(request: HttpRequest) -> HttpResponse:
    rows = narrowed(request, ANYONE).order_by("-id")[:NEWEST]
    items = (
        Item(f"{one.name}: {one.stage}", one.get_absolute_url(), one.at, one.text) for one in rows
    )
    return atom(request, _("Calls for offers"), reverse("delivery:calls"), items)
