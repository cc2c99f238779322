"""Pages of early warning: what is more than usual, how often that meant something, and what was done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Kind
from commonhall.core.paging import page_for
from commonhall.evaluation.signals import detecting, presentation, queries
from commonhall.evaluation.signals.models import Signal
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

State = Signal.State
SHOWN = 10


@page(_("Early warning"), asks="evaluation.signals")
def signal_list(request: HttpRequest) -> HttpResponse:
    """Every warning, the newest first, with how often earlier ones meant something."""
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    context = {
        "page": page_for(request, queries.signals(state), ("-pk",)),
        "precision": queries.precision(),
        "state": state,
        "states": State.choices,
        "rises": detecting.RISES_A_YEAR,
        "gatherings": detecting.GATHERINGS_A_YEAR,
        "fewest": detecting.FEWEST,
    }
    return render(request, "evaluation/signals.html", context)


@page(_("An early warning"), asks="evaluation.signals")
def signal_page(request: HttpRequest, number: int) -> HttpResponse:
    """One warning: the curve, the map, the cases, and the body's answer."""
    signal = get_object_or_404(queries.signals(), pk=number)
    actor = of_request(request)
    places = queries.places_of(signal)
    answers = (
        actor.kind is Kind.OFFICE and actor.body == signal.body_id and signal.state == State.WAITING
    )
    rows = queries.counted_cases(signal).select_related("unit").order_by("-pk")
    context = {
        "signal": signal,
        "places": places,
        "curve": presentation.curve(signal, places),
        "map": presentation.map_of(signal, places),
        "cases": list(rows[:SHOWN]),
        "naming": presentation.naming(signal, places) if answers else "",
        "available_actions": action_pages.available(actor, signal),
    }
    return render(request, "evaluation/signal.html", context)
