"""What the law is asked for, as a feed: appeals, challenges, petitions for recall."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core import refs
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.law.appeals import queries as appeal_queries
from commonhall.law.challenges import queries as challenge_queries
from commonhall.law.recalls import queries as recall_queries
from commonhall.ui.pages import page


@page(_("Appeals and challenges as a feed"), asks="law.appeals")
def asked(request: HttpRequest) -> HttpResponse:
    rows: list[Any] = [
        *appeal_queries.appeals().order_by("-pk")[:NEWEST],
        *challenge_queries.challenges().order_by("-pk")[:NEWEST],
        *recall_queries.recalls().order_by("-pk")[:NEWEST],
    ]
    shown = refs.resolve(row.ref for row in rows)
    items = (
        Item(
            f"{shown[row.ref].title}: {row.get_state_display()}",
            shown[row.ref].url,
            row.at,
            updated=row.decided_at,
        )
        for row in rows
    )
    return atom(request, _("Law"), reverse("law:list"), items)
