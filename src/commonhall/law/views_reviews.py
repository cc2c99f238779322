"""Pages of appeals and of challenges to rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, registry, threads, web
from commonhall.acts.paging import page_for
from commonhall.law import appeals, challenges, forms, queries
from commonhall.law.models import Appeal, Challenge, Provision
from commonhall.law.views import perform, posted
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.record import registry as record
from commonhall.record.models import Entry


def demand_list(
    request: HttpRequest, template: str, rows: QuerySet[Any], states: list[Any], more: Any = None
) -> HttpResponse:
    """A page of what was demanded: titles by one look-up for all, and how late each answer is."""
    found, today = page_for(request, rows), clock.today()
    shown = registry.resolve([row.ref for row in found.rows])
    context = {
        "page": found,
        "rows": [
            {"thing": row, "shown": shown[row.ref], "late": row.days_late(today)}
            for row in found.rows
        ],
        "state": request.GET.get("state", ""),
        "states": states,
        **(more or {}),
    }
    return render(request, template, context)


def demand_context(thing: Any) -> dict[str, Any]:
    """What the pages of appeals, challenges and petitions share."""
    return {
        "thing": thing,
        "late": thing.days_late(clock.today()),
        "stations": threads.of(thing.ref).stations,
    }


# --- appeals --------------------------------------------------------------------------------------
@page(_("Appeals"), asks="law.appeals")
def appeal_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = queries.appeals(request.GET.get("state", ""), today)
    states = [*Appeal.State.choices, ("late", _("decision overdue"))]
    late = queries.appeals("late", today).order_by("due_on")
    shown = registry.resolve([row.ref for row in late[:20]])
    more = {"overdue": [{"shown": shown[row.ref], "thing": row, "late": row.days_late(today)}
                        for row in late[:20]]}  # fmt: skip
    return demand_list(request, "law/appeals.html", rows, states, more)


@page(_("Appeal"), asks=("law.appeals", "acts.threads"))
def appeal_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.appeals().select_related("organisation", "body", "unit", "decided_by")
    appeal = get_object_or_404(rows, pk=number)
    offers = [
        web.Offer("decide", appeals.decide_appeal, reverse("law:decide_appeal", args=[number]),
                  {"appeal": appeal})
    ]  # fmt: skip
    entry = get_object_or_404(Entry, pk=appeal.entry)
    shown = registry.resolve([appeal.about, appeal.ref])
    context = {
        **demand_context(appeal),
        "shown": shown[appeal.ref],
        "about": shown[appeal.about],
        "entry": entry,
        "description": record.describe(entry),
        "doings": web.doings(of_request(request), offers) if not appeal.decided_at else [],
    }
    return render(request, "law/appeal.html", context)


@page(_("Appeal this"), who="account", performs="law.file_appeal")
def file_appeal(request: HttpRequest, identity: UUID) -> HttpResponse:
    entry = get_object_or_404(Entry, pk=identity)
    form = forms.AppealForm(posted(request))
    back = reverse("record:entry", args=[identity])
    told = record.describe(entry)
    about = f"{told.text}: {told.subject.title}" if told.subject else told.text
    return perform(request, appeals.file_appeal, form, back, {"entry": entry}, about)


@page(_("Decide the appeal"), who="account", performs="law.decide_appeal")
def decide(request: HttpRequest, number: int) -> HttpResponse:
    appeal = get_object_or_404(queries.appeals(), pk=number)
    form, given = forms.VerdictForm(posted(request)), {"appeal": appeal}
    return perform(request, appeals.decide_appeal, form, appeal.get_absolute_url(), given)


# --- challenges -----------------------------------------------------------------------------------
@page(_("Challenges of rules"), asks="law.challenges")
def challenge_list(request: HttpRequest) -> HttpResponse:
    rows = queries.challenges(request.GET.get("state", ""))
    return demand_list(request, "law/challenges.html", rows, Challenge.State.choices)


@page(_("Challenge"), asks=("law.challenges", "acts.threads"))
def challenge_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = queries.challenges().select_related(
        "provision__instrument", "competence__body", "body", "organisation", "decided_by",
        "instead__instrument", "to_body", "to_organisation",
    )  # fmt: skip
    challenge = get_object_or_404(rows, pk=number)
    given = {"challenge": challenge}
    offers = [
        web.Offer("support", challenges.support_challenge,
                  reverse("law:support", args=[number]), given),
        web.Offer("answer", challenges.answer_challenge,
                  reverse("law:answer_challenge", args=[number]), given),
    ]  # fmt: skip
    context = {
        **demand_context(challenge),
        "shown": registry.resolve([challenge.ref])[challenge.ref],
        "doings": web.doings(of_request(request), offers) if not challenge.decided_at else [],
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
    return perform(request, challenges.challenge_rule, form, back, given, provision)


@page(_("Support this challenge"), who="account", performs="law.support_challenge")
def support(request: HttpRequest, number: int) -> HttpResponse:
    challenge = get_object_or_404(queries.challenges(), pk=number)
    form, given = HouseForm(posted(request)), {"challenge": challenge}
    back = challenge.get_absolute_url()
    return perform(request, challenges.support_challenge, form, back, given, challenge.provision)


@page(_("Answer the challenge"), who="account", performs="law.answer_challenge")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    challenge = get_object_or_404(queries.challenges(), pk=number)
    form, given = forms.AnswerForm(posted(request)), {"challenge": challenge}
    back = challenge.get_absolute_url()
    return perform(request, challenges.answer_challenge, form, back, given, challenge.provision)
