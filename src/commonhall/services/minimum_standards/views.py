"""Pages of minimum standards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.cases.cases.models import Case
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.law.promises import queries as promise_queries
from commonhall.people.actors import of_request
from commonhall.services.minimum_standards import actions, queries, resident_actions
from commonhall.services.minimum_standards.measures import MEASURES, parts
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.ui.pages import page


# --- minimum standards----------------------------------------------------------------------------------
@page(_("Minimum standards"), asks="services.minimum_standards")
def minimum_standard_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = queries.alarms().filter(ended_at=None).order_by("due_on")
    paged = page_for(request, queries.minimum_standards())
    missing = queries.unmeasured(paged.rows, today)
    context = {
        "page": paged,
        "rows": [(row, len(missing[row.pk])) for row in paged.rows],
        "alarms": [{"alarm": row, "late": row.days_late(today)} for row in rows[:50]],
        "set": actions.set_minimum_standard,
        "set_url": action_pages.url_of(actions.set_minimum_standard),
        "set_refusal": action_pages.refusal_of(of_request(request), actions.set_minimum_standard),
    }
    return render(request, "services/minimum_standards.html", context)


@page(_("Minimum standard"), asks="services.standings")
def minimum_standard_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = MinimumStandard.objects.select_related(
        "body", "unit", "category", "service", "basis__instrument"
    )
    minimum_standard = get_object_or_404(rows, pk=number)
    today = clock.today()
    rows_of = queries.alarms().filter(minimum_standard=minimum_standard)
    history = list(rows_of.order_by("-pk")[:50])
    promises = promise_queries.of_things(row.ref for row in history)
    available = action_pages.available(of_request(request), minimum_standard)
    context = {
        "minimum_standard": minimum_standard,
        "measure": MEASURES[minimum_standard.measure],
        "standings": queries.standings(minimum_standard, parts(minimum_standard.unit)),
        "alarms": [
            {"alarm": row, "late": row.days_late(today), "promise": promises.get(row.ref)}
            for row in history
        ],
        "available_actions": [one for one in available if one.allowed],
        "say": resident_actions.say_how_it_is,
        "say_url": action_pages.url_of(resident_actions.say_how_it_is),
        "source": refs.resolve([minimum_standard.source_ref]).get(minimum_standard.source_ref)
        if minimum_standard.source
        else None,
        "stations": threads.of(minimum_standard.ref).stations,
        "open": Case.State.OPEN,
    }
    return render(request, "services/minimum_standard.html", context)
