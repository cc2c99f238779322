"""Pages of the law: what is in force, what ends, what a body may and must do, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.law import duties
from commonhall.law import queries as law_queries
from commonhall.law.challenges import queries as challenge_queries
from commonhall.law.instruments import actions, forms
from commonhall.law.instruments.models import Instrument
from commonhall.law.powers import names
from commonhall.law.reviews import actions as review_actions
from commonhall.law.reviews import queries as review_queries
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.places.queries import units
from commonhall.ui.pages import page


def perform(
    request: HttpRequest,
    action: Action[..., Any],
    form: Any,
    back: str,
    given: dict[str, Any],
    about: Any = "",
) -> HttpResponse:
    """Show a form, perform its action with `given` and what was typed, go where its result is."""
    return pages.form_page(
        request, of_request(request), action, form, back, "law/form.html", given=given, about=about
    )


def posted(request: HttpRequest) -> Any:
    """What a form without fields needs to count as sent."""
    return request.POST if request.method == "POST" else None


# --- instruments ----------------------------------------------------------------------------------
@page(_("Law"), asks="law.instruments")
def instruments(request: HttpRequest) -> HttpResponse:
    offer = pages.Offer(
        "adopt", actions.adopt_instrument, reverse("law:adopt"), {"unit": units().first()}
    )
    adopt_it = pages.available_actions(of_request(request), [offer])[0]
    context = {"instruments": law_queries.instruments(), "adopt": adopt_it}
    return render(request, "law/list.html", context)


@page(_("Adopt an instrument"), who="account", performs="law.adopt_instrument")
def adopt(request: HttpRequest) -> HttpResponse:
    """Adopt a rule for the territory of the office's own body."""
    body = Body.objects.select_related("unit").filter(pk=of_request(request).body_id).first()
    given = {"unit": body.unit if body else units().first()}
    form = forms.AdoptForm(posted(request))
    return perform(request, actions.adopt_instrument, form, reverse("law:list"), given)


@page(_("Instrument"), asks=("law.instruments", "law.grants_of"))
def instrument(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Instrument.objects.select_related("adopted_by"), pk=number)
    provisions = list(found.provisions.order_by("pk"))
    grants = law_queries.grants_of([row.pk for row in provisions])
    titles = names.titles()
    offer = pages.Offer("review", review_actions.review_instrument,
                      reverse("law:review", args=[number]), {"instrument": found})  # fmt: skip
    word = pages.available_actions(of_request(request), [offer])[0]
    waiting = challenge_queries.challenges().filter(provision__in=provisions).order_by("-pk")
    context = {
        "instrument": found,
        "provisions": [
            {
                "provision": row,
                "challenges": [one for one in waiting if one.provision_id == row.pk],
                **_granted(row.pk, grants, titles),
            }
            for row in provisions
        ],
        "reconsidered": review_queries.reconsidered(found)[:30],
        "may_change": word.allowed,
        "available_actions": [word] if word.allowed else [],
        "today": clock.today(),
    }
    return render(request, "law/instrument.html", context)


def _granted(number: int, grants: dict[str, list[Any]], titles: Any) -> dict[str, Any]:
    """What one provision grants, forbids and demands: named, and together where it is the same."""
    mine = {
        kind: [one for one in rows if one.provision_id == number] for kind, rows in grants.items()
    }
    limits = ("unit_id", "most", "asks_first")
    powers = names.together(mine["competences"], "power", *limits)
    rights = names.together(mine["rights"], "right")
    for one in powers:
        one["called"] = names.called(one["first"].power, titles)
    for one in rights:
        one["called"] = names.called(one["first"].right, titles)
    return {
        "competences": names.joined(powers, *limits),
        "rights": names.joined(rights),
        "mandates": names.together(mine["mandates"], "origin", "starts", "ends"),
        "prohibitions": [
            {"grant": one, "called": names.called(one.power, titles)}
            for one in mine["prohibitions"]
        ],
        "deadlines": [
            {"grant": one, "called": duties.label(one.duty)} for one in mine["deadlines"]
        ],
        "thresholds": mine["thresholds"],
    }
