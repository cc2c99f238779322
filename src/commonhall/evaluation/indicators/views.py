"""Pages of rates: how we did, place by place and body by body, down to the single case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.declaration import Action
from commonhall.cases.cases import queries as cases
from commonhall.core import clock
from commonhall.evaluation.editions import queries as edition_queries
from commonhall.evaluation.frameworks import observations
from commonhall.evaluation.frameworks import queries as framework_queries
from commonhall.evaluation.frameworks.actions import propose_framework
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import pictures, plausibility, presentation, rates, summary
from commonhall.evaluation.indicators import queries as indicator_queries
from commonhall.evaluation.indicators.actions import propose_definition
from commonhall.evaluation.indicators.formulas import NOTHING, belongs, holds
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.proposals import queries as proposal_queries
from commonhall.evaluation.rollup import reading, tallies
from commonhall.evaluation.series import queries as series_queries
from commonhall.evaluation.series.actions import propose_series
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import within
from commonhall.services.minimum_standards import queries as services
from commonhall.services.minimum_standards.measures import parts
from commonhall.ui.charts import Estimate, dot_chart, sparkline
from commonhall.ui.pages import page

MONTHS = 12
SIZE = 50
# Up to so many places or bodies, each line shows its year; of thousands, a year would take too long to read.
MOST_LINES = 60


@page(_("How we did"), asks="evaluation.editions")
def home(request: HttpRequest) -> HttpResponse:
    """Broken floors first; then the newest editions, and this month's rates for the whole place."""
    found = summary.whole_place(clock.today())
    context = {
        **found,
        "shares": pictures.shares(found["rates"]),
        "broken": list(services.broken()[:10]),
        "editions": [
            {"edition": one, "words": presentation.span_name(one), "first": _first(one)}
            for one in edition_queries.newest_editions()
            if one.framework.ended_on is None
        ],
        "waiting": framework_queries.frameworks().filter(editions=None),
        "proposed": list(proposal_queries.waiting()),
        "series": _series(),
        "settings": _links(request, propose_framework, propose_series, propose_definition),
    }
    return render(request, "evaluation/home.html", context)


def _series() -> list[dict[str, Any]]:
    """What is measured over the years, each with its last values as a line."""
    rows = list(series_queries.series()[:20])
    lately = series_queries.lately(rows)
    return [
        {
            "series": one,
            "spark": sparkline([float(value) for value in lately.get(one.pk, ())], one.name),
        }
        for one in rows
    ]


def _links(request: HttpRequest, *wanted: Action[..., Any]) -> list[dict[str, Any]]:
    """What the office that measures may set."""
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    return [
        {"title": one.title, "url": action_pages.url_of(one)}
        for one in wanted
        if one.check(actor, None, memo)
    ]


def _first(edition: Any) -> Any:
    """What an edition says in one line: how many floors are broken, how sure the order is."""
    rows = edition.outcome.get("rows", ())
    return {
        "broken": sum(bool(row.get("broken")) for row in rows),
        "compared": sum(bool(row["rank"]) for row in rows),
    }


@dataclass(frozen=True)
class Wanted:
    """What a rates page is about: a scheme, a month, places or bodies."""

    scheme: str
    month: date
    of: str

    @property
    def by(self) -> reading.By:
        return "body" if self.of == "bodies" else "unit"


def _wanted(request: HttpRequest) -> Wanted:
    """From the address; anything odd falls back to last month's places."""
    known = indicator_queries.schemes() or [rates.SCHEME]
    scheme = request.GET.get("scheme", "")
    given = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.GET.get("month", ""))
    last = rates.months_before(clock.today(), 2)[0]
    month = date(int(given[1]), int(given[2]), 1) if given else last
    if month > clock.today():
        month = last
    of = "bodies" if request.GET.get("of") == "bodies" else "places"
    favourite = rates.SCHEME if rates.SCHEME in known else known[0]
    return Wanted(scheme if scheme in known else favourite, month, of)


@page(_("Rates"), asks="evaluation.rates")
def rates_page(request: HttpRequest) -> HttpResponse:
    wanted = _wanted(request)
    things = _things(wanted)
    months = rates.months_before(wanted.month, MONTHS if len(things) <= MOST_LINES else 1)
    defined = rates.in_force_each(wanted.scheme, months)
    definitions = defined[wanted.month]
    rows = _lines(wanted, things, defined)
    main = _main(definitions)
    context = {
        "wanted": wanted,
        "scheme": wanted.scheme,
        "schemes": [(one, presentation.scheme_name(one)) for one in indicator_queries.schemes()],
        "month_words": presentation.span_words(wanted.month, "month"),
        "month": f"{wanted.month:%Y-%m}",
        "months": [
            {"value": f"{one:%Y-%m}", "words": presentation.span_words(one, "month")}
            for one in reversed(rates.months_before(clock.today(), 24))
        ],
        "definitions": list(definitions.values()),
        "rows": rows,
        "year": definitions[main].name if main and len(months) > 1 else "",
        "chart": _chart(rows, definitions[main], main) if main and rows else "",
    }
    return render(request, "evaluation/rates.html", context)


