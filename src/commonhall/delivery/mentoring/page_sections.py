"""Mentoring on the pages of organisations."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.delivery.mentoring import queries
from commonhall.people.organisations.models import Organisation

SHOWN = 10


@section("people.organisation", order=12)
def mentoring(request: HttpRequest, organisation: Organisation) -> str:
    """What it offers to others, whom it mentors, and who mentors it."""
    offers = list(queries.offers().filter(organisation=organisation)[:1])
    either = Q(mentor=organisation) | Q(learner=organisation)
    pairs = list(queries.pairs().filter(either).order_by("-pk")[:SHOWN])
    if not offers and not pairs:
        return ""
    context = {"offers": offers, "pairs": pairs}
    return render_to_string("delivery/parts/mentoring.html", context, request)
