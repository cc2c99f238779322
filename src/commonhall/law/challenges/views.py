"""Pages of appeals and of challenges to rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.core import refs
from commonhall.law.challenges import actions as challenge_actions
from commonhall.law.challenges import forms, queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.views import demand_context, demand_list
from commonhall.law.instruments.models import Provision
from commonhall.law.instruments.views import perform, posted
from commonhall.people.actors import of_request
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page


# --- challenges -----------------------------------------------------------------------------------
@page(_("Challenges of rules"), asks="law.challenges")
def challenge_list(request: HttpRequest) -> HttpResponse:
    rows = queries.challenges(request.GET.get("state", ""))
    return demand_list(request, "law/challenges.html", rows, Challenge.State.choices)


@page(_("Challenge"), asks=("law.challenges", "actions.threads"))
def challenge_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.challenges().select_related(
        "provision__instrument", "competence__body", "body", "organisation", "decided_by",
        "instead__instrument", "to_body", "to_organisation",
    )  # fmt: skip
    challenge = get_object_or_404(rows, pk=number)
    given = {"challenge": challenge}
    offers = [
        pages.Offer("support", challenge_actions.support_challenge,
                  reverse("law:support", args=[number]), given),
        pages.Offer("answer", challenge_actions.answer_challenge,
                  reverse("law:answer_challenge", args=[number]), given),
    ]  # fmt: skip
    context = {
        **demand_context(challenge),
        "shown": refs.resolve([challenge.ref])[challenge.ref],
        "available_actions": pages.available_actions(of_request(request), offers)
        if not challenge.decided_at
        else [],
    }
    return render(request, "law/challenge.html", context)


@page(_("Challenge this rule"), who="account", performs="law.challenge_rule")
def challenge_rule(request: HttpRequest, number: int) -> HttpResponse:
    rows = Provision.objects.select_related("instrument__adopted_by")
    provision = get_object_or_404(rows, pk=number)
    start = {"competence": request.GET.get("competence", "")}
    form = forms.ChallengeForm(posted(request), provision=provision, initial=start)
    back = f"{reverse('law:instrument', args=[provision.instrument_id])}#provision-{number}"
    given = {"provision": provision}
    return perform(request, challenge_actions.challenge_rule, form, back, given, provision)


@page(_("Support this challenge"), who="account", performs="law.support_challenge")
def support(request: HttpRequest, number: int) -> HttpResponse:
    challenge = get_object_or_404(queries.challenges(), pk=number)
    form, given = HallForm(posted(request)), {"challenge": challenge}
    back = challenge.get_absolute_url()
    return perform(
        request, challenge_actions.support_challenge, form, back, given, challenge.provision
    )


@page(_("Answer the challenge"), who="account", performs="law.answer_challenge")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    challenge = get_object_or_404(queries.challenges(), pk=number)
    form, given = forms.AnswerForm(posted(request)), {"challenge": challenge}
    back = challenge.get_absolute_url()
    return perform(
        request, challenge_actions.answer_challenge, form, back, given, challenge.provision
    )
