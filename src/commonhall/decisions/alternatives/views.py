"""Pages of alternatives: the decisions beside each other with the members' orders, and the page on which one ranks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.decisions.alternatives import queries
from commonhall.decisions.alternatives.actions import conclude_alternatives, rank_alternatives
from commonhall.decisions.alternatives.models import Alternatives
from commonhall.decisions.ranking_form import Words, ranking_page
from commonhall.decisions.votes import stages
from commonhall.people.actors import of_request
from commonhall.ui import text
from commonhall.ui.pages import page


def _alternatives(number: int) -> Alternatives:
    return get_object_or_404(queries.alternatives(), pk=number)


@page(_("Alternatives before a body"), asks="decisions.alternatives")
def alternatives_page(request: HttpRequest, number: int) -> HttpResponse:
    alternatives, actor = _alternatives(number), of_request(request)
    motions = queries.motions_of(alternatives)
    names = {one.pk: one.name for one in motions}
    decided = alternatives.state != Alternatives.State.OPEN
    shown = () if decided or actor.body != alternatives.body_id else (conclude_alternatives,)
    codes = {str(place): one for place, one in enumerate(motions, 1)}
    context = {
        "alternatives": alternatives,
        "motions": motions,
        "winners": [codes[one] for one in alternatives.outcome.get("winners", [])],
        "rankings": [
            (one, str(one.term.person), text.listed(names[pk] for pk in one.order if pk in names))
            for one in queries.rankings(alternatives)
        ],
        "staged": stages.show(alternatives.rule, alternatives.outcome, codes),
        "available_actions": [
            one
            for one in action_pages.available(actor, alternatives)
            if one.allowed or one.action in shown
        ],
        "stations": threads.of(alternatives.ref).stations,
    }
    return render(request, "decisions/alternatives.html", context)


@page(_("Put them in order"), who="account", performs="decisions.rank_alternatives")
def rank(request: HttpRequest, number: int) -> HttpResponse:
    """A number for each decision; what is wrong is said beside it."""
    alternatives = _alternatives(number)
    own = queries.own(alternatives, of_request(request))
    return ranking_page(
        request,
        alternatives,
        queries.motions_of(alternatives),
        performs=rank_alternatives,
        given=own.order if own else (),
        order_of=lambda chosen: chosen or None,
        words=Words(
            list_title=_("Decisions of bodies"),
            list_url="decisions:motions",
            lead=_(
                "Enter 1 for the decision you want most, 2 for the next, and so on. Leave blank what you want least."
            ),
            note=_("Your order is public, as your vote is."),
            explanation=alternatives.explanation,
        ),
    )


rank.action = rank_alternatives  # type: ignore[attr-defined]
