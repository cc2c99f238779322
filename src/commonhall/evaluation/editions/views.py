"""Pages of frameworks and editions: what is compared, how sure the order is, and why."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, threads
from commonhall.actions.declaration import Action
from commonhall.core import refs
from commonhall.evaluation.editions import actions, presentation
from commonhall.evaluation.editions import forms as edition_forms
from commonhall.evaluation.editions import queries as edition_queries
from commonhall.evaluation.editions.models import Edition, ResidentMark, WeightVote
from commonhall.evaluation.editions.structure import structure
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.frameworks.views import find_framework
from commonhall.evaluation.gaming import queries as gaming
from commonhall.evaluation.indicators import presentation as indicator_presentation
from commonhall.evaluation.series import queries as series_queries
from commonhall.people.accounts.models import Account
from commonhall.people.actors import of_request, person_of
from commonhall.ui.charts import Estimate, Series, dot_chart, line_chart
from commonhall.ui.pages import page


def _edition(number: int) -> Edition:
    rows = Edition.objects.select_related("framework", "framework__unit")
    found: Edition = get_object_or_404(rows, pk=number)
    return found


@page(_("Edition"), asks="evaluation.editions")
def edition_page(request: HttpRequest, number: int) -> HttpResponse:
    edition = _edition(number)
    pack = packs.read(edition.pack)
    newer = (
        Edition.objects.filter(
            framework=edition.framework, starts=edition.starts, revision__gt=edition.revision
        )
        .order_by("-revision")
        .first()
    )
    context: dict[str, Any] = {
        "edition": edition,
        "framework": edition.framework,
        "pack": pack,
        "words": indicator_presentation.span_name(edition),
        "newer": newer,
        "available_actions": action_pages.available(of_request(request), edition),
        "replies": _replies(edition),
        "stations": threads.of(edition.ref).stations,
        "gone": [pack.label(one) for one in edition.outcome["not_measured"]],
        "error": edition.outcome["error"],
    }
    if pack.of == "respondents":
        context["marks"] = presentation.marks(pack, edition)
        context["given"] = _given(edition.framework, pack)
        return render(request, "evaluation/edition_marks.html", context)
    things = series_queries.names_of(edition)
    lines = edition_queries.standings(edition, things)
    confirmed = gaming.confirmed(edition.starts, edition.ends)
    context |= {
        "lines": [
            {
                "line": one,
                "gaming": gaming.standing(confirmed, one.thing),
                "range": presentation.range_words(one.rank, one.low, one.high),
                "broken": [pack.label(name) for name in one.row.get("broken", ())],
                "missing": [pack.label(name) for name in one.row.get("missing", ())],
                "few": [pack.label(name) for name in one.row.get("few", ())],
                "score": indicator_presentation.number(one.row.get("score"), 1),
            }
            for one in lines
        ],
        "chart": _ranges(lines),
        "bars": _bars(lines),
        "growth": presentation.growth(pack, edition, things),
        "weights": presentation.weights(pack, edition),
        "choices": presentation.choices(edition),
        "level": presentation.level(lines),
    }
    return render(request, "evaluation/edition.html", context)


def _ranges(lines: Any) -> Any:
    rows = [
        Estimate(one.thing.name, float(one.rank), float(one.low), float(one.high))
        for one in lines
        if one.rank
    ]
    if len(rows) < 2:
        return ""
    return dot_chart(
        gettext("The ranking, and how certain it is"),
        rows,
        domain=(1.0, float(max(one.high or 1 for one in rows))),
        show=lambda value: indicator_presentation.number(value, 0),
        interval=gettext("covers 90 of 100 ways of combining it and of asking other people"),
    )


def _bars(lines: Any) -> Any:
    """Two bars a place: what the choice of method does to its rank, and what sampling error does."""
    names = {"method": gettext("choice of method"), "sampling": gettext("sampling error")}
    rows = [
        Estimate(f"{one.thing.name} · {words}", float(one.rank), *map(float, one.row[name]))
        for one in lines
        for name, words in names.items()
        if one.rank and one.row.get(name)
    ]
    if len(rows) < 4:
        return ""
    return dot_chart(
        gettext("Why it is not more certain: method and sampling apart"),
        rows,
        domain=(1.0, max(one.high or 1.0 for one in rows)),
        show=lambda value: indicator_presentation.number(value, 0),
        interval=gettext("covers 90 of 100 draws"),
    )


def _replies(edition: Edition) -> list[dict[str, Any]]:
    rows = list(edition.replies.select_related("body", "organisation", "unit").order_by("pk")[:100])
    found = refs.resolve(row.about for row in rows if row.about)
    return [
        {"reply": row, "who": row.body or row.organisation, "about": found.get(row.about)}
        for row in rows
    ]


def _given(framework: Framework, pack: packs.Pack) -> list[dict[str, Any]]:
    """The marks offices gave, with what can be checked, newest first."""
    rows = framework.marks.select_related("office").order_by("-pk")[:100]
    return [{"mark": row, "indicator": pack.label(row.indicator)} for row in rows]


@page(_("What an edition is based on"), asks="evaluation.editions")
def inputs_file(request: HttpRequest, number: int) -> HttpResponse:
    """The values as a table, with the pack the whole of what is needed to count again."""
    edition = _edition(number)
    if "values" not in edition.inputs:
        raise Http404
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    items = list(edition.inputs["values"])
    economy = edition.inputs.get("economy")
    names = series_queries.names_of(edition)
    writer.writerow(["unit", *items, *(["economy"] if economy else [])])
    for at, unit in enumerate(edition.inputs["units"]):
        row = [edition.inputs["values"][one][at][0] or "" for one in items]
        thing = names.get(unit)
        writer.writerow(
            [thing.code if thing else unit, *row, *([economy[at][0] or ""] if economy else [])]
        )
    answer = HttpResponse(f"\ufeff{out.getvalue()}", content_type="text/csv; charset=utf-8")
    name = f"{edition.framework.code}-{edition.starts}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(_("One place in an edition"), asks="evaluation.editions")
def report(request: HttpRequest, number: int, unit: int) -> HttpResponse:
    """Why a place stands where it stands, down to where each value comes from."""
    edition = _edition(number)
    pack = packs.read(edition.pack)
    if pack.of == "respondents" or unit not in edition.inputs["units"]:
        raise Http404
    things = series_queries.names_of(edition)
    line = next(
        (one for one in edition_queries.standings(edition, things) if one.thing.pk == unit), None
    )
    if line is None:
        raise Http404
    context = {
        "edition": edition,
        "framework": edition.framework,
        "words": indicator_presentation.span_name(edition),
        "line": line,
        "range": presentation.range_words(line.rank, line.low, line.high),
        "reasons": presentation.of(pack, edition, line),
        "broken": [pack.label(name) for name in line.row.get("broken", ())],
        "chart": _history(edition.framework, unit),
        "replies": [one for one in _replies(edition) if one["reply"].unit_id in (None, unit)],
        "place": pack.of == "districts",
        "score": indicator_presentation.number(line.row.get("score"), 1),
        "before": indicator_presentation.number(line.row.get("before_floors"), 1),
        "compared": sum(bool(one["rank"]) for one in edition.outcome["rows"]),
    }
    return render(request, "evaluation/report.html", context)


@page(_("How the indicators hang together"), asks="evaluation.editions")
def structure_page(request: HttpRequest, number: int) -> HttpResponse:
    """Correlations, reliability, directions and links: whether one number for all of it means anything."""
    edition = _edition(number)
    pack = packs.read(edition.pack)
    if pack.of == "respondents":
        raise Http404
    others = [
        one for one in edition_queries.newest_editions() if one.framework.of == edition.framework.of
    ]
    context = {
        "edition": edition,
        "framework": edition.framework,
        "words": indicator_presentation.span_name(edition),
        "found": presentation.structure(structure(pack, edition, others)),
        "title": _("How the indicators hang together"),
    }
    return render(request, "evaluation/structure.html", context)


def _history(framework: Framework, unit: int) -> Any:
    """The range of its place over the editions that stand."""
    points, last = [], 2
    for one in reversed(edition_queries.history(framework)):
        last = max(last, sum(bool(row["rank"]) for row in one.outcome.get("rows", ())))
        row = next((row for row in one.outcome.get("rows", ()) if row["unit"] == unit), None)
        if row and row["rank"] and row.get("range"):
            points.append((one.starts, row["range"]))
    if len(points) < 2:
        return ""
    line = Series(
        gettext("middle of the range"),
        [(day, float(found[1])) for day, found in points],
        band=[(day, float(found[0]), float(found[2])) for day, found in points],
    )
    return line_chart(
        gettext("Its rank over time (1 is first)"),
        [line],
        domain=(float(last), 1.0),
        show=lambda value: indicator_presentation.number(value, 0),
    )


# --- what people and offices do -------------------------------------------------------------------
def _person(request: HttpRequest) -> int:
    user = request.user
    return person_of(user).pk if isinstance(user, Account) else 0


def _own_page(
    request: HttpRequest, action: Action[..., Any], framework: Framework, form: Any
) -> HttpResponse:
    """Show a form with one question a part, perform its action, come back to the framework."""
    actor = of_request(request)
    if pages.attempt(request, actor, action, form, {"framework": framework}) is not None:
        return redirect(framework)
    refused = action.check(actor, framework).refusal
    context = {
        "form": form,
        "title": action.title,
        "framework": framework,
        "back": framework.get_absolute_url(),
        "refusal": pages.show(refused) if refused else None,
    }
    return render(request, "evaluation/form.html", context, status=400 if form.errors else 200)


@page(_("Say what matters most"), who="account", performs="evaluation.weigh")
def weigh(request: HttpRequest, number: int) -> HttpResponse:
    framework = find_framework(pk=number)
    known = WeightVote.objects.filter(framework=framework, person_id=_person(request)).first()
    form = edition_forms.WeighForm(
        request.POST or None,
        pack=packs.read(framework.pack),
        points=known.points if known else None,
    )
    return _own_page(request, actions.weigh, framework, form)


weigh.action = actions.weigh  # type: ignore[attr-defined]


@page(_("Give marks"), who="account", performs="evaluation.mark_as_resident")
def mark_as_resident(request: HttpRequest, number: int) -> HttpResponse:
    framework = find_framework(pk=number)
    rows = ResidentMark.objects.filter(framework=framework, person_id=_person(request))
    known = dict(rows.values_list("indicator", "value"))
    form = edition_forms.ResidentMarksForm(
        request.POST or None, pack=packs.read(framework.pack), marks=known
    )
    return _own_page(request, actions.mark_as_resident, framework, form)


mark_as_resident.action = actions.mark_as_resident  # type: ignore[attr-defined]
