"""Pages of the gaming watch: what is public, and for those who may, what is still with the reviewer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core.paging import page_for
from commonhall.evaluation.gaming import finding, presentation, queries
from commonhall.evaluation.gaming.models import GamingSignal, Watch
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Gaming watch"), asks="evaluation.gaming")
def gaming_list(request: HttpRequest) -> HttpResponse:
    """Public signals, the newest first; above them what waits for the reader."""
    body = request.GET.get("body", "")[:40]
    found = page_for(request, queries.public(body), ("-pk",))
    waiting = queries.waiting_for(of_request(request))
    context = {
        "page": found,
        "rows": [{"one": row, "title": presentation.title(row)} for row in found.rows],
        "waiting": [{"one": row, "title": presentation.title(row)} for row in waiting],
        "precision": queries.precision(),
        "watches": [(Watch(code).label, words) for code, words in presentation.ABOUT.items()],
        "a_year": round(finding.A_YEAR),
        "fewest": finding.FEWEST,
        "trials": presentation.LIMITS["trials"],
    }
    response = render(request, "evaluation/gaming.html", context)
    if waiting:
        response["Cache-Control"] = "no-store"
    return response


@page(_("A signal of the gaming watch"), asks="evaluation.gaming")
def gaming_page(request: HttpRequest, number: int) -> HttpResponse:
    """One signal: what was counted, what is usual, the cases behind it, what was found, and the body's answer."""
    rows = GamingSignal.objects.select_related("about", "shown_body")
    signal, actor = get_object_or_404(rows, pk=number), of_request(request)
    if not queries.may_read(actor, signal):
        raise Http404
    context = {
        "signal": signal,
        "body": signal.about,
        "title": presentation.title(signal),
        "about": presentation.ABOUT[Watch(signal.watch)],
        "figures": presentation.figures(signal),
        "cases": presentation.cases(signal),
        "available_actions": [one for one in action_pages.available(actor, signal) if one.allowed],
    }
    response = render(request, "evaluation/gaming_signal.html", context)
    if not signal.public:
        response["Cache-Control"] = "no-store"
    return response
