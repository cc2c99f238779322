"""Pages of mandates and of petitions for their recall."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.core import clock, refs
from commonhall.law import queries as law_queries
from commonhall.law.demands import forms as demands_forms
from commonhall.law.demands.views import demand_context, demand_list
from commonhall.law.instruments.views import perform, posted
from commonhall.law.mandates import actions
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls import actions as recall_actions
from commonhall.law.recalls import forms as recall_forms
from commonhall.law.recalls import queries as recall_queries
from commonhall.law.recalls.models import Recall
from commonhall.people.actors import of_request
from commonhall.ui.forms import HallForm
from commonhall.ui.pages import page


def _mandate(number: int) -> Mandate:
    rows: QuerySet[Mandate] = Mandate.objects.select_related("body__unit", "provision__instrument")
    return get_object_or_404(rows, pk=number)


@page(_("Mandate"), asks="law.recalls")
def mandate_page(request: HttpRequest, number: int) -> HttpResponse:
    mandate, today = _mandate(number), clock.today()
    given = {"mandate": mandate}
    offers = [
        pages.Offer("petition", recall_actions.petition_recall,
                  reverse("law:petition", args=[number]), given),
        pages.Offer("recall", actions.recall_mandate,
                  reverse("law:recall_mandate", args=[number]), given),
    ]  # fmt: skip
    context = {
        "mandate": mandate,
        "runs": Mandate.objects.filter(law_queries.mandate_runs(today), pk=number).exists(),
        "threshold": law_queries.threshold(recall_actions.MATTER, today),
        "petitions": recall_queries.recalls().filter(mandate=mandate).order_by("-pk")[:50],
        "available_actions": pages.available_actions(of_request(request), offers),
    }
    return render(request, "law/mandate.html", context)


@page(_("Petition for its recall"), who="account", performs="law.petition_recall")
def petition(request: HttpRequest, number: int) -> HttpResponse:
    mandate = _mandate(number)
    form, given = demands_forms.ReasonsForm(posted(request)), {"mandate": mandate}
    back = reverse("law:mandate", args=[number])
    return perform(request, recall_actions.petition_recall, form, back, given, mandate.body.name)


@page(_("Recall a mandate"), who="account", performs="law.recall_mandate")
def recall_mandate(request: HttpRequest, number: int) -> HttpResponse:
    mandate = _mandate(number)
    form, given = recall_forms.RecallForm(posted(request)), {"mandate": mandate}
    back = reverse("law:mandate", args=[number])
    return perform(request, actions.recall_mandate, form, back, given, mandate.body.name)


@page(_("Petitions for recall"), asks="law.recalls")
def recall_list(request: HttpRequest) -> HttpResponse:
    rows = recall_queries.recalls(request.GET.get("state", ""))
    return demand_list(request, "law/recalls.html", rows, Recall.State.choices)


def _recall(number: int) -> Recall:
    rows = recall_queries.recalls().select_related(
        "mandate__body__unit", "mandate__provision__instrument", "body", "decided_by"
    )
    return get_object_or_404(rows, pk=number)


@page(_("Petition for recall"), asks=("law.recalls", "actions.threads"))
def recall_page(request: HttpRequest, number: int) -> HttpResponse:
    found = _recall(number)
    mandate = reverse("law:recall_mandate", args=[found.mandate_id])
    offers = [
        pages.Offer("sign", recall_actions.sign_recall, reverse("law:sign_recall", args=[number]),
                  {"petition": found}),
        pages.Offer("refuse", recall_actions.refuse_recall, reverse("law:refuse_recall", args=[number]),
                  {"petition": found}),
        pages.Offer("recall", actions.recall_mandate, mandate, {"mandate": found.mandate}),
    ]  # fmt: skip
    context = {
        **demand_context(found),
        "shown": refs.resolve([found.ref])[found.ref],
        "available_actions": pages.available_actions(of_request(request), offers)
        if not found.decided_at
        else [],
    }
    return render(request, "law/recall.html", context)


@page(_("Sign the petition"), who="account", performs="law.sign_recall")
def sign(request: HttpRequest, number: int) -> HttpResponse:
    found = _recall(number)
    form, given = HallForm(posted(request)), {"petition": found}
    back = found.get_absolute_url()
    return perform(request, recall_actions.sign_recall, form, back, given, found.mandate.body.name)


@page(_("Leave the mandate, with reasons"), who="account", performs="law.refuse_recall")
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    found = _recall(number)
    form, given = demands_forms.ReasonsForm(posted(request)), {"petition": found}
    back = found.get_absolute_url()
    return perform(
        request, recall_actions.refuse_recall, form, back, given, found.mandate.body.name
    )
