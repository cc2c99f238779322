"""What was decided or drawn by lot, on the pages of places and bodies."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.decisions.lotteries import queries as lottery_queries
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.votes import queries as vote_queries
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

SHOWN = 5


@section("places.unit", order=10)
def decided_here(request: HttpRequest, unit: Unit) -> str:
    above = [int(part) for part in unit.path.strip("/").split("/") if part]
    elections = list(vote_queries.elections().filter(unit__in=above).order_by("-pk")[:SHOWN])
    motions = list(motion_queries.motions().filter(unit__in=above).order_by("-pk")[:SHOWN])
    lots = list(lottery_queries.lotteries().filter(unit__in=above).order_by("-pk")[:SHOWN])
    return _shown(request, elections, motions, lots)


@section("people.body", order=15)
def decided_by(request: HttpRequest, body: Body) -> str:
    elections = list(vote_queries.elections().filter(body=body).order_by("-pk")[:SHOWN])
    motions = list(motion_queries.motions().filter(body=body).order_by("-pk")[:SHOWN])
    lots = list(lottery_queries.lotteries().filter(body=body).order_by("-pk")[:SHOWN])
    return _shown(request, elections, motions, lots)


def _shown(
    request: HttpRequest,
    elections: Sequence[object],
    motions: Sequence[object],
    lotteries: Sequence[object],
) -> str:
    if not elections and not motions and not lotteries:
        return ""
    context = {"elections": elections, "motions": motions, "lotteries": lotteries}
    return render_to_string("decisions/parts/decided.html", context, request)
