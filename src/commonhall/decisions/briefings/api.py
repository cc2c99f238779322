"""Briefings for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from commonhall.actions import api
from commonhall.decisions.briefings import queries
from commonhall.decisions.votes.models import Election

router = Router(tags=["votes"])


class VoteArgumentOut(Schema):
    """An argument. by: an organisation or office by name, "" for a resident; answers: the argument it answers."""

    id: int
    ref: str
    side: str
    text: str
    source: str
    kind: str
    by: str
    answers: int | None
    at: datetime


class BriefingOut(Schema):
    """What stands before a vote. costs, amount: as another body stated them; amount in minor units. missing: side →
    arguments still needed before it may open."""

    election: str
    arguments: list[VoteArgumentOut]
    costs: str
    amount: int | None
    currency: str
    missing: dict[str, int]


@router.get(
    "/votes/{number}/briefing",
    response={200: BriefingOut, **api.READ},
    operation_id="read_briefing",
)
def read_briefing(request: HttpRequest, number: api.Id) -> Any:
    """The briefing of one vote."""
    election = api.one(request, Election.objects.all(), pk=number)
    said = queries.costs(election)
    before = election.state == Election.State.DRAFT
    return {
        "election": election.ref,
        "arguments": [
            {
                "id": row.pk,
                "ref": row.ref,
                "side": row.side,
                "text": row.text,
                "source": row.source,
                "kind": row.speaker,
                "by": "" if row.speaker == "resident" else row.who,
                "answers": row.answers_id,
                "at": row.at,
            }
            for row in queries.arguments(election)
        ],
        "costs": said.text if said else "",
        "amount": said.amount if said else None,
        "currency": said.currency if said else "",
        "missing": queries.lacking(election).missing if before else {},
    }
