"""The box "What was asked": on motions, rules, parts of the plan, votes and contracts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.law.asking.asked import asked_about
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


def box(request: HttpRequest, thing: Any) -> str:
    """The box, also where nobody was asked: then it says so."""
    askings, leaves = asked_about(thing.ref)
    rows = [{"one": one, "way": Way(one.way).label} for one in askings]
    return render_to_string("law/parts/asked.html", {"rows": rows, "leaves": leaves}, request)


for _kind in KINDS:
    section(_kind, order=20)(box)
