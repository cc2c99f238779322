"""Pages of sources."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.cases.cases import maps as case_maps
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.sources import queries as source_queries
from commonhall.cases.sources import recurrence
from commonhall.cases.sources.models import Source
from commonhall.core import page_sections
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
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
    context = {
        "source": source,
        "page": page_for(request, rows),
        "count": rows.count(),
        "still": case_maps.still_of_place(source.unit, rows.order_by("-id")[:60]),
        "available_actions": action_pages.available(of_request(request), source),
        "held": recurrence.held(source),
        "stations": threads.of(source.ref).stations,
        "panels": page_sections.of("cases.source", request, source),
    }
    return render(request, "cases/source.html", context)
