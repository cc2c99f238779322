"""Pages of sources."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages, threads
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources import forms
from commonhall.cases.sources import queries as source_queries
from commonhall.cases.sources.models import Source
from commonhall.core import page_sections
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.pages import page


@page(_("Sources"), asks="cases.sources")
def source_list(request: HttpRequest) -> HttpResponse:
    return render(
        request, "cases/sources.html", {"page": page_for(request, source_queries.sources())}
    )


@page(_("Source"), asks=("cases.sources", "cases.cases"))
def source_page(request: HttpRequest, number: int) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("body", "unit"), pk=number)
    rows = case_queries.cases(case_queries.Filter()).filter(source=source)
    given = {"source": source}
    offers = [
        pages.Offer("gather", source_actions.gather_cases, reverse("cases:gather", args=[number]),
                  given | {"cases": []}),
        pages.Offer("end", source_actions.end_source, reverse("cases:end_source", args=[number]), given),
    ]  # fmt: skip
    context = {
        "source": source,
        "page": page_for(request, rows),
        "count": rows.count(),
        "available_actions": pages.available_actions(of_request(request), offers),
        "recurred": source_queries.recurred(source),
        "stations": threads.of(source.ref).stations,
        "panels": page_sections.of("cases.source", request, source),
    }
    return render(request, "cases/source.html", context)


@page(_("Gather more cases under a source"), who="account", performs="cases.gather_cases")
def gather(request: HttpRequest, number: int) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("body", "unit"), pk=number)
    form = forms.CasesForm(
        request.POST or None, initial={"cases": request.GET.get("cases", "")[:2000]}
    )
    given = {"source": source}
    if (
        pages.attempt(request, of_request(request), source_actions.gather_cases, form, given)
        is not None
    ):
        return redirect(source)
    asked = source_actions.gather_cases.permitted(of_request(request), source=source, cases=[])
    refused = asked.refusal
    context = {
        "form": form, "source": source, "refusal": pages.show(refused) if refused else None,
    }  # fmt: skip
    return render(request, "cases/gather.html", context, status=400 if form.errors else 200)


@page(_("Report the source as dealt with"), who="account", performs="cases.end_source")
def end_source(request: HttpRequest, number: int) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("body", "unit"), pk=number)
    if request.method == "POST":
        outcome = source_actions.end_source.perform(of_request(request), source=source)
        pages.tell(request, source_actions.end_source, outcome)
        return redirect(source)
    refused = source_actions.end_source.permitted(of_request(request), source=source).refusal
    context = {"source": source, "refusal": pages.show(refused) if refused else None}
    return render(request, "cases/end_source.html", context)


@page(_("Name the source of several cases"), who="account", performs="cases.name_source")
def name_source(request: HttpRequest) -> HttpResponse:
    """Gather cases under their common cause; `?cases=3,5` fills in the numbers."""
    form = forms.SourceForm(
        request.POST or None, initial={"cases": request.GET.get("cases", "")[:2000]}
    )
    outcome = pages.attempt(request, of_request(request), source_actions.name_source, form)
    if outcome is not None:
        return redirect(outcome.result)
    unit = units().first()
    refused = (
        source_actions.name_source.permitted(of_request(request), unit=unit).refusal
        if unit
        else None
    )
    context = {"form": form, "refusal": pages.show(refused) if refused else None}
    return render(request, "cases/name_source.html", context, status=400 if form.errors else 200)