def _main(definitions: dict[str, Definition]) -> str:
    """The rate a chart shows: what was solved, else the first one."""
    return "resolution" if "resolution" in definitions else next(iter(definitions), "")


def _lines(
    wanted: Wanted, things: dict[int, Any], defined: dict[date, dict[str, Definition]]
) -> list[dict[str, Any]]:
    definitions, main = defined[wanted.month], _main(defined[wanted.month])
    measures = {one for some in defined.values() for one in reading.measures_of(some.values())}
    found = reading.read(list(defined), wanted.by, None, measures)
    grouped = {number: sums for (month, number), sums in found.items() if month == wanted.month}
    place_of = {} if wanted.of == "bodies" else observations.place_of(things)
    if wanted.of != "bodies":
        # A case of a larger place belongs to none of its parts; it stands with the larger place.
        things |= dict(Unit.objects.in_bulk(set(grouped) - set(place_of)).items())
    lines = []
    for number, thing in things.items():
        sums = grouped.get(number, {})
        made = tallies.rates_of(definitions, sums)
        asked, done = tallies.asked_of(sums, tallies.CALL_BACKS)
        lines.append(
            {
                "thing": thing,
                "done": done,
                "asked": asked,
                "spark": _spark(main, number, defined, found) if main else "",
                "rates": made,
                "cells": [
                    {
                        "words": presentation.rate_words(made[code]),
                        "interval": presentation.of_few(made[code]),
                        "rate": made[code],
                        "url": _cases_url(wanted, number, code) if made[code].asked else "",
                    }
                    for code in definitions
                ],
                "url": reverse("evaluation:rates_of", args=[wanted.of, number]),
            }
        )
    return lines


def _spark(
    code: str,
    number: int,
    defined: dict[date, dict[str, Definition]],
    found: dict[tuple[date, int], tallies.Sums],
) -> Any:
    """A rate of one place or body over the months, each as it was defined then."""
    values = [
        tallies.rates_of(definitions, found.get((month, number), {})).get(code, NOTHING).value
        for month, definitions in defined.items()
    ]
    name = next(reversed(defined.values()))[code].name
    return sparkline(values, name, show=lambda value: presentation.number(value, 0))


def _things(wanted: Wanted) -> dict[int, Any]:
    if wanted.of == "bodies":
        rows = Body.objects.filter(ended_on=None).exclude(kind__in=["system", "reviewer"])
        return {one.pk: one for one in rows.order_by("code")}
    roots = Unit.objects.filter(parent=None, ended_on=None).order_by("pk")
    found = {one.pk: one for root in roots for one in parts(root)}
    return dict(sorted(found.items()))


def _cases_url(wanted: Wanted, number: int, code: str) -> str:
    query = {"month": f"{wanted.month:%Y-%m}", "scheme": wanted.scheme, "rate": code}
    return f"{reverse('evaluation:cases', args=[wanted.of, number])}?{urlencode(query)}"


def _chart(rows: list[dict[str, Any]], definition: Definition, code: str) -> Any:
    estimates = [
        Estimate(
            row["thing"].name,
            row["rates"][code].value,
            row["rates"][code].low,
            row["rates"][code].high,
        )
        for row in rows
    ]
    if not any(one.value is not None for one in estimates):
        return ""
    return dot_chart(
        definition.name,
        estimates,
        domain=(0.0, 100.0),
        interval=gettext("95% interval"),
        show=lambda value: presentation.number(value, 1),
    )


def _thing(of: str, number: int) -> Any:
    if of not in ("places", "bodies"):
        raise Http404
    model: Any = Body if of == "bodies" else Unit
    return get_object_or_404(model, pk=number)


def _numbers(of: str, thing: Any) -> set[int] | None:
    """The places whose cases are meant, or the one body; None: every place there is."""
    if of == "bodies":
        return {thing.pk}
    if thing.parent_id is None and not Unit.objects.filter(parent=None).exclude(pk=thing.pk):
        return None
    return set(within(thing).values_list("pk", flat=True))


