"""Pages of challenges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import refs
from commonhall.law.challenges import queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.views import demand_context, demand_list
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


# --- challenges -----------------------------------------------------------------------------------
@page(_("Challenges to rules"), asks="law.challenges")
def challenge_list(request: HttpRequest) -> HttpResponse:
    rows = queries.challenges(request.GET.get("state", ""))
    return demand_list(request, "law/challenges.html", rows, Challenge.State.choices)


@page(_("Challenge"), asks=("law.challenges", "actions.threads"))
def challenge_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.challenges().select_related(
        "provision__instrument",
        "competence__body",
        "body",
        "organisation",
        "decided_by",
        "instead__instrument",
        "to_body",
        "to_organisation",
    )
    challenge = get_object_or_404(rows, pk=number)
    context = {
        **demand_context(challenge),
        "shown": refs.resolve([challenge.ref])[challenge.ref],
        "available_actions": action_pages.available(of_request(request), challenge)
        if not challenge.decided_at
        else [],
    }
    return render(request, "law/challenge.html", context)
