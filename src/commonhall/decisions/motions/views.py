"""Pages of motions: list, one motion with its roll-call, tabling, voting, concluding; the feed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.core import refs
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.core.paging import page_for
from commonhall.decisions import appeals
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.motions import actions, forms
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes import queries as vote_queries
from commonhall.law.page_sections import appeal_offers
from commonhall.people.actors import of_request
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page
from commonhall.ui.text import colon


@page(_("Decisions of bodies"), asks="decisions.motions")
def motion_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "decisions/motions.html", {"page": page_for(request, motion_queries.motions())}
    )


def _motion(number: int) -> Motion:
    return get_object_or_404(motion_queries.motions(), pk=number)


@page(_("Decision of a body"), asks=("decisions.roll_call", "actions.threads"))
def motion_page(request: HttpRequest, number: int) -> HttpResponse:
    motion, actor = _motion(number), of_request(request)
    given = {"motion": motion}
    offers = [
        pages.Offer("vote", actions.vote_on_motion, reverse("decisions:motion_vote", args=[number]), given),
        pages.Offer("conclude", actions.conclude_motion,
                  reverse("decisions:motion_conclude", args=[number]), given),
    ]  # fmt: skip
    yes, no, abstained, may = motion_queries.roll_call(motion)
    context = {
        "motion": motion,
        "about": refs.resolve([motion.about])[motion.about],
        "votes": motion.votes.select_related("office").order_by("office_id"),
        "counts": {"yes": yes, "no": no, "abstained": abstained, "may": may},
        "recused": motion_queries.recused(motion),
        "available_actions": pages.available_actions(
            actor,
            offers
            if motion.state == Motion.State.OPEN
            else appeal_offers(motion.ref, *appeals.DECIDING),
        ),
        "stations": threads.of(motion.ref).stations,
    }
    return render(request, "decisions/motion.html", context)


@page(_("Put a decision before the body"), who="account", performs="decisions.table_motion")
def table(request: HttpRequest) -> HttpResponse:
    start = {"matter": request.GET.get("matter", "")[:80]}
    form = forms.MotionForm(request.POST or None, initial=start)
    renamed = {"names": "name_en", "texts": "text_en"}
    outcome = pages.attempt(
        request, of_request(request), actions.table_motion, form, renamed=renamed
    )
    if outcome is not None:
        return redirect(outcome.result)
    context = {
        "form": form,
        "title": actions.table_motion.title,
        "back": reverse("decisions:motions"),
        "refusal": None,
    }
    return render(request, "decisions/form.html", context, status=400 if form.errors else 200)


def _on_motion(request: HttpRequest, number: int, action: Any, form: Any) -> HttpResponse:
    motion, actor = _motion(number), of_request(request)
    if pages.attempt(request, actor, action, form, {"motion": motion}) is not None:
        return redirect(motion)
    refused = action.permitted(actor, motion=motion).refusal
    context = {
        "form": form,
        "title": action.title,
        "motion": motion,
        "refusal": pages.show(refused) if refused else None,
        "back": motion.get_absolute_url(),
    }
    return render(request, "decisions/form.html", context, status=400 if form.errors else 200)


@page(_("Vote on it"), who="account", performs="decisions.vote_on_motion")
def vote(request: HttpRequest, number: int) -> HttpResponse:
    return _on_motion(
        request, number, actions.vote_on_motion, forms.RollCallForm(request.POST or None)
    )


@page(_("Conclude the roll-call"), who="account", performs="decisions.conclude_motion")
def conclude(request: HttpRequest, number: int) -> HttpResponse:
    form = HallForm(request.POST if request.method == "POST" else None)
    return _on_motion(request, number, actions.conclude_motion, form)


@page(_("Decisions as a feed"), asks="decisions.motions")
def feed(request: HttpRequest) -> HttpResponse:
    """Votes, motions and lotteries, newest first."""
    things: list[Any] = [
        *motion_queries.motions().order_by("-pk")[:NEWEST],
        *vote_queries.elections().exclude(opens_at=None).order_by("-pk")[:NEWEST],
        *lottery_queries.lotteries().order_by("-pk")[:NEWEST],
    ]
    items = (
        Item(
            f"{thing.name}{colon()}{thing.get_state_display()}", thing.get_absolute_url(),
            getattr(thing, "tabled_at", None) or thing.opens_at, thing.text,
        )
        for thing in things
    )  # fmt: skip
    return atom(request, _("Decisions"), reverse("decisions:list"), items)
