"""Proposals on the pages of places, what a body must check on its page and its desk, and the debate about each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.cases.desk import waiting
from commonhall.consultations.comments.subjects import debated
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.decisions.proposals import queries
from commonhall.decisions.proposals.models import Proposal
from commonhall.places.models import Unit

SHOWN, CHECKS = 5, 20
debated("decisions.proposal", takes=lambda proposal: proposal.state != Proposal.State.WITHDRAWN)


@section("places.unit", order=26)
def proposed_here(request: HttpRequest, unit: Unit) -> str:
    """What residents propose in the place."""
    rows = list(queries.in_place(unit)[:SHOWN])
    if not rows:
        return ""
    context = {"rows": [{"one": row, "late": 0} for row in rows]}
    return render_to_string("decisions/parts/proposals_here.html", context, request)


def on_the_desk(request: HttpRequest, actor: Any) -> str:
    """What the body of the office must check, late first; one query."""
    return checks(request, queries.to_check(actor.body_id))


waiting.kind("check", rows=queries.to_check, show=on_the_desk, order=10)


def checks(request: HttpRequest, found: QuerySet[Proposal]) -> str:
    """Proposals that wait for their check, with the day of each; "" where there are none."""
    today = clock.today()
    rows = [{"one": one, "late": one.days_late(today)} for one in found[:CHECKS]]
    if not rows:
        return ""
    return render_to_string("decisions/parts/checks.html", {"rows": rows}, request)
