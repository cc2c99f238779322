"""Cases as a feed, by the same filters as the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts.feeds import NEWEST, Item, atom
from commonhall.hear import queries
from commonhall.hear.views import wanted
from commonhall.look.pages import page


@page(_("Cases as a feed"), asks="hear.cases")
def cases(request: HttpRequest) -> HttpResponse:
    items = (
        Item(
            case.heading, case.get_absolute_url(), case.raised_at, case.text, case.closed_at,
            (case.category.name,),
        )
        for case in queries.cases(wanted(request)).order_by("-id")[:NEWEST]
    )  # fmt: skip
    return atom(request, _("Cases"), reverse("hear:list"), items)
