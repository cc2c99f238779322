"""The page on which a member puts an agenda in order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commonhall.decisions.agenda_order import counting, queries
from commonhall.decisions.agenda_order.actions import rank_agenda
from commonhall.decisions.ranking_form import Words, ranking_page
from commonhall.decisions.sittings.queries import sittings
from commonhall.decisions.votes import stages
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Say what should come first"), who="account", performs="decisions.rank_agenda")
def rank(request: HttpRequest, number: int) -> HttpResponse:
    """A number for each undecided matter; what is wrong is said beside it."""
    sitting = get_object_or_404(sittings(), pk=number)
    own = queries.own(sitting, of_request(request))
    return ranking_page(
        request,
        sitting,
        queries.to_order(sitting),
        performs=rank_agenda,
        given=own.order if own else (),
        order_of=lambda chosen: chosen or None,
        words=Words(
            list_title=_("Sittings"),
            list_url="decisions:sittings",
            lead=_(
                "Enter 1 for the matter to decide first, 2 for the next, and so on. What you leave blank comes last."
            ),
            note=_("Your order is public, as your vote is."),
            explanation=stages.explanation_of(counting.RULE),
        ),
    )


rank.action = rank_agenda  # type: ignore[attr-defined]
