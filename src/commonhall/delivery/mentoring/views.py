"""Pages of mentoring: the offers with the public figures, one offer, and one pair."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.models import Follow
from commonhall.core.paging import page_for
from commonhall.delivery.mentoring import deciding_actions, offer_actions, pair_actions, queries
from commonhall.delivery.mentoring.models import Field, MentorOffer
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.ui.pages import page

MINE = 20


@page(_("Mentoring between organisations"), asks="delivery.mentoring")
def offer_list(request: HttpRequest) -> HttpResponse:
    """Who offers to mentor, in which fields and where; how many pairs run and ended."""
    field = request.GET.get("field", "")
    wanted = queries.Filter(
        field if field in Field.values else "", request.GET.get("place", "")[:80]
    )
    actor = of_request(request)
    offer = offer_actions.offer_mentoring
    mine = queries.spoken_for(actor)
    context = {
        "page": page_for(request, queries.offers(wanted)),
        "filter": wanted,
        "fields": Field.choices,
        "figures": queries.figures(),
        "mine": list(queries.own(mine).order_by("-pk")[:MINE]) if mine else [],
        "offer": offer,
        "offer_url": "" if action_pages.refusal_of(actor, offer) else action_pages.url_of(offer),
    }
    return render(request, "delivery/mentoring.html", context)


@page(_("Offer to mentor"), asks="delivery.mentoring")
def offer_page(request: HttpRequest, number: int) -> HttpResponse:
    """What is offered, what a body suggested of it, and where one's own organisation asks."""
    one: Any = get_object_or_404(queries.all_offers(), pk=number)
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    mine = queries.spoken_for(actor)
    decline = deciding_actions.decline_mentor_suggestion
    context = {
        "offer": one,
        "pairs": list(queries.pairs().filter(offer=one).order_by("-pk")[:MINE]),
        "asks": _who_can_ask(one, mine),
        "suggestions": [
            {
                "one": row,
                "decline": action_pages.url_of(decline, row)
                if {row.learner_id, one.organisation_id} & mine
                else "",
            }
            for row in queries.suggestions(one)
        ],
        "available_actions": action_pages.available(actor, one, memo),
        "follows": _follows(request, one),
        "entries": reverse("record:list") + f"?subject={one.ref}",
    }
    return render(request, "delivery/mentor_offer.html", context)


def _who_can_ask(offer: MentorOffer, mine: set[int]) -> list[tuple[str, str]]:
    """Names of one's own organisations, and where each asks for this mentor."""
    if offer.ended_on is not None or not mine:
        return []
    ask = pair_actions.ask_for_mentor
    rows = Organisation.objects.filter(pk__in=mine).exclude(pk=offer.organisation_id)
    living = rows.exclude(state=Organisation.State.ENDED).order_by("pk")[:MINE]
    return [(one.name, f"{action_pages.url_of(ask, one)}?offer={offer.pk}") for one in living]


@page(_("Mentoring pair"), asks="delivery.mentoring")
def pair_page(request: HttpRequest, number: int) -> HttpResponse:
    """Who learns from whom; the two themselves also read their goals, meetings and words."""
    actor = of_request(request)
    mine = queries.spoken_for(actor)
    one: Any = get_object_or_404(queries.seen_by(mine), pk=number)
    inside = bool({one.mentor_id, one.learner_id} & mine)
    strike = pair_actions.strike_mentor_meeting
    context = {
        "pair": one,
        "inside": inside,
        "meetings": [
            {"one": row, "strike": action_pages.url_of(strike, row) if row.by_id in mine else ""}
            for row in (queries.meetings(one) if inside else ())
        ],
        "said": [
            (name, one.Judged(judged).label, word, shows)
            for name, judged, word, shows in (
                (one.mentor.name, one.mentor_judged, one.mentor_word, one.mentor_shows),
                (one.learner.name, one.learner_judged, one.learner_word, one.learner_shows),
            )
            if judged and (inside or one.public_judgement)
        ],
        "available_actions": [
            row for row in action_pages.available(actor, one) if row.allowed or inside
        ],
        "follows": _follows(request, one),
        "entries": reverse("record:list") + f"?subject={one.ref}",
    }
    return render(request, "delivery/mentor_pair.html", context)


def _follows(request: HttpRequest, thing: Any) -> bool:
    return (
        request.user.is_authenticated
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=thing.ref).exists()
    )
