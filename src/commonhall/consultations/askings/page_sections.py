"""Where to begin an asking, and how many people were told of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.actions import action_pages
from commonhall.actions.models import Follow
from commonhall.cases.categories.models import Category
from commonhall.consultations.askings import follow_up
from commonhall.consultations.askings.models import (
    FEWEST_TOLD,
    AnnulledAsking,
    Concern,
    Told,
    WorksOn,
)
from commonhall.consultations.askings.naming_actions import name_concerned
from commonhall.core.page_sections import section
from commonhall.law.asking.models import Way
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit
from commonhall.ui import text

# Imported for its sections.
assert follow_up


@section("law.asking", order=10)
def where_to_begin(request: HttpRequest, _thing: Any) -> str:
    """Links to the ways of asking."""
    names = (
        "open_conversation",
        "put_up_draft",
        "open_survey",
        "convene_table",
        "announce_meeting",
    )
    ways = (Way.CONVERSATION, Way.DRAFT, Way.SURVEY, Way.ROUND_TABLE, Way.MEETING)
    links = [
        {"title": way.label, "url": reverse(f"consultations:{name}")}
        for name, way in zip(names, ways, strict=True)
    ]
    may_name = request.user.is_authenticated and name_concerned.check(of_request(request))
    context = {
        "links": links,
        "name": name_concerned,
        "name_url": action_pages.url_of(name_concerned) if may_name else "",
    }
    return render_to_string("consultations/parts/begin_asking.html", context, request)


def annulled(request: HttpRequest, thing: Any) -> str:
    """That a review annulled it, above all else."""
    if follow_up.runs(thing) or not AnnulledAsking.objects.filter(asking=thing.ref).exists():
        return ""
    return render_to_string("consultations/parts/annulled.html", {}, request)


def told(request: HttpRequest, thing: Any) -> str:
    """How many were told that it concerns them, and why; few people are no number."""
    row = Told.objects.filter(asking=thing.ref).first()
    name = _name_url(request, thing)
    if row is None and not name:
        return ""
    row = row or Told(asking=thing.ref)
    report = follow_up.report_of(thing)
    few = _("fewer than %(number)d") % {"number": FEWEST_TOLD}
    kinds = [
        {"label": Concern(kind).label, "count": few if count is None else text.number(count)}
        for kind, count in row.shown.items()
    ]
    more = {
        "name": name_concerned,
        "name_url": name,
        "report": report if report is not None and report.named else None,
    }
    return render_to_string("consultations/parts/told.html", {**more, "kinds": kinds}, request)


def _name_url(request: HttpRequest, thing: Any) -> str:
    """Where the body that holds a running asking names who is concerned; "" for everybody else."""
    if not request.user.is_authenticated or not follow_up.runs(thing):
        return ""
    if not getattr(thing, "asks", True):
        return ""
    actor = of_request(request)
    if actor.body is None or actor.body != thing.body_id:
        return ""
    return f"{action_pages.url_of(name_concerned)}?asking_ref={thing.ref}"


for _kind in ("conversation", "draft", "roundtable", "survey", "meeting"):
    section(f"consultations.{_kind}", order=1)(annulled)
    section(f"consultations.{_kind}", order=10)(told)


@section("places.unit", order=90)
def follow_place(request: HttpRequest, unit: Unit) -> str:
    """Whoever follows a place is told what is asked there."""
    if not request.user.is_authenticated:
        return ""
    mine = Follow.objects.filter(account_id=request.user.pk or 0, ref=unit.ref)
    context = {"unit": unit, "follows": mine.exists()}
    return render_to_string("consultations/parts/follow_place.html", context, request)


@section("people.organisation", order=5)
def works_on(request: HttpRequest, organisation: Organisation) -> str:
    """What an organisation says that it works on."""
    row = WorksOn.objects.filter(organisation=organisation).first()
    categories = list(Category.objects.filter(code__in=row.categories)) if row else []
    if not categories:
        return ""
    return render_to_string(
        "consultations/parts/works_on.html", {"categories": categories}, request
    )
