"""What the law is asked for, as a feed: appeals, challenges, petitions for recall."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import registry
from commonhall.acts.feeds import NEWEST, Item, atom
from commonhall.law import queries
from commonhall.look.pages import page


@page(_("Appeals and challenges as a feed"), asks="law.appeals")
def asked(request: HttpRequest) -> HttpResponse:
    rows: list[Any] = [
        *queries.appeals().order_by("-pk")[:NEWEST],
        *queries.challenges().order_by("-pk")[:NEWEST],
        *queries.recalls().order_by("-pk")[:NEWEST],
    ]
    shown = registry.resolve(row.ref for row in rows)
    items = (
        Item(
            f"{shown[row.ref].title}: {row.get_state_display()}", shown[row.ref].url, row.at,
            updated=row.decided_at,
        )
        for row in rows
    )  # fmt: skip
    return atom(request, _("Law"), reverse("law:list"), items)
