"""Pages of mandates and of petitions for their recall."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, registry, web
from commonhall.law import acts, forms, queries, recalls
from commonhall.law.models import Mandate, Recall
from commonhall.law.views import perform, posted
from commonhall.law.views_reviews import demand_context, demand_list
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request


def _mandate(number: int) -> Mandate:
    rows: QuerySet[Mandate] = Mandate.objects.select_related("body__unit", "provision__instrument")
    return get_object_or_404(rows, pk=number)


@page(_("Mandate"), asks="law.recalls")
def mandate_page(request: HttpRequest, number: int) -> HttpResponse:
    mandate, today = _mandate(number), clock.today()
    given = {"mandate": mandate}
    offers = [
        web.Offer("petition", recalls.petition_recall,
                  reverse("law:petition", args=[number]), given),
        web.Offer("recall", acts.recall_mandate,
                  reverse("law:recall_mandate", args=[number]), given),
    ]  # fmt: skip
    context = {
        "mandate": mandate,
        "runs": Mandate.objects.filter(queries.mandate_runs(today), pk=number).exists(),
        "threshold": queries.threshold(recalls.MATTER, today),
        "petitions": queries.recalls().filter(mandate=mandate).order_by("-pk")[:50],
        "doings": web.doings(of_request(request), offers),
    }
    return render(request, "law/mandate.html", context)


@page(_("Petition for its recall"), who="account", performs="law.petition_recall")
def petition(request: HttpRequest, number: int) -> HttpResponse:
    mandate = _mandate(number)
    form, given = forms.ReasonsForm(posted(request)), {"mandate": mandate}
    back = reverse("law:mandate", args=[number])
    return perform(request, recalls.petition_recall, form, back, given, mandate.body.name)


@page(_("Recall a mandate"), who="account", performs="law.recall_mandate")
def recall_mandate(request: HttpRequest, number: int) -> HttpResponse:
    mandate = _mandate(number)
    form, given = forms.RecallForm(posted(request)), {"mandate": mandate}
    back = reverse("law:mandate", args=[number])
    return perform(request, acts.recall_mandate, form, back, given, mandate.body.name)


@page(_("Petitions for recall"), asks="law.recalls")
def recall_list(request: HttpRequest) -> HttpResponse:
    rows = queries.recalls(request.GET.get("state", ""))
    return demand_list(request, "law/recalls.html", rows, Recall.State.choices)


def _recall(number: int) -> Recall:
    rows = queries.recalls().select_related(
        "mandate__body__unit", "mandate__provision__instrument", "body", "decided_by"
    )
    return get_object_or_404(rows, pk=number)


@page(_("Petition for recall"), asks=("law.recalls", "acts.threads"))
def recall_page(request: HttpRequest, number: int) -> HttpResponse:
    found = _recall(number)
    mandate = reverse("law:recall_mandate", args=[found.mandate_id])
    offers = [
        web.Offer("sign", recalls.sign_recall, reverse("law:sign_recall", args=[number]),
                  {"petition": found}),
        web.Offer("refuse", recalls.refuse_recall, reverse("law:refuse_recall", args=[number]),
                  {"petition": found}),
        web.Offer("recall", acts.recall_mandate, mandate, {"mandate": found.mandate}),
    ]  # fmt: skip
    context = {
        **demand_context(found),
        "shown": registry.resolve([found.ref])[found.ref],
        "doings": web.doings(of_request(request), offers) if not found.decided_at else [],
    }
    return render(request, "law/recall.html", context)


@page(_("Sign the petition"), who="account", performs="law.sign_recall")
def sign(request: HttpRequest, number: int) -> HttpResponse:
    found = _recall(number)
    form, given = HouseForm(posted(request)), {"petition": found}
    back = found.get_absolute_url()
    return perform(request, recalls.sign_recall, form, back, given, found.mandate.body.name)


@page(_("Leave the mandate, with reasons"), who="account", performs="law.refuse_recall")
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    found = _recall(number)
    form, given = forms.ReasonsForm(posted(request)), {"petition": found}
    back = found.get_absolute_url()
    return perform(request, recalls.refuse_recall, form, back, given, found.mandate.body.name)
