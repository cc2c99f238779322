"""The box "What was asked": on motions, rules, parts of the plan, votes and contracts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from commonhall.consultations.askings.models import Told
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.asking import matters, queries, readers
from commonhall.law.asking.models import Way

KINDS = (
    "decisions.motion",
    "decisions.election",
    "law.instrument",
    "delivery.item",
    "delivery.contract",
    "delivery.transfer",
    "services.minimumstandard",
)


def asked(ref: str) -> dict[str, Any]:
    """What was asked about a thing and what lies behind it: the same for pages and programs."""
    behind = matters.behind(ref)
    return {
        "askings": readers.about(behind),
        "leaves": queries.leaves(behind, clock.today()),
    }


def box(request: HttpRequest, thing: Any) -> str:
    """The box, also where nobody was asked: then it says so."""
    found = asked(thing.ref)
    rows = [{"one": one, "way": Way(one.way).label} for one in found["askings"]]
    context = {"rows": rows, "leaves": found["leaves"], "thing": thing}
    return render_to_string("consultations/parts/asked.html", context, request)


for _kind in KINDS:
    section(_kind, order=20)(box)


@section("law.asking", order=10)
def where_to_begin(request: HttpRequest, _thing: Any) -> str:
    """Links to the ways of asking."""
    names = ("open_conversation", "put_up_draft", "open_survey", "convene_table")
    ways = (Way.CONVERSATION, Way.DRAFT, Way.SURVEY, Way.ROUND_TABLE)
    links = [
        {"title": way.label, "url": reverse(f"consultations:{name}")}
        for name, way in zip(names, ways, strict=True)
    ]
    return render_to_string("consultations/parts/begin_asking.html", {"links": links}, request)


def told(request: HttpRequest, thing: Any) -> str:
    """How many people were told that it concerns them."""
    row = Told.objects.filter(asking=thing.ref).first()
    context = {"people": row.people if row else 0}
    return render_to_string("consultations/parts/told.html", context, request) if row else ""


for _kind in ("consultations.conversation", "consultations.draft", "consultations.roundtable"):
    section(_kind, order=10)(told)
section("consultations.survey", order=10)(told)
