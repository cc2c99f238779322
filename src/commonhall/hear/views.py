"""Pages of cases: list, raise, one case and what may be done with it, sources."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts.gate import Act
from commonhall.acts.models import Follow, Link
from commonhall.acts.paging import page_for
from commonhall.acts.refusals import BadInput, Refused
from commonhall.hear import acts, forms, photos, queries
from commonhall.hear.models import Case, Source
from commonhall.look.forms import HouseForm
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.people.models import Body
from commonhall.places.queries import units
from commonhall.record import registry as record_registry

MOST_POINTS = 2000
# What may be done with a case: word in the address → act and form.
DOINGS: dict[str, tuple[Act[Any], type[HouseForm]]] = {
    "answer": (acts.answer_case, forms.AnswerForm),
    "pass-on": (acts.pass_on_case, forms.PassOnForm),
    "done": (acts.mark_done, forms.DoneForm),
    "confirm": (acts.confirm_case, forms.WordForm),
    "refuse": (acts.refuse_result, forms.WordForm),
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
    context = {
        "page": page_for(request, queries.cases(narrowed)),
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
    rows = queries.cases(wanted(request)).exclude(latitude=None).order_by("-id")[:MOST_POINTS]
    features = [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point",
                "coordinates": [float(row.longitude or 0), float(row.latitude or 0)],
            },
            "properties": {
                "label": row.title,
                "url": row.get_absolute_url(),
                "state": row.state,
            },
        }
        for row in rows
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
            name = getattr(error, "field", None)
            message = str(error.message)
            form.add_error(name if name in form.fields else None, message)
        else:
            messages.success(request, _("Your case is with the body that is competent."))
            return redirect(outcome.result)
    status = 400 if form.errors else 200
    return render(request, "hear/raise.html", {"form": form}, status=status)


@page(_("Case"), asks=("hear.history", "hear.entries_about"))
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    case = _case(number)
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    may = [
        {"doing": word, "act": act, "permission": act.permitted(actor, memo, case=case)}
        for word, (act, _form) in DOINGS.items()
    ]
    entries = queries.entries_about(case.ref)
    context = {
        "case": case,
        "history": queries.history(case),
        "may": [one for one in may if one["permission"]],
        "why_not": [one for one in may if not one["permission"]]
        if request.user.is_authenticated
        else [],
        "entries": zip(entries, record_registry.describe_all(entries), strict=True),
        "follows": request.user.is_authenticated
        and Follow.objects.filter(account_id=request.user.pk, ref=case.ref).exists(),
        "linked": Link.objects.filter(from_ref=case.ref).exists(),
    }
    return render(request, "hear/case.html", context)


@page(
    _("Do something with a case"), who="account", performs=("hear.answer_case", "hear.confirm_case")
)
def do(request: HttpRequest, number: int, doing: str) -> HttpResponse:
    if doing not in DOINGS:
        raise Http404
    act, form_class = DOINGS[doing]
    case, actor = _case(number), of_request(request)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act.perform(actor, case=case, **form.cleaned_data)
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, act.done)
            return redirect(case)
    permission = act.permitted(actor, case=case)
    context = {"case": case, "act": act, "form": form, "permission": permission}
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
    return render(request, "hear/source.html", {"source": source, "page": page_for(request, rows)})


def _case(number: int) -> Case:
    rows = queries.visible().select_related("category", "unit", "body", "source", "organisation")
    return get_object_or_404(rows, pk=number)
