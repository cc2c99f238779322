"""Pages of reviews."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions.declaration import Action
from commonhall.core import clock, refs
from commonhall.law.challenges import queries as challenge_queries
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.instruments.views import perform, posted
from commonhall.law.reviews import actions as review_actions
from commonhall.law.reviews import forms
from commonhall.law.reviews import queries as review_queries
from commonhall.ui.pages import page


def _provision(number: int) -> Provision:
    rows: QuerySet[Provision] = Provision.objects.select_related("instrument__adopted_by")
    return get_object_or_404(rows, pk=number)


def _on_provision(
    request: HttpRequest, number: int, action: Action[..., Any], form: Any
) -> HttpResponse:
    provision = _provision(number)
    back = f"{reverse('law:instrument', args=[provision.instrument_id])}#provision-{number}"
    return perform(request, action, form, back, {"provision": provision}, provision)


@page(_("Set an end"), who="account", performs="law.set_sunset")
def set_end(request: HttpRequest, number: int) -> HttpResponse:
    return _on_provision(
        request, number, review_actions.set_sunset, forms.SunsetForm(posted(request))
    )


@page(_("Renew it"), who="account", performs="law.renew_provision")
def renew(request: HttpRequest, number: int) -> HttpResponse:
    return _on_provision(
        request, number, review_actions.renew_provision, forms.RenewForm(posted(request))
    )


@page(_("Report the review"), who="account", performs="law.review_instrument")
def review(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Instrument.objects.select_related("adopted_by"), pk=number)
    form = forms.ReviewForm(posted(request), initial={"ends": found.ends})
    back = reverse("law:instrument", args=[number])
    return perform(
        request, review_actions.review_instrument, form, back, {"instrument": found}, found
    )


@page(_("What ends, and what is due for review"), asks="law.terms")
def terms(request: HttpRequest) -> HttpResponse:
    coming, overdue = review_queries.terms(clock.today())
    shown = refs.resolve([one.thing.ref for one in [*coming, *overdue]])
    late = challenge_queries.challenges().filter(decided_at=None, due_on__lt=clock.today())
    context = {
        "coming": [{"term": one, "thing": shown[one.thing.ref]} for one in coming],
        "overdue": [
            {"term": one, "thing": shown[one.thing.ref], "late": (clock.today() - one.day).days}
            for one in overdue
        ],
        "unanswered": late.order_by("due_on")[:50],
    }
    return render(request, "law/terms.html", context)
