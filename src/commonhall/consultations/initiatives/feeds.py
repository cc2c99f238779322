"""Initiatives as a feed, by the same filters as the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives import queries
from commonhall.consultations.initiatives.views import wanted
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.ui.pages import page


@page(_("Initiatives as a feed"), asks="consultations.initiatives")
def initiatives(request: HttpRequest) -> HttpResponse:
    rows = queries.initiatives(wanted(request)).filter(hidden_for="").order_by("-id")[:NEWEST]
    items = (
        Item(one.title, one.get_absolute_url(), one.at, one.text, one.decided_at) for one in rows
    )
    return atom(request, _("Initiatives"), reverse("consultations:initiatives"), items)
