"""Pages of votes: list, one vote, voting, its result, a recount, what my vote did."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput
from commonhall.decisions import appeals
from commonhall.decisions.overview import queries as overview_queries
from commonhall.decisions.votes import actions, envelopes, exports, forms, presentation
from commonhall.decisions.votes import queries as vote_queries
from commonhall.decisions.votes.models import Election, Option
from commonhall.law.page_sections import appeal_offers
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

State = Election.State
MOST_RECOUNTED = 20_000


@page(_("Votes"), asks="decisions.elections")
def election_list(request: HttpRequest) -> HttpResponse:
    rows = vote_queries.elections()
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    offer = pages.Offer(
        "prepare", actions.prepare_election, reverse("decisions:prepare"), {"unit": _root()}
    )
    context = {
        "page": page_for(request, rows),
        "state": state,
        "states": State.choices,
        "prepare": pages.available_actions(of_request(request), [offer])[0],
        "decided": overview_queries.newest_decided(5),
    }
    return render(request, "decisions/list.html", context)


def _root() -> Any:
    from commonhall.places.queries import units

    return units().first()


def _election(number: int) -> Election:
    rows = vote_queries.elections().select_related("result")
    return get_object_or_404(rows, pk=number)


@page(_("Vote"), asks=("decisions.options", "actions.threads"))
def election_page(request: HttpRequest, number: int) -> HttpResponse:
    election = _election(number)
    actor = of_request(request)
    offers = [
        pages.Offer("vote", actions.cast_ballot, reverse("decisions:vote", args=[number]),
                  {"election": election}),
        pages.Offer("add", actions.add_option, reverse("decisions:add_option", args=[number]),
                  {"election": election}),
        pages.Offer("open", actions.open_election, reverse("decisions:open", args=[number]),
                  {"election": election}),
    ]  # fmt: skip
    if election.state not in (State.DRAFT, State.OPEN):
        offers = []
    offers += appeal_offers(election.ref, *appeals.HOLDING)
    shown = ("vote", "appeal")
    available_actions = [
        one for one in pages.available_actions(actor, offers) if one.word in shown or one.allowed
    ]
    options = list(vote_queries.options(election))
    context = {
        "election": election,
        "options": options,
        "available_actions": available_actions,
        "can_edit": any(one.word == "add" and one.allowed for one in available_actions),
        "voted": vote_queries.has_voted(actor.person_id, election),
        "handed_in": vote_queries.turnout(election),
        "result": getattr(election, "result", None),
        "shown": presentation.show(election, options) if hasattr(election, "result") else None,
        "stations": threads.of(election.ref).stations,
    }
    return render(request, "decisions/election.html", context)


@page(_("Cast your vote"), who="account", performs="decisions.cast_ballot")
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """The ballot. What is sent is sealed at once; the answer shows the tracker, once."""
    election, actor = _election(number), of_request(request)
    options = list(vote_queries.options(election).filter(withdrawn=False))
    form = forms.BallotForm(request.POST or None, election=election, options=options)
    refused = actions.cast_ballot.permitted(actor, election=election).refusal
    if request.method == "POST" and (form.is_valid() or not form.fields):
        try:
            outcome = actions.cast_ballot.perform(actor, election=election, choices=form.choices())
        except BadInput as error:
            form.add_error(None, str(error.message))
        else:
            # Not a redirect: the tracker must be kept by nobody but who reads this page.
            context = {"election": election, "tracker": outcome.result, "entry": outcome.entry}
            response = render(request, "decisions/handed_in.html", context)
            response["Cache-Control"] = "no-store"
            return response
    context = {
        "election": election,
        "form": form,
        "refusal": pages.show(refused) if refused else None,
        "voted": vote_queries.has_voted(actor.person_id, election),
    }
    response = render(request, "decisions/vote.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@page(_("What my vote did"), asks="decisions.ballot", methods=("GET", "HEAD", "POST"))
def my_vote(request: HttpRequest, number: int) -> HttpResponse:
    """From a tracker to what its ballot did. The tracker is sent in the body, never in an address."""
    election = _election(number)
    form, found, effects = forms.TrackerForm(request.POST or None), None, []
    if request.method == "POST" and form.is_valid():
        found = vote_queries.ballot(election, envelopes.tidy_tracker(form.cleaned_data["tracker"]))
        if found is None:
            form.add_error("tracker", _("No published ballot has this tracker."))
        else:
            effects = presentation.of_ballot(election, found)
    context = {
        "election": election,
        "form": form,
        "ballot": found,
        "effects": effects,
        "paid": sum(one.effect.paid or 0 for one in effects),
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
    """All ballots of a counted budget in the Pabulib format."""
    election = _election(number)
    if not hasattr(election, "result") or election.kind != Election.Kind.BUDGET:
        raise Http404
    response = HttpResponse(exports.pabulib(election), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vote-{election.pk}.pb"'
    return response


# --- offices --------------------------------------------------------------------------------------
def _chosen(
    request: HttpRequest, template: str, context: dict[str, Any], form: Any
) -> HttpResponse:
    return render(request, template, context, status=400 if form.errors else 200)


@page(_("Prepare a vote"), who="account", performs="decisions.prepare_election")
def prepare(request: HttpRequest) -> HttpResponse:
    form, actor = forms.ElectionForm(request.POST or None), of_request(request)
    outcome = pages.attempt(request, actor, actions.prepare_election, form)
    if outcome is not None:
        return redirect(outcome.result)
    refused = actions.prepare_election.permitted(actor, unit=_root()).refusal
    context = {
        "form": form,
        "title": actions.prepare_election.title,
        "refusal": pages.show(refused) if refused else None,
        "back": reverse("decisions:list"),
    }
    return _chosen(request, "decisions/form.html", context, form)


@page(_("Add an option"), who="account", performs="decisions.add_option")
def add_option(request: HttpRequest, number: int) -> HttpResponse:
    return _on_election(request, number, actions.add_option, forms.OptionForm(request.POST or None))


@page(_("Open the vote"), who="account", performs="decisions.open_election")
def open_vote(request: HttpRequest, number: int) -> HttpResponse:
    return _on_election(
        request, number, actions.open_election, forms.OpenForm(request.POST or None)
    )


def _on_election(request: HttpRequest, number: int, action: Any, form: Any) -> HttpResponse:
    election, actor = _election(number), of_request(request)
    if pages.attempt(request, actor, action, form, {"election": election}) is not None:
        return redirect(election)
    refused = action.permitted(actor, election=election).refusal
    context = {
        "form": form,
        "title": action.title,
        "election": election,
        "refusal": pages.show(refused) if refused else None,
        "back": election.get_absolute_url(),
    }
    return _chosen(request, "decisions/form.html", context, form)


@page(_("Withdraw an option"), who="account", performs="decisions.withdraw_option")
def withdraw(request: HttpRequest, number: int, option: int) -> HttpResponse:
    election, actor = _election(number), of_request(request)
    found = get_object_or_404(Option, pk=option, election=election)
    if request.method == "POST":
        outcome = actions.withdraw_option.perform(actor, election=election, option=found)
        pages.tell(request, actions.withdraw_option, outcome)
        return redirect(election)
    refused = actions.withdraw_option.permitted(actor, election=election, option=found).refusal
    context = {
        "election": election,
        "option": found,
        "refusal": pages.show(refused) if refused else None,
        "now": clock.now(),
    }
    return render(request, "decisions/withdraw.html", context)
