"""Pages of motions: list, one motion with its roll-call, tabling, voting, concluding; the feed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core import refs
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.core.paging import page_for
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.actions import conclude_motion, table_motion, vote_on_motion
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes import queries as vote_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page
from commonhall.ui.text import colon


@page(_("Decisions of bodies"), asks="decisions.motions")
def motion_list(request: HttpRequest) -> HttpResponse:
    refused = action_pages.refusal_of(of_request(request), table_motion)
    context = {
        "page": page_for(request, motion_queries.motions()),
        "table": "" if refused else action_pages.url_of(table_motion),
        "label": table_motion.title,
    }
    return render(request, "decisions/motions.html", context)


def _motion(number: int) -> Motion:
    return get_object_or_404(motion_queries.motions(), pk=number)


@page(_("Decision of a body"), asks=("decisions.roll_call", "actions.threads"))
def motion_page(request: HttpRequest, number: int) -> HttpResponse:
    motion, actor = _motion(number), of_request(request)
    decided = motion.state != Motion.State.OPEN
    shown = () if decided else (vote_on_motion, conclude_motion)
    yes, no, abstained, may = motion_queries.roll_call(motion)
    context = {
        "motion": motion,
        "about": refs.resolve([motion.about])[motion.about],
        "votes": motion.votes.select_related("office").order_by("office_id"),
        "counts": {"yes": yes, "no": no, "abstained": abstained, "may": may},
        "recused": motion_queries.recused(motion),
        "available_actions": [
            one
            for one in action_pages.available(actor, motion)
            if one.allowed or one.action in shown
        ],
        "stations": threads.of(motion.ref).stations,
    }
    return render(request, "decisions/motion.html", context)


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
            f"{thing.name}{colon()}{thing.get_state_display()}",
            thing.get_absolute_url(),
            getattr(thing, "tabled_at", None) or thing.opens_at,
            thing.text,
        )
        for thing in things
    )
    return atom(request, _("Decisions"), reverse("decisions:list"), items)
