"""Pages of frameworks and editions: what is compared, how sure the order is, and why."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.acts import panels, registry, threads, web
from commonhall.evaluate import edition_acts, forms, marking, packs, queries, reasons, shown
from commonhall.evaluate.acts import end_framework
from commonhall.evaluate.models import Edition, Framework, ResidentMark, WeightVote
from commonhall.look.charts import Estimate, Series, dot_chart, line_chart
from commonhall.look.pages import page
from commonhall.people.actors import of_request, person_of
from commonhall.people.models import Account


def _framework(code: str) -> Framework:
    found: Framework = get_object_or_404(Framework.objects.select_related("unit"), code=code)
    return found


def _edition(number: int) -> Edition:
    rows = Edition.objects.select_related("framework", "framework__unit")
    found: Edition = get_object_or_404(rows, pk=number)
    return found


@page(_("Framework"), asks="evaluate.frameworks")
def framework_page(request: HttpRequest, code: str) -> HttpResponse:
    framework = _framework(code)
    pack = packs.read(framework.pack)
    history = queries.history(framework)
    given: dict[str, Any] = {"framework": framework}
    marked = pack.of == "respondents"
    offers = [
        web.Offer("end", end_framework, reverse("evaluate:end_framework", args=[code]), given)
    ]
    if marked:
        some = {
            "indicator": pack.framework.indicators[0].id,
            "value": 0,
            "text": "",
            "evidence": "",
        }
        offers += [
            web.Offer("mark", edition_acts.mark, reverse("evaluate:mark", args=[code]), given | some),
            web.Offer("marks", edition_acts.mark_as_resident,
                      reverse("evaluate:marks", args=[code]), given | {"marks": {}}),
        ]  # fmt: skip
    else:
        offers.append(
            web.Offer("weigh", edition_acts.weigh, reverse("evaluate:weigh", args=[code]),
                      given | {"points": {}})
        )  # fmt: skip
    doings = web.doings(of_request(request), offers)
    context = {
        "framework": framework,
        "pack": pack,
        "tree": reasons.tree(pack, history[0] if history else None),
        "history": [{"edition": one, "words": shown.span_name(one)} for one in history],
        "doings": [one for one in doings if one.allowed or one.word != "end"],
        "panels": panels.of("evaluate.framework", request, framework),
        "voters": framework.votes.count() if not marked else 0,
        "fewest": marking.FEWEST,
    }
    return render(request, "evaluate/framework.html", context)


@page(_("Pack of a framework"), asks="evaluate.frameworks")
def pack_file(request: HttpRequest, code: str) -> HttpResponse:
    framework = _framework(code)
    answer = HttpResponse(framework.pack, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{framework.code}.toml"'
    return answer


@page(_("Edition"), asks="evaluate.editions")
def edition_page(request: HttpRequest, number: int) -> HttpResponse:
    edition = _edition(number)
    pack = packs.read(edition.pack)
    given = {"edition": edition, "text": "x"}
    offer = web.Offer("reply", edition_acts.reply, reverse("evaluate:reply", args=[number]), given)
    newer = Edition.objects.filter(
        framework=edition.framework, starts=edition.starts, revision__gt=edition.revision
    ).order_by("-revision").first()  # fmt: skip
    context: dict[str, Any] = {
        "edition": edition, "framework": edition.framework, "pack": pack,
        "words": shown.span_name(edition), "newer": newer,
        "doings": web.doings(of_request(request), [offer]),
        "replies": _replies(edition),
        "stations": threads.of(edition.ref).stations,
        "gone": [pack.label(one) for one in edition.outcome["not_measured"]],
        "error": edition.outcome["error"],
    }  # fmt: skip
    if pack.of == "respondents":
        context["marks"] = reasons.marks(pack, edition)
        context["given"] = _given(edition.framework, pack)
        return render(request, "evaluate/edition_marks.html", context)
    things = queries.names_of(edition)
    lines = queries.standings(edition, things)
    context |= {
        "lines": [
            {"line": one, "range": reasons.range_words(one.rank, one.low, one.high),
             "broken": [pack.label(name) for name in one.row.get("broken", ())],
             "missing": [pack.label(name) for name in one.row.get("missing", ())],
             "score": shown.number(one.row.get("score"), 1)}
            for one in lines
        ],
        "chart": _ranges(lines),
        "growth": reasons.growth(pack, edition, things),
        "weights": reasons.weights(pack, edition),
        "choices": reasons.choices(edition),
        "level": reasons.level(lines),
    }  # fmt: skip
    return render(request, "evaluate/edition.html", context)


def _ranges(lines: Any) -> Any:
    rows = [
        Estimate(one.thing.name, float(one.rank), float(one.low), float(one.high))
        for one in lines
        if one.rank
    ]
    if len(rows) < 2:
        return ""
    return dot_chart(
        gettext("The order, and how sure it is"), rows,
        domain=(1.0, float(max(one.high or 1 for one in rows))),
        show=lambda value: shown.number(value, 0),
        interval=gettext("holds 90 of 100 ways of putting it together"),
    )  # fmt: skip


def _replies(edition: Edition) -> list[dict[str, Any]]:
    rows = list(edition.replies.select_related("body", "organisation", "unit").order_by("pk")[:100])
    found = registry.resolve(row.about for row in rows if row.about)
    return [
        {"reply": row, "who": row.body or row.organisation, "about": found.get(row.about)}
        for row in rows
    ]


def _given(framework: Framework, pack: packs.Pack) -> list[dict[str, Any]]:
    """The marks offices gave, with what can be checked, newest first."""
    rows = framework.marks.select_related("office").order_by("-pk")[:100]
    return [{"mark": row, "indicator": pack.label(row.indicator)} for row in rows]


@page(_("What an edition rests on"), asks="evaluate.editions")
def inputs_file(request: HttpRequest, number: int) -> HttpResponse:
    """The values as a table, with the pack the whole of what is needed to count again."""
    edition = _edition(number)
    if "values" not in edition.inputs:
        raise Http404
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    items = list(edition.inputs["values"])
    economy = edition.inputs.get("economy")
    names = queries.names_of(edition)
    writer.writerow(["unit", *items, *(["economy"] if economy else [])])
    for at, unit in enumerate(edition.inputs["units"]):
        row = [edition.inputs["values"][one][at][0] or "" for one in items]
        thing = names.get(unit)
        writer.writerow(
            [thing.code if thing else unit, *row, *([economy[at][0] or ""] if economy else [])]
        )
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{edition.framework.code}-{edition.starts}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(_("One place in an edition"), asks="evaluate.editions")
def report(request: HttpRequest, number: int, unit: int) -> HttpResponse:
    """Why a place stands where it stands, down to where each value comes from."""
    edition = _edition(number)
    pack = packs.read(edition.pack)
    if pack.of == "respondents" or unit not in edition.inputs["units"]:
        raise Http404
    things = queries.names_of(edition)
    line = next((one for one in queries.standings(edition, things) if one.thing.pk == unit), None)
    if line is None:
        raise Http404
    context = {
        "edition": edition, "framework": edition.framework, "words": shown.span_name(edition),
        "line": line, "range": reasons.range_words(line.rank, line.low, line.high),
        "reasons": reasons.of(pack, edition, line),
        "broken": [pack.label(name) for name in line.row.get("broken", ())],
        "chart": _history(edition.framework, unit),
        "replies": [one for one in _replies(edition) if one["reply"].unit_id in (None, unit)],
        "place": pack.of == "districts",
        "score": shown.number(line.row.get("score"), 1),
        "before": shown.number(line.row.get("before_floors"), 1),
        "compared": sum(bool(one["rank"]) for one in edition.outcome["rows"]),
    }  # fmt: skip
    return render(request, "evaluate/report.html", context)


def _history(framework: Framework, unit: int) -> Any:
    """The range of its place over the editions that stand."""
    points, last = [], 2
    for one in reversed(queries.history(framework)):
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
        gettext("Its place over time (1 is first)"),
        [line],
        domain=(float(last), 1.0),
        show=lambda value: shown.number(value, 0),
    )


# --- what people and offices do -------------------------------------------------------------------
def _do(
    request: HttpRequest, act: Any, form: Any, back: str, given: dict[str, Any], asked: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    """Show a form, perform its act with it, come back."""
    return web.form_page(
        request, of_request(request), act, form, back, "evaluate/form.html", given=given, asked=asked,
        **_where(given),
    )  # fmt: skip


def _where(given: dict[str, Any]) -> dict[str, Any]:
    framework = given.get("framework")
    edition = given.get("edition")
    return {"framework": framework or (edition.framework if edition else None)}


def _person(request: HttpRequest) -> int:
    user = request.user
    return person_of(user).pk if isinstance(user, Account) else 0


@page(_("Say what matters most"), who="account", performs="evaluate.weigh")
def weigh(request: HttpRequest, code: str) -> HttpResponse:
    framework = _framework(code)
    pack = packs.read(framework.pack)
    if pack.of == "respondents":
        raise Http404
    known = WeightVote.objects.filter(framework=framework, person_id=_person(request)).first()
    form = forms.WeighForm(request.POST or None, pack=pack, points=known.points if known else None)
    return _do(
        request, edition_acts.weigh, form, framework.get_absolute_url(), {"framework": framework},
        {"points": {}},
    )  # fmt: skip


@page(_("Give marks"), who="account", performs="evaluate.mark_as_resident")
def resident_marks(request: HttpRequest, code: str) -> HttpResponse:
    framework = _framework(code)
    rows = ResidentMark.objects.filter(framework=framework, person_id=_person(request))
    known = dict(rows.values_list("indicator", "value"))
    form = forms.ResidentMarksForm(
        request.POST or None, pack=packs.read(framework.pack), marks=known
    )
    return _do(
        request, edition_acts.mark_as_resident, form, framework.get_absolute_url(),
        {"framework": framework}, {"marks": {}},
    )  # fmt: skip


@page(_("Mark with evidence"), who="account", performs="evaluate.mark")
def mark(request: HttpRequest, code: str) -> HttpResponse:
    framework = _framework(code)
    form = forms.MarkForm(request.POST or None, pack=packs.read(framework.pack))
    asked = {"indicator": "", "value": 0, "text": "", "evidence": ""}
    return _do(
        request, edition_acts.mark, form, framework.get_absolute_url(), {"framework": framework},
        asked,
    )  # fmt: skip


@page(_("End a framework"), who="account", performs="evaluate.end_framework")
def end(request: HttpRequest, code: str) -> HttpResponse:
    framework = _framework(code)
    form = forms.ReasonForm(request.POST or None)
    return _do(
        request, end_framework, form, framework.get_absolute_url(), {"framework": framework},
        {"reason": "x"},
    )  # fmt: skip


@page(_("Say what will be done"), who="account", performs="evaluate.reply")
def reply(request: HttpRequest, number: int) -> HttpResponse:
    edition = _edition(number)
    form = forms.ReplyForm(request.POST or None, framework=edition.framework)
    return _do(
        request, edition_acts.reply, form, edition.get_absolute_url(), {"edition": edition},
        {"text": "x"},
    )  # fmt: skip