@page(_("Rates over time"), asks="evaluation.rates")
def rates_of(request: HttpRequest, of: str, number: int) -> HttpResponse:
    """A year of one place (with all that lies in it) or one body; each month as it was defined then."""
    thing, wanted = _thing(of, number), _wanted(request)
    months = rates.months_before(clock.today().replace(day=1), MONTHS)
    defined = rates.in_force_each(wanted.scheme, months)
    definitions = defined[months[-1]]
    measures = {one for some in defined.values() for one in reading.measures_of(some.values())}
    wanted = Wanted(wanted.scheme, wanted.month, of)
    found = reading.read(
        months, wanted.by, _numbers(of, thing), measures | set(tallies.FOR_CHECKS), together=True
    )
    sums = {month: found.get((month, tallies.EVERYTHING), {}) for month in months}
    lines, made = [], {}
    for month in months:
        known = tallies.rates_of(defined[month], sums[month])
        made[month] = {code: known.get(code, NOTHING) for code in definitions}
        here = Wanted(wanted.scheme, month, of)
        asked, done = tallies.asked_of(sums[month], tallies.CALL_BACKS)
        lines.append(
            {
                "words": presentation.span_words(month, "month"),
                "done": done,
                "asked": asked,
                "cells": [
                    {
                        "words": presentation.rate_words(rate),
                        "interval": presentation.of_few(rate),
                        "rate": rate,
                        "url": _cases_url(here, number, code) if rate.asked else "",
                    }
                    for code, rate in made[month].items()
                ],
            }
        )
    context = {
        "thing": thing,
        "of": of,
        "scheme": wanted.scheme,
        "schemes": indicator_queries.schemes(),
        "definitions": list(definitions.values()),
        "lines": list(reversed(lines)),
        "chart": pictures.over_time(definitions, made),
        "checks": plausibility.of_months(sums),
    }
    return render(request, "evaluation/rates_of.html", context)


@page(_("The cases behind a rate"), asks="evaluation.rates")
def case_list(request: HttpRequest, of: str, number: int) -> HttpResponse:
    """Every case that was asked about, and how it counted."""
    thing, wanted = _thing(of, number), _wanted(request)
    wanted = Wanted(wanted.scheme, wanted.month, of)
    definitions = rates.in_force(wanted.scheme, wanted.month)
    definition = definitions.get(request.GET.get("rate", "")) or definitions.get(_main(definitions))
    found = reading.facts_of(wanted.month, wanted.by, _numbers(of, thing))
    rows = _counted(definition, definitions, found)
    after = request.GET.get("after", "")
    start = int(after) if after.isdigit() and len(after) < 19 else 0
    shown_rows = [row for row in rows if row["fact"].case > start][: SIZE + 1]
    query = request.GET.copy()
    older = ""
    if len(shown_rows) > SIZE:
        query["after"] = str(shown_rows[SIZE - 1]["fact"].case)
        older = f"?{query.urlencode()}"
    names = cases.complete().in_bulk([row["fact"].case for row in shown_rows[:SIZE]])
    context = {
        "thing": thing,
        "of": of,
        "definition": definition,
        "scheme": wanted.scheme,
        "month_words": presentation.span_words(wanted.month, "month"),
        "count": len(rows),
        "rows": [{**row, "case": names.get(row["fact"].case)} for row in shown_rows[:SIZE]],
        "older": older,
        "back": reverse("evaluation:rates_of", args=[of, number]),
    }
    return render(request, "evaluation/cases.html", context)


def _counted(
    definition: Definition | None, definitions: dict[str, Definition], found: list[Any]
) -> list[dict[str, Any]]:
    """Each case that the rate asks about, with whether it counts; of a mean, all that its parts ask."""
    if definition is None:
        return []
    named = definition.formula.get("mean") or {definition.code: 1}
    formulas = [definitions[code].formula for code in named if code in definitions]
    rows = []
    for fact in found:
        asked = [one for one in formulas if belongs(fact, one["of"])]
        answers = [holds(fact, word, one.get("days")) for one in asked for word in one["counts"]]
        if asked and None not in answers:
            rows.append({"fact": fact, "counts": any(answers), "all": all(answers)})
    return rows


@page(_("Definitions of rates"), asks="evaluation.definitions")
def definition_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    rows = list(indicator_queries.definitions())
    now = {
        one.pk
        for name in indicator_queries.schemes()
        for one in rates.in_force(name, today).values()
    }
    names: dict[str, dict[str, str]] = {}
    for one in rows:
        names.setdefault(one.scheme, {}).setdefault(one.code, one.name)
    context = {
        "rows": [
            {
                "definition": one,
                "now": one.pk in now,
                "scheme": presentation.scheme_name(one.scheme),
                "formula": presentation.formula_words(one.formula, names[one.scheme]),
            }
            for one in rows
        ],
        "frameworks": Framework.objects.filter(ended_on=None),
        "proposed": list(proposal_queries.waiting()),
        "settings": _links(request, propose_definition),
    }
    return render(request, "evaluation/definitions.html", context)
