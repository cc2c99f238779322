"""An argument before a vote, with its answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.decisions.briefings import queries
from commonhall.decisions.briefings.models import VoteArgument
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("An argument before a vote"), asks="decisions.argument")
def argument_page(request: HttpRequest, number: int) -> HttpResponse:
    """One argument: who gave it, where it comes from, what is answered, what can be done."""
    rows = VoteArgument.objects.select_related(
        "election", "organisation", "office__body", "answers"
    )
    argument = get_object_or_404(rows, pk=number)
    context = {
        "argument": argument,
        "answers": list(queries.arguments(argument.election).filter(answers=argument)),
        "available_actions": action_pages.available(of_request(request), argument),
    }
    return render(request, "decisions/argument.html", context)
