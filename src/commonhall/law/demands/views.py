"""Pages of demands."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonhall.actions import threads
from commonhall.core import clock, refs
from commonhall.core.paging import page_for


def demand_list(
    request: HttpRequest, template: str, rows: QuerySet[Any], states: list[Any], more: Any = None
) -> HttpResponse:
    """A page of what was demanded: titles by one look-up for all, and how late each answer is."""
    found, today = page_for(request, rows), clock.today()
    shown = refs.resolve([row.ref for row in found.rows])
    context = {
        "page": found,
        "rows": [
            {"thing": row, "shown": shown[row.ref], "late": row.days_late(today)}
            for row in found.rows
        ],
        "state": request.GET.get("state", ""),
        "states": states,
        **(more or {}),
    }
    return render(request, template, context)


def demand_context(thing: Any) -> dict[str, Any]:
    """What the pages of appeals, challenges and petitions share."""
    return {
        "thing": thing,
        "late": thing.days_late(clock.today()),
        "stations": threads.of(thing.ref).stations,
    }
