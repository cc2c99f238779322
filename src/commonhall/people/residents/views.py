"""Pages of residents: how one is confirmed, and who confirms."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages
from commonhall.actions.forms import form_for
from commonhall.people import actors
from commonhall.people.residents import (
    actions,
    codes,
    guessing,
    queries,
    slip_actions,
)
from commonhall.people.residents.models import Verification
from commonhall.ui.pages import page

# Its address stands among the pages of one's own; otherwise it is a page like that of every action.
verify = action_pages.view_of(actions.verify_by_census)
join_slip = action_pages.view_of(slip_actions.join_slip)


@page(_("Residents"), asks="people.residents")
def residents(request: HttpRequest) -> HttpResponse:
    actor = actors.of_request(request)
    offered = (actions.verify_by_census, actions.verify_resident, actions.import_census)
    context = {
        "count": queries.confirmed_residents(),
        "alarmed": guessing.alarmed()
        and not action_pages.refusal_of(actor, actions.verify_resident),
        "links": [
            (one, action_pages.url_of(one))
            for one in offered
            if not action_pages.refusal_of(actor, one)
        ],
    }
    return render(request, "people/residents.html", context)


@page(_("Slip for a resident"), who="account", performs="people.give_slip")
def give_slip(request: HttpRequest, number: int) -> HttpResponse:
    seen = action_pages.reachable(Verification, number)
    assert isinstance(seen, Verification)
    action, actor = slip_actions.give_slip, actors.of_request(request)
    form = form_for(action, seen, request.POST or None, initial={"once": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        coming = action.coming(once=form.cleaned_data["once"], door="page")
        printed = coming.perform(actor, seen).result
        qr = codes.qr_of("people:join_slip", code=printed.code) if printed else ""
        address = settings.SITE_URL + reverse("people:join_slip")
        context = {"printed": printed, "qr": qr, "address": address, "back": seen.pk}
        return _once(request, "people/slip.html", context)
    refused = action.check(actor, seen).refusal
    context = {
        "action": action,
        "form": form,
        "seen": None if refused else seen,
        "refusal": pages.show(refused) if refused else None,
    }
    return render(request, "people/give_slip.html", context)


give_slip.action = slip_actions.give_slip  # type: ignore[attr-defined]


def _once(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with codes on it: shown once, and kept by no browser."""
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response
