"""Conversations as a feed, by the same filters as the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations import queries
from commonhall.consultations.conversations.views import wanted
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.ui.pages import page


@page(_("Conversations as a feed"), asks="consultations.conversations")
def conversations(request: HttpRequest) -> HttpResponse:
    items = (
        Item(one.title, one.get_absolute_url(), one.opens_on, one.question, one.closed_at)
        for one in queries.conversations(wanted(request)).order_by("-id")[:NEWEST]
    )
    return atom(request, _("Conversations"), reverse("consultations:list"), items)
