"""Pages of cases: list, raise, one case and what may be done with it, sources."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, panels, threads, web
from commonhall.acts.gate import Act
from commonhall.acts.models import Follow
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput, Refused
from commonhall.hear import acts, forms, photos, queries, source_acts
from commonhall.hear.models import Case, Source
from commonhall.law.panels import appeal_offers
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.look.parts import Event
from commonhall.look.text import markdown
from commonhall.people.actors import of_request
from commonhall.people.models import Body
from commonhall.places.queries import units

MOST_POINTS = 2000
# What may be done with a case: word in the address → act and form.
DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "answer": (acts.answer_case, forms.AnswerForm),
    "pass-on": (acts.pass_on_case, forms.PassOnForm),
    "done": (acts.mark_done, forms.DoneForm),
    "confirm": (acts.confirm_case, forms.VerdictForm),
    "refuse": (acts.refuse_result, forms.VerdictForm),
    "reopen": (acts.reopen_case, forms.WordForm),
}


def wanted(request: HttpRequest) -> queries.Filter:
    """The filter in an address."""
    get = request.GET.get
    return queries.Filter(
        state=get("state", ""),
        category=get("category", ""),
        place=get("place", ""),
        body=get("body", ""),
        words=get("q", "")[:200],
    )


@page(_("Cases"), asks="hear.cases")
def case_list(request: HttpRequest) -> HttpResponse:
    narrowed = wanted(request)
    found, today = page_for(request, queries.cases(narrowed)), clock.today()
    context = {
        "page": found,
        "rows": [{"case": case, "late": case.days_late(today)} for case in found.rows],
        "filter": narrowed,
        "query": request.GET.urlencode(),
        "categories": queries.categories(),
        "units": units(),
        "bodies": Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code"),
        "states": Case.State.choices,
    }
    return render(request, "hear/list.html", context)


@page(_("Map of cases"), asks="hear.cases")
def case_map(request: HttpRequest) -> HttpResponse:
    query = request.GET.urlencode()
    context = {
        "points": f"{reverse('hear:points')}?{query}",
        "list": f"{reverse('hear:list')}?{query}",
    }
    return render(request, "hear/map.html", context)


@page(_("Points of cases"), asks="hear.cases")
def points(request: HttpRequest) -> JsonResponse:
    """The newest cases of a filter as GeoJSON points."""
    rows = queries.cases(wanted(request)).exclude(latitude=None).order_by("-id")
    found = rows.select_related(None).values_list("pk", "title", "state", "latitude", "longitude")
    start = reverse("hear:list")
    features = [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point",
                "coordinates": [float(longitude or 0), float(latitude or 0)],
            },
            "properties": {"label": title, "url": f"{start}{number}/", "state": state},
        }
        for number, title, state, latitude, longitude in found[:MOST_POINTS]
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@page(_("Raise a case"), who="account", performs="hear.raise_case")
def raise_case(request: HttpRequest) -> HttpResponse:
    form = forms.CaseForm(
        request.POST or None, request.FILES or None, initial={"once": secrets.token_urlsafe(16)}
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        once = given.pop("once")
        try:
            given["photo"] = photos.clean(given["photo"]) if given["photo"] else None
            outcome = acts.raise_case.perform(of_request(request), once=once, **given)
        except (Refused, BadInput) as error:
            web.complain(form, error)
        else:
            word = gettext("Your case is with %(body)s.") % {"body": outcome.result.body.name}
            web.tell(request, acts.raise_case, outcome, word)
            return redirect(outcome.result)
    status = 400 if form.errors else 200
    return render(request, "hear/raise.html", {"form": form}, status=status)


@page(_("Case"), asks=("hear.history", "acts.threads"))
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    case = _case(number)
    offers = [
        web.Offer(word, act, reverse("hear:do", args=[number, word]), {"case": case})
        for word, (act, _form) in DOINGS.items()
    ]
    offers += appeal_offers(case.ref)
    signed_in = request.user.is_authenticated
    context = {
        "case": case,
        "late": case.days_late(clock.today()),
        "events": [_event(step) for step in queries.history(case)],
        "doings": web.doings(of_request(request), offers),
        "stations": threads.of(case.ref).stations,
        "follows": signed_in
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=case.ref).exists(),
        "entries": reverse("record:list") + f"?subject={case.ref}",
    }
    return render(request, "hear/case.html", context)


def _event(step: queries.Step) -> Event:
    words = markdown(step.text) if step.text else ""
    if step.promised_on:
        promise = gettext("Promised for %(day)s.") % {"day": date_format(step.promised_on)}
        words = format_html("{}<p>{}</p>", words, promise)
    who = step.who
    if step.reported:
        who = (
            f"{who} · {gettext('as reported by another system')}"
            if who
            else gettext("another system")
        )
    return Event(
        when=step.at,
        text=step.what,
        who=who,
        body=words,
        entry_url=reverse("record:entry", args=[step.entry]) if step.entry else "",
        tone=step.tone,  # type: ignore[arg-type]
    )


@page(
    _("Do something with a case"), who="account", performs=("hear.answer_case", "hear.confirm_case")
)
def do(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in DOINGS:
        raise Http404
    act, form_class = DOINGS[doing]
    case, actor = _case(number), of_request(request)
    form = form_class(request.POST or None)
    if web.attempt(request, actor, act, form, {"case": case}) is not None:
        return redirect(case)
    refused = act.permitted(actor, case=case).refusal
    context = {
        "case": case,
        "act": act,
        "form": form,
        "refusal": web.show(refused) if refused else None,
    }
    return render(request, "hear/do.html", context, status=400 if form.errors else 200)


@page(_("Photo"), asks="hear.cases")
def photo(request: HttpRequest, number: int) -> FileResponse:
    case = _case(number)
    if not case.photo:
        raise Http404
    return FileResponse(case.photo.open("rb"), content_type="image/jpeg")


@page(_("Sources"), asks="hear.sources")
def source_list(request: HttpRequest) -> HttpResponse:
    return render(request, "hear/sources.html", {"page": page_for(request, queries.sources())})


@page(_("Source"), asks=("hear.sources", "hear.cases"))
def source_page(request: HttpRequest, number: int) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("body", "unit"), pk=number)
    rows = queries.cases(queries.Filter()).filter(source=source)
    given = {"source": source}
    offers = [
        web.Offer("gather", source_acts.gather_cases, reverse("hear:gather", args=[number]),
                  given | {"cases": []}),
        web.Offer("end", source_acts.end_source, reverse("hear:end_source", args=[number]), given),
    ]  # fmt: skip
    context = {
        "source": source,
        "page": page_for(request, rows),
        "count": rows.count(),
        "doings": web.doings(of_request(request), offers),
        "recurred": queries.recurred(source),
        "stations": threads.of(source.ref).stations,
        "panels": panels.of("hear.source", request, source),
    }
    return render(request, "hear/source.html", context)


@page(_("Gather more cases under a source"), who="account", performs="hear.gather_cases")
def gather(request: HttpRequest, number: int) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("body", "unit"), pk=number)
    form = forms.CasesForm(
        request.POST or None, initial={"cases": request.GET.get("cases", "")[:2000]}
    )
    given = {"source": source}
    if web.attempt(request, of_request(request), source_acts.gather_cases, form, given) is not None:
        return redirect(source)
    asked = source_acts.gather_cases.permitted(of_request(request), source=source, cases=[])
    refused = asked.refusal
    context = {
        "form": form, "source": source, "refusal": web.show(refused) if refused else None,
    }  # fmt: skip
    return render(request, "hear/gather.html", context, status=400 if form.errors else 200)


@page(_("Report the source as dealt with"), who="account", performs="hear.end_source")
def end_source(request: HttpRequest, number: int) -> HttpResponse:
    source = get_object_or_404(Source.objects.select_related("body", "unit"), pk=number)
    if request.method == "POST":
        outcome = source_acts.end_source.perform(of_request(request), source=source)
        web.tell(request, source_acts.end_source, outcome)
        return redirect(source)
    refused = source_acts.end_source.permitted(of_request(request), source=source).refusal
    context = {"source": source, "refusal": web.show(refused) if refused else None}
    return render(request, "hear/end_source.html", context)


@page(_("Name the source of several cases"), who="account", performs="hear.name_source")
def name_source(request: HttpRequest) -> HttpResponse:
    """Gather cases under their common cause; `?cases=3,5` fills in the numbers."""
    form = forms.SourceForm(
        request.POST or None, initial={"cases": request.GET.get("cases", "")[:2000]}
    )
    outcome = web.attempt(request, of_request(request), source_acts.name_source, form)
    if outcome is not None:
        return redirect(outcome.result)
    unit = units().first()
    refused = (
        source_acts.name_source.permitted(of_request(request), unit=unit).refusal if unit else None
    )
    context = {"form": form, "refusal": web.show(refused) if refused else None}
    return render(request, "hear/name_source.html", context, status=400 if form.errors else 200)


def _case(number: int) -> Case:
    rows = queries.visible().select_related("category", "unit", "body", "source", "organisation")
    return get_object_or_404(rows, pk=number)
