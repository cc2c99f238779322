"""Broken minimum standards as a feed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.services.minimum_standards import queries
from commonhall.ui.pages import page


@page(_("Broken minimum standards as a feed"), asks="services.alarms")
def alarms(request: HttpRequest) -> HttpResponse:
    items = (
        Item(
            f"{row.minimum_standard.name} · {row.unit.name}",
            row.case.get_absolute_url(),
            row.opened_at,
            updated=row.ended_at,
        )
        for row in queries.alarms().order_by("-pk")[:NEWEST]
    )
    return atom(
        request, _("Broken minimum standards"), reverse("services:minimum_standards"), items
    )
