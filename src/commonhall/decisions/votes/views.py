"""Pages of votes: list, one vote, voting, its result, a recount, what my vote did."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.actions.actors import Actor
from commonhall.core.money import Money
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput
from commonhall.decisions.overview import queries as overview_queries
from commonhall.decisions.votes import (
    ballot_faults,
    envelopes,
    exports,
    forms,
    narrowing,
    papers,
    presentation,
    tally,
)
from commonhall.decisions.votes import queries as vote_queries
from commonhall.decisions.votes.actions import cast_ballot, prepare_election, withdraw_option
from commonhall.decisions.votes.models import Election
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

State = Election.State
MOST_RECOUNTED, MOST_COVERS = 20_000, 30


@page(_("Votes"), asks="decisions.elections")
def election_list(request: HttpRequest) -> HttpResponse:
    rows = vote_queries.elections()
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    refused = action_pages.refusal_of(of_request(request), prepare_election)
    context = {
        "page": page_for(request, rows),
        "state": state,
        "states": State.choices,
        "prepare": "" if refused else action_pages.url_of(prepare_election),
        "label": prepare_election.title,
        "decided": overview_queries.newest_decided(5),
    }
    return render(request, "decisions/list.html", context)


def _election(number: int) -> Election:
    rows = vote_queries.elections().select_related("result")
    return get_object_or_404(rows, pk=number)


@page(_("Vote"), asks=("decisions.options", "actions.threads"))
def election_page(request: HttpRequest, number: int) -> HttpResponse:
    election = _election(number)
    vote_queries.keep_tellers(election)
    actor = of_request(request)
    memo: dict[Any, Any] = {}
    # What belongs to offices is shown to them only; a resident learns why voting is refused.
    shown = (cast_ballot,) if election.state in (State.DRAFT, State.OPEN) else ()
    available_actions = [
        one
        for one in action_pages.available(actor, election, memo)
        if one.allowed or one.action in shown
    ]
    withdraw = any(one.action is withdraw_option for one in available_actions)
    options = list(vote_queries.options(election))
    context = {
        "election": election,
        "teller_step": _teller_step(actor, election),
        "options": options,
        "available_actions": available_actions,
        "withdraw": action_pages.url_of(withdraw_option, election) if withdraw else "",
        "voted": vote_queries.has_voted(actor.person_id, election),
        "handed_in": vote_queries.turnout(election),
        "result": getattr(election, "result", None),
        "shown": presentation.show(election, options) if hasattr(election, "result") else None,
        "stations": threads.of(election.ref).stations,
    }
    return render(request, "decisions/election.html", context)


def _teller_step(actor: Actor, election: Election) -> Any:
    """What a teller of this vote has to do now; "" for everybody else."""
    if not actor.person_id or election.state not in (State.DRAFT, State.CLOSED):
        return ""
    teller = vote_queries.teller_of(actor.person_id, election)
    if teller is None:
        return ""
    if election.state == State.DRAFT:
        return "" if teller.public_key else _("Join with your key")
    if not tally.missing(election):
        return "" if teller.signature else _("Sign the ballots")
    return "" if teller.handed_in_at else _("Send your parts")


@page(_("Cast your vote"), who="account", performs="decisions.cast_ballot")
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """The ballot. What is sent is sealed at once; the answer shows the tracker, once."""
    election, actor = _election(number), of_request(request)
    sealed, seal_error = forms.envelope_of(request), ""
    if sealed is not None:
        try:
            outcome = cast_ballot.coming(door="page").perform(actor, election, envelope=sealed)
        except BadInput as error:
            seal_error = error.message
        else:
            return _handed_in(request, election, outcome, sealed)
    options = list(vote_queries.options(election).filter(withdrawn=False))
    sent = None if sealed is not None else request.POST or None
    form = forms.BallotForm(sent, election=election, options=options)
    refused = cast_ballot.check(actor, election).refusal
    narrowed = narrowing.narrowed(options, request.POST)
    narrows = narrowed is not None and narrowed.asked
    if sent is not None and not narrows and form.is_valid():
        given = {"choices": form.choices(), "mark": form.cleaned_data["mark"]}
        try:
            outcome = cast_ballot.coming(door="page").perform(actor, election, **given)
        except BadInput as error:
            form.add_error(None, str(error.message))
        else:
            return _handed_in(request, election, outcome, None)
    paper = papers.said(election, options) if refused is None else {}
    context = {
        "paper": json.dumps(paper),
        "words": json.dumps(ballot_faults.browser_words(election, len(options))) if paper else "",
        # The server's half of the tracker that the voter's browser makes.
        "server": secrets.token_hex(16),
        "election": election,
        "form": form,
        "seal_error": seal_error,
        "rows": form.rows(),
        "narrowed": narrowed,
        "narrows": narrows,
        "most": election.most or len(options),
        # A long ballot has no drawn covers: it must open on any phone.
        "covers": len(options) <= MOST_COVERS,
        "refusal": pages.show(refused) if refused else None,
        "voted": vote_queries.has_voted(actor.person_id, election),
    }
    wrong = bool(seal_error) or (not narrows and bool(form.errors))
    response = render(request, "decisions/vote.html", context, status=400 if wrong else 200)
    response["Cache-Control"] = "no-store"
    return response


def _handed_in(
    request: HttpRequest, election: Election, outcome: Any, sealed: bytes | None
) -> HttpResponse:
    """Not a redirect: the tracker must be kept by nobody but who reads this page."""
    context = {
        "election": election,
        "tracker": outcome.result,
        "digest": envelopes.digest(sealed) if sealed is not None else "",
        "entry": outcome.entry,
    }
    response = render(request, "decisions/handed_in.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page(_("Check an opened envelope"), asks="decisions.paper")
def check_ballot(request: HttpRequest, number: int) -> HttpResponse:
    """What an envelope holds that a voter had opened as a test; the browser checks, and nothing is sent."""
    election = _with_keys(number)
    context = {"election": election, "paper": json.dumps(papers.said(election))}
    return render(request, "decisions/check_ballot.html", context)


@page(_("Ballot paper"), asks="decisions.paper")
def ballot_paper(request: HttpRequest, number: int) -> HttpResponse:
    """By what ballots of a vote are sealed, checked and opened, as a file."""
    election = _with_keys(number)
    text = json.dumps(papers.said(election), ensure_ascii=False, indent=1)
    response = HttpResponse(text + "\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="ballot-paper-{election.pk}.json"'
    return response


def _with_keys(number: int) -> Election:
    """A vote that has been opened: before, it has no ballot paper."""
    election = _election(number)
    if not election.teller_keys:
        raise Http404
    return election


vote.action = cast_ballot  # type: ignore[attr-defined]


@page(_("What my vote did"), asks="decisions.ballot", methods=("GET", "HEAD", "POST"))
def my_vote(request: HttpRequest, number: int) -> HttpResponse:
    """From a tracker to what its ballot did. The tracker is sent in the body, never in an address."""
    election = _election(number)
    form, found = forms.TrackerForm(request.POST or None), presentation.Found([], [])
    effects: list[presentation.BallotLine] = []
    way: list[presentation.Step] = []
    if request.method == "POST" and form.is_valid():
        found = presentation.find(election, envelopes.tidy_tracker(form.cleaned_data["tracker"]))
        if not found:
            form.add_error("tracker", _("No published ballot has this tracker."))
        elif found.first is not None:
            effects = presentation.of_ballot(election, found.first)
            way = presentation.way_of(election, found.first)
    context = {
        "election": election,
        "form": form,
        "ballot": found.first,
        "found": found,
        "effects": effects,
        "way": way,
        "paid": Money(sum(one.effect.paid or 0 for one in effects), election.currency),
        "result": getattr(election, "result", None),
    }
    response = render(
        request, "decisions/my_vote.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


@page(_("Recount"), asks="decisions.recount")
def recount(request: HttpRequest, number: int) -> HttpResponse:
    """Count the published ballots again, now, and compare."""
    election = _election(number)
    result = getattr(election, "result", None)
    if result is None:
        raise Http404
    # A page must not take seconds: of very many ballots the file and the command are the recount.
    many = result.ballots > MOST_RECOUNTED
    again = vote_queries.recount(election) if not (election.reported or many) else None
    context = {
        "election": election,
        "result": result,
        "many": many,
        "same": again == result.outcome if again is not None else None,
        "winners": again["winners"] if again else [],
        "command": presentation.command(election),
    }
    return render(request, "decisions/recount.html", context)


@page(_("Published ballots"), asks="decisions.published")
def pabulib(request: HttpRequest, number: int) -> HttpResponse:
    """All ballots of a counted vote in the Pabulib format."""
    election = _election(number)
    if not hasattr(election, "result"):
        raise Http404
    response = HttpResponse(exports.pabulib(election), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vote-{election.pk}.pb"'
    return response
