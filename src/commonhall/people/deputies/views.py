"""Pages of deputies: those in force, for the office that keeps them, and each, for the two whom it ties."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.people.deputies import actions, queries
from commonhall.people.deputies.models import Deputyship
from commonhall.ui.pages import page


def _keeps(actor: Actor) -> bool:
    """Does one act in an office that names deputies?"""
    return actor.kind is Kind.OFFICE and not action_pages.refusal_of(actor, actions.name_deputy)


@page(_("Deputies"), who="account", asks="people.deputies")
def deputies(request: HttpRequest) -> HttpResponse:
    """Deputyships in force. Their names are for the office that keeps them alone."""
    actor = of_request(request)
    keeps, rows = _keeps(actor), queries.all_in_force()
    context = {
        "keeps": keeps,
        "count": rows.count(),
        "page": page_for(request, rows if keeps else rows.none(), ("-id",)),
        "name": actions.name_deputy,
        "name_url": action_pages.url_of(actions.name_deputy),
    }
    return render(request, "people/deputies.html", context)


@page(_("Deputy of a resident"), who="account", asks="people.deputies")
def deputyship(request: HttpRequest, number: int) -> HttpResponse:
    rows = Deputyship.objects.select_related("person__account", "deputy__account")
    found, actor = get_object_or_404(rows, pk=number), of_request(request)
    own = actor.person is not None and actor.person in (found.person_id, found.deputy_id)
    context = {
        "deputyship": found,
        "shown": own or _keeps(actor),
        "holds": queries.all_in_force().filter(pk=found.pk).exists(),
        "available_actions": [
            one for one in action_pages.available(actor, found) if one.allowed or not own
        ],
    }
    return render(request, "people/deputyship.html", context)
