"""The page of an amendment of the charter: the article as it is, and as it would be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import refs
from commonhall.law.amendments import approvals
from commonhall.law.amendments.models import CharterAmendment
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Amendment of the charter"), asks="law.amendments")
def amendment(request: HttpRequest, number: int) -> HttpResponse:
    rows = CharterAmendment.objects.select_related("provision__instrument", "body")
    found = get_object_or_404(rows, pk=number)
    vote = found.vote or approvals.vote_for(found.ref)
    context = {
        "amendment": found,
        "vote": refs.resolve([vote])[vote] if vote else None,
        "available_actions": action_pages.available(of_request(request), found),
    }
    return render(request, "law/amendment.html", context)
