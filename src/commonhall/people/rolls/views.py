"""Pages of four eyes on the roll: lists that change it, and confirmations at the counter that a second body looks at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.people.rolls import actions, queries
from commonhall.people.rolls.models import CounterCheck, RollChange
from commonhall.places.models import Unit
from commonhall.ui.pages import page

SHOWN = 50


@page(_("Changes of the roll"), asks="people.roll_changes")
def roll_changes(request: HttpRequest) -> HttpResponse:
    """Who changed the roll, and who looked at it; whoever looks at confirmations finds those that were drawn."""
    actor = of_request(request)
    draw = actions.draw_counter_checks
    refusal = action_pages.refusal_of(actor, draw)
    found = queries.found()
    context: dict[str, Any] = {
        "page": page_for(request, queries.roll_changes()),
        "found": [(label, found.get(code, 0)) for code, label in CounterCheck.Result.choices],
        "drawn": sum(found.values()),
        "open": found.get("", 0),
        "draw": draw,
        "draw_url": action_pages.url_of(draw) if refusal is None or refusal.rule == "state" else "",
        "checks": _mine(request),
    }
    return render(request, "people/roll_changes.html", context)


def _mine(request: HttpRequest) -> list[tuple[CounterCheck, str]]:
    """Those drawn that this office may look at, each with the page on which it says what it found."""
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    check = actions.check_counter_confirmation
    rows = list(queries.unchecked()[:SHOWN]) if actor.body is not None else []
    if not rows or not check.check(actor, rows[0], memo):
        return []
    return [(one, action_pages.url_of(check, one)) for one in rows]


@page(_("Change of the roll"), asks="people.roll_changes")
def roll_change(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.roll_changes().select_related("by_office")
    change: RollChange = get_object_or_404(rows, pk=number)
    names = {one.code: one.name for one in Unit.objects.filter(code__in=change.by_place)}
    context = {
        "change": change,
        "places": [(names.get(code, code), count) for code, count in change.by_place.items()],
        "available_actions": action_pages.available(of_request(request), change),
    }
    return render(request, "people/roll_change.html", context)
