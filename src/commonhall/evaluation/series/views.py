"""Pages of series, and of the office that sets how things are measured."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.evaluation.indicators import presentation
from commonhall.evaluation.series import actions, forms, queries
from commonhall.evaluation.series.models import Series
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.ui.charts import Series as Line
from commonhall.ui.charts import line_chart
from commonhall.ui.forms import HallForm
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
    given: dict[str, Any] = {"series": series}
    offers = [
        pages.Offer("report", actions.report_values, reverse("evaluation:report_value", args=[code]),
                  given | {"values": []}),
        pages.Offer("file", actions.report_values, reverse("evaluation:report_file", args=[code]),
                  given | {"values": []}),
        pages.Offer("end", actions.end_series, reverse("evaluation:end_series", args=[code]), given),
    ]  # fmt: skip
    available_actions = pages.available_actions(of_request(request), offers)
    context = {
        "series": series,
        "rows": list(newest.values()),
        "count": len(values),
        "values": values[:MOST],
        "chart": _course(series, values),
        "available_actions": [
            one for one in available_actions if one.allowed and one.word != "file"
        ],
        "file": next(
            (one.url for one in available_actions if one.allowed and one.word == "file"), ""
        ),
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


def action_page(
    request: HttpRequest,
    action: Any,
    form: Any,
    back: str,
    given: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, perform its action, come to what it made."""
    return pages.form_page(
        request, of_request(request), action, form, back, "evaluation/form.html", given=given, asked=asked,
        renamed={"pack": "own"},
    )  # fmt: skip


@page(_("Set up a series"), who="account", performs="evaluation.set_series")
def set_series(request: HttpRequest) -> HttpResponse:
    form = forms.SeriesForm(request.POST or None)
    asked: dict[str, Any] = {"code": "x", "names": {}, "body": Body.objects.first()}
    return action_page(request, actions.set_series, form, reverse("evaluation:home"), asked=asked)


@page(_("Report values"), who="account", performs="evaluation.report_values")
def report_value(request: HttpRequest, code: str) -> HttpResponse:
    series = get_object_or_404(Series, code=code)
    form = forms.ValueForm(request.POST or None)
    return action_page(
        request, actions.report_values, form, series.get_absolute_url(), {"series": series},
        {"values": []},
    )  # fmt: skip


@page(_("Report values from a file"), who="account", performs="evaluation.report_values")
def report_file(request: HttpRequest, code: str) -> HttpResponse:
    series = get_object_or_404(Series, code=code)
    form = forms.ValuesFileForm(request.POST or None, request.FILES or None)
    return action_page(
        request, actions.report_values, form, series.get_absolute_url(), {"series": series},
        {"values": []},
    )  # fmt: skip


@page(_("End a series"), who="account", performs="evaluation.end_series")
def end_series(request: HttpRequest, code: str) -> HttpResponse:
    series = get_object_or_404(Series, code=code)
    form = HallForm(request.POST if request.method == "POST" else None)
    return action_page(
        request, actions.end_series, form, series.get_absolute_url(), {"series": series}
    )
