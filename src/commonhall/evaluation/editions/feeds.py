"""Editions as a feed: what appeared, as it appears."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.evaluation.editions import queries
from commonhall.evaluation.indicators import presentation
from commonhall.ui.pages import page


@page(_("Editions as a feed"), asks="evaluation.editions")
def editions(request: HttpRequest) -> HttpResponse:
    rows = queries.editions().defer("pack", "inputs", "outcome").order_by("-pk")[:NEWEST]
    items = (
        Item(
            f"{one.framework.name}, {presentation.span_name(one)}",
            one.get_absolute_url(),
            one.published_at,
            one.framework.text,
        )
        for one in rows
    )
    return atom(request, _("How we did"), reverse("evaluation:home"), items)
