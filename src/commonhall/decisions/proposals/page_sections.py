"""Proposals on the pages of places, and the debate about each on its own."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.decisions.proposals import queries
from commonhall.decisions.proposals.models import Proposal
from commonhall.places.models import Unit

SHOWN = 5
debated("decisions.proposal", takes=lambda proposal: proposal.state != Proposal.State.WITHDRAWN)


@section("places.unit", order=26)
def proposed_here(request: HttpRequest, unit: Unit) -> str:
    """What residents propose in the place."""
    rows = list(queries.in_place(unit)[:SHOWN])
    if not rows:
        return ""
    context = {"rows": [{"one": row, "late": 0} for row in rows]}
    return render_to_string("decisions/parts/proposals_here.html", context, request)
