"""One list of candidates: who stands on it, what it lacks, and what can be done. One candidate: what they stand for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.decisions.seats import lists, queries
from commonhall.decisions.seats.models import Candidacy
from commonhall.decisions.votes.models import Election
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("List of candidates"), asks="decisions.candidate_lists")
def candidate_list(request: HttpRequest, number: int) -> HttpResponse:
    one = get_object_or_404(queries.candidate_lists(), pk=number)
    actor = of_request(request)
    election = one.seat_vote.election
    draft = election.state == Election.State.DRAFT
    candidates = lists.standing([one])[one.pk]
    mine = lists.own(actor, one)
    context = {
        "list": one,
        "election": election,
        "candidates": candidates,
        "numbers": draft and mine,
        "waiting": lists.waiting(one) if draft and mine else [],
        "lacks": lists.lacks(one, len(candidates)) if draft and not one.withdrawn_on else [],
        "most": lists.most_candidates(election.seats),
        "available_actions": action_pages.available(actor, one),
    }
    return render(request, "decisions/candidate_list.html", context)


@page(_("Candidate"), asks="decisions.candidacies")
def candidacy(request: HttpRequest, number: int) -> HttpResponse:
    """One candidate: what they stand for, and what can be done with it."""
    rows = Candidacy.objects.select_related("list__option", "office", "seat_vote__election__unit")
    one = get_object_or_404(rows, pk=number)
    context = {
        "candidacy": one,
        "election": one.seat_vote.election,
        "available_actions": action_pages.available(of_request(request), one),
    }
    return render(request, "decisions/candidacy.html", context)
