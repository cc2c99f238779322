"""Pages of call-backs: what they found, how each sample was drawn, and the callers' list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.evaluation.call_backs import presentation, queries
from commonhall.evaluation.call_backs.estimates import FEWEST
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.evaluation.proposals.proposing import is_measured
from commonhall.law.queries import competences
from commonhall.methods.beacons import rounds
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

State = CallBackRound.State


def calls_back(actor: Actor) -> bool:
    """Does somebody act for an office that calls back? Names and telephone numbers are shown to them alone."""
    return (
        actor.kind is Kind.OFFICE
        and actor.body is not None
        and competences(actor.body, [queries.POWER], clock.today()).exists()
        and not is_measured(actor.body)
    )


@page(_("Call-backs"), asks="evaluation.call_backs")
def round_list(request: HttpRequest) -> HttpResponse:
    """Every month that was called back, the newest first, with the figures of the newest that is finished."""
    newest = CallBackRound.objects.filter(state=State.CLOSED).order_by("-month").first()
    lines = presentation.lines_of(newest) if newest else []
    context = {
        "page": page_for(request, queries.all_rounds(), ("-month",)),
        "newest": newest,
        "lines": lines,
        "chart": presentation.chart(lines),
        "anybody": queries.anybody_calls(),
        "fewest": FEWEST,
    }
    return render(request, "evaluation/call_backs.html", context)


@page(_("Call-backs of a month"), asks="evaluation.call_backs")
def round_page(request: HttpRequest, number: int) -> HttpResponse:
    """One month: how its sample was drawn, what was found, and whom a caller calls next."""
    of = get_object_or_404(queries.all_rounds(), pk=number)
    actor = of_request(request)
    lines = presentation.lines_of(of) if of.state == State.CLOSED else []
    calling = of.state == State.DRAWN and calls_back(actor)
    context = {
        "round": of,
        "beacon_page": rounds.page_of(of.beacon, of.beacon["round"]),
        "lines": lines,
        "chart": presentation.chart(lines),
        "calls": page_for(request, queries.calls(of), ("pk",)) if calling else None,
        "next": queries.next_call(of) if calling else None,
        "fewest": FEWEST,
        "available_actions": action_pages.available(actor, of),
    }
    return render(request, "evaluation/call_back_round.html", context)


@page(_("A call"), asks="evaluation.call_backs")
def call_page(request: HttpRequest, number: int) -> HttpResponse:
    """One drawn case. How to reach who raised it is shown to callers while it waits; the answers to nobody."""
    rows = CallBack.objects.select_related(
        "round", "case__person__account", "case__category", "case__unit", "body"
    )
    call = get_object_or_404(rows, pk=number)
    actor = of_request(request)
    calling = calls_back(actor)
    context = {
        "call": call,
        "calling": calling,
        "contact": queries.contact(call)
        if calling and call.state == CallBack.State.WAITING
        else (),
        "next": queries.next_call(call.round, call) if calling else None,
        "available_actions": action_pages.available(actor, call),
    }
    return render(request, "evaluation/call.html", context)
