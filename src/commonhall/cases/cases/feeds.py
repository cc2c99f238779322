"""Cases as a feed, by the same filters as the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases import queries
from commonhall.cases.cases.views import wanted
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.ui.pages import page


@page(_("Cases as a feed"), asks="cases.cases")
def cases(request: HttpRequest) -> HttpResponse:
    items = (
        Item(
            case.heading,
            case.get_absolute_url(),
            case.raised_at,
            case.text,
            case.closed_at,
            (case.category.name,),
        )
        for case in queries.cases(wanted(request)).order_by("-id")[:NEWEST]
    )
    return atom(request, _("Cases"), reverse("cases:list"), items)
