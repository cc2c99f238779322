"""Proposed definitions for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.indicators.api import Paged
from commonhall.evaluation.proposals import queries
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.proposals.proposing import lines_of

router = Router(tags=["evaluation"])


class ChangeOut(Schema):
    """One thing that would stand there. was: what stood there when it was proposed, "" where it stays."""

    label: str
    text: str
    was: str


class DefinitionProposalOut(Schema):
    """What one body proposes to measure otherwise. does: the action that is done once another body has agreed;
    result: the ref of what it made or changed then."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    state: str
    does: str
    about: str
    body: str
    proposed_at: str
    decided_by: str
    decided_at: str | None
    reasons: str
    result: str
    changes: list[ChangeOut]


class DefinitionProposalPage(Schema):
    items: list[DefinitionProposalOut]
    older: str
    newer: str


def _proposal(request: HttpRequest, row: DefinitionProposal) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "names": row.names,
        "state": row.state,
        "does": row.action,
        "about": row.about,
        "body": row.body.code,
        "proposed_at": row.proposed_at.isoformat(),
        "decided_by": row.decided_by.code if row.decided_by else "",
        "decided_at": api.moment(row.decided_at),
        "reasons": row.reasons,
        "result": row.result,
        "changes": [
            {"label": str(one.label), "text": one.text, "was": one.was} for one in lines_of(row)
        ],
    }


@router.get(
    "/definition-proposals",
    response={200: DefinitionProposalPage, **api.READ},
    operation_id="list_definition_proposals",
)
def list_definition_proposals(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Proposed definitions, newest first."""
    rows = queries.proposals()
    return api.listed(rows, lambda row: _proposal(request, row), wanted.cursor, wanted.size)


@router.get(
    "/definition-proposals/{number}",
    response={200: DefinitionProposalOut, **api.READ},
    operation_id="read_definition_proposal",
)
def read_definition_proposal(request: HttpRequest, number: api.Id) -> Any:
    """One proposed definition, old beside new."""
    return _proposal(request, api.one(request, queries.proposals(), pk=number))
