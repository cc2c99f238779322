"""Pages of series: what was measured, and a file of values to report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages
from commonhall.evaluation.indicators import presentation
from commonhall.evaluation.proposals import queries as proposal_queries
from commonhall.evaluation.series import forms, queries
from commonhall.evaluation.series.actions import about, report_values
from commonhall.evaluation.series.models import Series
from commonhall.people.actors import of_request
from commonhall.ui.charts import Series as Line
from commonhall.ui.charts import line_chart
from commonhall.ui.pages import page

MOST = 400


@page(_("Series of values"), asks="evaluation.series")
def series_page(request: HttpRequest, code: str) -> HttpResponse:
    """One series: the newest value of each place, its course, and where it is taken from."""
    series = get_object_or_404(Series.objects.select_related("body"), code=code)
    values = queries.values_of(series)
    newest: dict[int, Any] = {}
    for row in values:
        newest.setdefault(row.unit_id, row)
    available_actions = [
        one for one in action_pages.available(of_request(request), series) if one.allowed
    ]
    reports = any(one.action is report_values for one in available_actions)
    context = {
        "series": series,
        "rows": list(newest.values()),
        "count": len(values),
        "struck": queries.struck(series),
        "values": values[:MOST],
        "chart": _course(series, values),
        "available_actions": available_actions,
        "proposed": list(proposal_queries.waiting(about(code))),
        "file": reverse("evaluation:report_file", args=[code]) if reports else "",
    }
    return render(request, "evaluation/series.html", context)


def _course(series: Series, values: list[Any]) -> Any:
    lines: dict[int, list[tuple[Any, float]]] = {}
    names = {}
    for row in reversed(values):
        lines.setdefault(row.unit_id, []).append((row.on, float(row.value)))
        names[row.unit_id] = row.unit.name
    long = [(unit, points) for unit, points in lines.items() if len(points) > 1]
    if not long:
        return ""
    drawn = [Line(names[unit], sorted(points)) for unit, points in long[:4]]
    return line_chart(series.name, drawn, show=lambda value: presentation.number(value), zero=False)


@page(_("Report values from a file"), who="account", performs="evaluation.report_values")
def report_file(request: HttpRequest, code: str) -> HttpResponse:
    """Many values at once; what is wrong with the file is named line by line."""
    series, actor = get_object_or_404(Series, code=code), of_request(request)
    form = forms.ValuesFileForm(request.POST or None, request.FILES or None)
    if pages.attempt(request, actor, report_values, form, {"series": series}) is not None:
        return redirect(series)
    refused = report_values.check(actor, series).refusal
    context = {
        "form": form,
        "title": report_values.title,
        "back": series.get_absolute_url(),
        "refusal": pages.show(refused) if refused else None,
    }
    return render(request, "evaluation/form.html", context, status=400 if form.errors else 200)
