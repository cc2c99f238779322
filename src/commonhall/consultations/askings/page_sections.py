"""Where to begin an asking, and how many people were told of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from commonhall.consultations.askings.models import Told
from commonhall.core.page_sections import section
from commonhall.law.asking.models import Way


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
    if row is None:
        return ""
    return render_to_string("consultations/parts/told.html", {"people": row.people}, request)


for _kind in ("conversation", "draft", "roundtable", "survey"):
    section(f"consultations.{_kind}", order=10)(told)
