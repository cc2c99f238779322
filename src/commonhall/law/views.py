"""Pages of the law: what is in force, what ends, what a body may and must do, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, registry, web
from commonhall.acts.gate import Act
from commonhall.law import acts, duties, forms, naming, queries, sunset, why
from commonhall.law.models import Instrument, Provision
from commonhall.law.panels import powers_of
from commonhall.look.pages import page
from commonhall.people.actors import of_request
from commonhall.people.models import Body
from commonhall.places.queries import units
from commonhall.record import registry as record
from commonhall.record.models import Entry


def perform(
    request: HttpRequest,
    act: Act[Any],
    form: Any,
    back: str,
    given: dict[str, Any],
    about: Any = "",
) -> HttpResponse:
    """Show a form, perform its act with `given` and what was typed, go where its result is."""
    return web.form_page(
        request, of_request(request), act, form, back, "law/form.html", given=given, about=about
    )


def posted(request: HttpRequest) -> Any:
    """What a form without fields needs to count as sent."""
    return request.POST if request.method == "POST" else None


# --- instruments ----------------------------------------------------------------------------------
@page(_("Law"), asks="law.instruments")
def instruments(request: HttpRequest) -> HttpResponse:
    offer = web.Offer(
        "adopt", acts.adopt_instrument, reverse("law:adopt"), {"unit": units().first()}
    )
    adopt_it = web.doings(of_request(request), [offer])[0]
    context = {"instruments": queries.instruments(), "adopt": adopt_it}
    return render(request, "law/list.html", context)


@page(_("Adopt an instrument"), who="account", performs="law.adopt_instrument")
def adopt(request: HttpRequest) -> HttpResponse:
    """Adopt a rule for the territory of the office's own body."""
    body = Body.objects.select_related("unit").filter(pk=of_request(request).body_id).first()
    given = {"unit": body.unit if body else units().first()}
    form = forms.AdoptForm(posted(request))
    return perform(request, acts.adopt_instrument, form, reverse("law:list"), given)


@page(_("Instrument"), asks=("law.instruments", "law.grants_of"))
def instrument(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Instrument.objects.select_related("adopted_by"), pk=number)
    provisions = list(found.provisions.order_by("pk"))
    grants = queries.grants_of([row.pk for row in provisions])
    titles = naming.titles()
    offer = web.Offer("review", sunset.review_instrument,
                      reverse("law:review", args=[number]), {"instrument": found})  # fmt: skip
    doing = web.doings(of_request(request), [offer])[0]
    waiting = queries.challenges().filter(provision__in=provisions).order_by("-pk")
    context = {
        "instrument": found,
        "provisions": [
            {
                "provision": row,
                "challenges": [one for one in waiting if one.provision_id == row.pk],
                **_granted(row.pk, grants, titles),
            }
            for row in provisions
        ],
        "reconsidered": queries.reconsidered(found)[:30],
        "may_change": doing.allowed,
        "doings": [doing] if doing.allowed else [],
        "today": clock.today(),
    }
    return render(request, "law/instrument.html", context)


def _granted(number: int, grants: dict[str, list[Any]], titles: Any) -> dict[str, Any]:
    """What one provision grants, forbids and demands: named, and together where it is the same."""
    mine = {
        kind: [one for one in rows if one.provision_id == number] for kind, rows in grants.items()
    }
    limits = ("unit_id", "most", "asks_first")
    powers = naming.together(mine["competences"], "power", *limits)
    rights = naming.together(mine["rights"], "right")
    for one in powers:
        one["called"] = naming.called(one["first"].power, titles)
    for one in rights:
        one["called"] = naming.called(one["first"].right, titles)
    return {
        "competences": naming.joined(powers, *limits),
        "rights": naming.joined(rights),
        "mandates": naming.together(mine["mandates"], "origin", "starts", "ends"),
        "prohibitions": [
            {"grant": one, "called": naming.called(one.power, titles)}
            for one in mine["prohibitions"]
        ],
        "deadlines": [
            {"grant": one, "called": duties.label(one.duty)} for one in mine["deadlines"]
        ],
        "thresholds": mine["thresholds"],
    }


def _provision(number: int) -> Provision:
    rows: QuerySet[Provision] = Provision.objects.select_related("instrument__adopted_by")
    return get_object_or_404(rows, pk=number)


def _on_provision(request: HttpRequest, number: int, act: Act[Any], form: Any) -> HttpResponse:
    provision = _provision(number)
    back = f"{reverse('law:instrument', args=[provision.instrument_id])}#provision-{number}"
    return perform(request, act, form, back, {"provision": provision}, provision)


@page(_("Set an end"), who="account", performs="law.set_sunset")
def set_end(request: HttpRequest, number: int) -> HttpResponse:
    return _on_provision(request, number, sunset.set_sunset, forms.SunsetForm(posted(request)))


@page(_("Renew it"), who="account", performs="law.renew_provision")
def renew(request: HttpRequest, number: int) -> HttpResponse:
    return _on_provision(request, number, sunset.renew_provision, forms.RenewForm(posted(request)))


@page(_("Report the review"), who="account", performs="law.review_instrument")
def review(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Instrument.objects.select_related("adopted_by"), pk=number)
    form = forms.ReviewForm(posted(request), initial={"ends": found.ends})
    back = reverse("law:instrument", args=[number])
    return perform(request, sunset.review_instrument, form, back, {"instrument": found}, found)


@page(_("What ends, and what is due for review"), asks="law.terms")
def terms(request: HttpRequest) -> HttpResponse:
    coming, overdue = queries.terms(clock.today())
    shown = registry.resolve([one.thing.ref for one in [*coming, *overdue]])
    late = queries.challenges().filter(decided_at=None, due_on__lt=clock.today())
    context = {
        "coming": [{"term": one, "thing": shown[one.thing.ref]} for one in coming],
        "overdue": [
            {"term": one, "thing": shown[one.thing.ref], "late": (clock.today() - one.day).days}
            for one in overdue
        ],
        "unanswered": late.order_by("due_on")[:50],
    }
    return render(request, "law/terms.html", context)


# --- what a body may and must do ------------------------------------------------------------------
@page(_("Powers and duties"), asks=("law.powers_of", "law.duties"))
def body(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Body.objects.select_related("unit"), pk=number)
    today = clock.today()
    context = {
        **powers_of(found, today),
        "owed": duties.of_body(found, today),
    }
    return render(request, "law/body.html", context)


# --- why ------------------------------------------------------------------------------------------
@page(_("Why may they do this?"), asks="law.why")
def why_entry(request: HttpRequest, identity: UUID) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.select_related("parent"), pk=identity)
    names = [one for one in (entry, entry.parent) if one is not None]
    told = dict(zip([one.pk for one in names], record.describe_all(names), strict=True))
    context = {
        "why": why.of_entry(entry),
        "entry": entry,
        "description": told[entry.pk],
        "parent": told.get(entry.parent_id) if entry.parent_id else None,
    }
    return render(request, "law/why.html", context)


@page(_("Who may do this, and why?"), asks="law.why")
def who(request: HttpRequest, code: str) -> HttpResponse:
    act = registry.acts().get(code)
    if act is None or act.founding:
        raise Http404(_("There is no such act."))
    context = {"act": act, "holders": why.who_may(act, clock.today())}
    return render(request, "law/who.html", context)
