"""Pages of series, and of the office that sets how things are measured."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, web
from commonhall.evaluate import acts, forms, queries, shown
from commonhall.evaluate.models import Series
from commonhall.look.charts import Series as Line
from commonhall.look.charts import line_chart
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.people.models import Body
from commonhall.places.queries import units

MOST = 400


@page(_("Series of values"), asks="evaluate.series")
def series_page(request: HttpRequest, code: str) -> HttpResponse:
    """One series: the newest value of each place, its course, and where it is taken from."""
    series = get_object_or_404(Series.objects.select_related("body"), code=code)
    values = queries.values_of(series)
    newest: dict[int, Any] = {}
    for row in values:
        newest.setdefault(row.unit_id, row)
    given: dict[str, Any] = {"series": series}
    offers = [
        web.Offer("report", acts.report_values, reverse("evaluate:report_value", args=[code]),
                  given | {"values": []}),
        web.Offer("file", acts.report_values, reverse("evaluate:report_file", args=[code]),
                  given | {"values": []}),
        web.Offer("end", acts.end_series, reverse("evaluate:end_series", args=[code]), given),
    ]  # fmt: skip
    doings = web.doings(of_request(request), offers)
    context = {
        "series": series,
        "rows": list(newest.values()),
        "count": len(values),
        "values": values[:MOST],
        "chart": _course(series, values),
        "doings": [one for one in doings if one.allowed and one.word != "file"],
        "file": next((one.url for one in doings if one.allowed and one.word == "file"), ""),
    }
    return render(request, "evaluate/series.html", context)


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
    return line_chart(series.name, drawn, show=lambda value: shown.number(value), zero=False)


def act_on(
    request: HttpRequest,
    act: Any,
    form: Any,
    back: str,
    given: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, perform its act, come to what it made."""
    return web.form_page(
        request, of_request(request), act, form, back, "evaluate/form.html", given=given, asked=asked,
        renamed={"pack": "own"},
    )  # fmt: skip


@page(_("Define a rate"), who="account", performs="evaluate.set_definition")
def set_definition(request: HttpRequest) -> HttpResponse:
    form = forms.DefinitionForm(request.POST or None)
    asked: dict[str, Any] = {
        "scheme": "x",
        "code": "x",
        "names": {},
        "formula": {},
        "starts": clock.today(),
    }
    return act_on(request, acts.set_definition, form, reverse("evaluate:definitions"), asked=asked)


@page(_("Set up a series"), who="account", performs="evaluate.set_series")
def set_series(request: HttpRequest) -> HttpResponse:
    form = forms.SeriesForm(request.POST or None)
    asked: dict[str, Any] = {"code": "x", "names": {}, "body": Body.objects.first()}
    return act_on(request, acts.set_series, form, reverse("evaluate:home"), asked=asked)


@page(_("Report values"), who="account", performs="evaluate.report_values")
def report_value(request: HttpRequest, code: str) -> HttpResponse:
    series = get_object_or_404(Series, code=code)
    form = forms.ValueForm(request.POST or None)
    return act_on(
        request, acts.report_values, form, series.get_absolute_url(), {"series": series},
        {"values": []},
    )  # fmt: skip


@page(_("Report values from a file"), who="account", performs="evaluate.report_values")
def report_file(request: HttpRequest, code: str) -> HttpResponse:
    series = get_object_or_404(Series, code=code)
    form = forms.ValuesFileForm(request.POST or None, request.FILES or None)
    return act_on(
        request, acts.report_values, form, series.get_absolute_url(), {"series": series},
        {"values": []},
    )  # fmt: skip


@page(_("End a series"), who="account", performs="evaluate.end_series")
def end_series(request: HttpRequest, code: str) -> HttpResponse:
    series = get_object_or_404(Series, code=code)
    form = HouseForm(request.POST if request.method == "POST" else None)
    return act_on(request, acts.end_series, form, series.get_absolute_url(), {"series": series})


@page(_("Set a framework"), who="account", performs="evaluate.set_framework")
def set_framework(request: HttpRequest) -> HttpResponse:
    form = forms.PackForm(request.POST or None)
    asked = {"pack": "", "unit": units().first(), "starts": clock.today()}
    return act_on(request, acts.set_framework, form, reverse("evaluate:home"), asked=asked)
