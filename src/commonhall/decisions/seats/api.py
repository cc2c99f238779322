"""Lists of candidates for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from commonhall.actions import api
from commonhall.decisions.seats import lists, queries
from commonhall.decisions.votes.models import Election

router = Router(tags=["decisions"])


class CandidateOut(Schema):
    """Somebody who has a place on a list. option: their code on the ballot, where voters can prefer a candidate."""

    place: int
    name: str
    text: str
    option: str | None
    office: str | None


class CandidateListOut(Schema):
    """A list. organisation: that put it up, "" where a resident did; needed, supported: residents who must support it, and
    who do; lacks: what keeps it off the ballot, in words."""

    id: int
    ref: str
    url: str
    option: str
    name: str
    text: str
    organisation: str
    needed: int
    supported: int
    candidates: list[CandidateOut]
    lacks: list[str]


@router.get(
    "/votes/{number}/lists",
    response={200: list[CandidateListOut], **api.READ},
    operation_id="election_lists",
)
def election_lists(request: HttpRequest, number: api.Id) -> Any:
    """The lists of one election; none where people stand singly."""
    election = api.one(request, Election.objects.all(), pk=number)
    if not election.persons or not lists.of_lists(election):
        return []
    draft = election.state == Election.State.DRAFT
    return [
        {
            "id": row.listed.pk,
            "ref": row.listed.ref,
            "url": request.build_absolute_uri(row.listed.get_absolute_url()),
            "option": row.listed.option.code,
            "name": row.listed.name,
            "text": row.listed.text,
            "organisation": row.listed.organisation.name if row.listed.organisation else "",
            "needed": row.listed.needed,
            "supported": row.listed.supported,  # type: ignore[attr-defined]
            "candidates": [
                {
                    "place": place,
                    "name": one.name,
                    "text": one.text,
                    "option": one.option.code if one.option else None,
                    "office": one.office.code if one.office else None,
                }
                for place, one in enumerate(row.candidates, 1)
            ],
            "lacks": row.lacks if draft else [],
        }
        for row in lists.rows_of(queries.seat_votes().get(election=election))
    ]
