"""Pages of motions: list, one motion with its roll-call, tabling, voting, concluding; the feed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import registry, threads, web
from commonhall.acts.feeds import NEWEST, Item, atom
from commonhall.acts.paging import page_for
from commonhall.decide import forms, motions, queries, reviewed
from commonhall.decide.models import Motion
from commonhall.law.panels import appeal_offers
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.look.text import colon
from commonhall.people.actors import of_request


@page(_("Decisions of bodies"), asks="decide.motions")
def motion_list(request: HttpRequest) -> HttpResponse:
    return render(request, "decide/motions.html", {"page": page_for(request, queries.motions())})


def _motion(number: int) -> Motion:
    return get_object_or_404(queries.motions(), pk=number)


@page(_("Decision of a body"), asks=("decide.roll_call", "acts.threads"))
def motion_page(request: HttpRequest, number: int) -> HttpResponse:
    motion, actor = _motion(number), of_request(request)
    given = {"motion": motion}
    offers = [
        web.Offer("vote", motions.vote_on_motion, reverse("decide:motion_vote", args=[number]), given),
        web.Offer("conclude", motions.conclude_motion,
                  reverse("decide:motion_conclude", args=[number]), given),
    ]  # fmt: skip
    yes, no, abstained, may = queries.roll_call(motion)
    context = {
        "motion": motion,
        "about": registry.resolve([motion.about])[motion.about],
        "votes": motion.votes.select_related("office").order_by("office_id"),
        "counts": {"yes": yes, "no": no, "abstained": abstained, "may": may},
        "recused": queries.recused(motion),
        "doings": web.doings(
            actor,
            offers
            if motion.state == Motion.State.OPEN
            else appeal_offers(motion.ref, *reviewed.DECIDING),
        ),
        "stations": threads.of(motion.ref).stations,
    }
    return render(request, "decide/motion.html", context)


@page(_("Put a decision before the body"), who="account", performs="decide.table_motion")
def table(request: HttpRequest) -> HttpResponse:
    start = {"matter": request.GET.get("matter", "")[:80]}
    form = forms.MotionForm(request.POST or None, initial=start)
    renamed = {"names": "name_en", "texts": "text_en"}
    outcome = web.attempt(request, of_request(request), motions.table_motion, form, renamed=renamed)
    if outcome is not None:
        return redirect(outcome.result)
    context = {
        "form": form,
        "title": motions.table_motion.title,
        "back": reverse("decide:motions"),
        "refusal": None,
    }
    return render(request, "decide/form.html", context, status=400 if form.errors else 200)


def _on_motion(request: HttpRequest, number: int, act: Any, form: Any) -> HttpResponse:
    motion, actor = _motion(number), of_request(request)
    if web.attempt(request, actor, act, form, {"motion": motion}) is not None:
        return redirect(motion)
    refused = act.permitted(actor, motion=motion).refusal
    context = {
        "form": form,
        "title": act.title,
        "motion": motion,
        "refusal": web.show(refused) if refused else None,
        "back": motion.get_absolute_url(),
    }
    return render(request, "decide/form.html", context, status=400 if form.errors else 200)


@page(_("Vote on it"), who="account", performs="decide.vote_on_motion")
def vote(request: HttpRequest, number: int) -> HttpResponse:
    return _on_motion(
        request, number, motions.vote_on_motion, forms.RollCallForm(request.POST or None)
    )


@page(_("Conclude the roll-call"), who="account", performs="decide.conclude_motion")
def conclude(request: HttpRequest, number: int) -> HttpResponse:
    form = HouseForm(request.POST if request.method == "POST" else None)
    return _on_motion(request, number, motions.conclude_motion, form)


@page(_("Decisions as a feed"), asks="decide.motions")
def feed(request: HttpRequest) -> HttpResponse:
    """Votes, motions and lotteries, newest first."""
    things: list[Any] = [
        *queries.motions().order_by("-pk")[:NEWEST],
        *queries.elections().exclude(opens_at=None).order_by("-pk")[:NEWEST],
        *queries.lotteries().order_by("-pk")[:NEWEST],
    ]
    items = (
        Item(
            f"{thing.name}{colon()}{thing.get_state_display()}", thing.get_absolute_url(),
            getattr(thing, "tabled_at", None) or thing.opens_at, thing.text,
        )
        for thing in things
    )  # fmt: skip
    return atom(request, _("Decisions"), reverse("decide:list"), items)
