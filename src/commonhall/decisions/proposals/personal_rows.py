"""What proposals hold about a person, and how it goes: names and ties go, what counted still counts."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.decisions.proposals import search
from commonhall.decisions.proposals.models import Proposal, ProposalAuthor, ProposalSupport
from commonhall.people.residents.models import Person

# From here on its words are those of the ballot: others chose it by them.
KEPT = (
    Proposal.State.BALLOT,
    Proposal.State.FUNDED,
    Proposal.State.UNFUNDED,
    Proposal.State.DELIVERED,
)


def export(person: Person) -> dict[str, Any]:
    """What a person proposed and supports."""
    supports = ProposalSupport.objects.filter(person=person).select_related("proposal")
    return {
        "projects_proposed": [
            {
                "id": row.proposal_id,
                "title": row.proposal.title,
                "text": row.proposal.text,
                "name": row.name,
                "at": row.proposal.at.isoformat(),
            }
            for row in ProposalAuthor.objects.filter(person=person)
            .select_related("proposal")
            .order_by("pk")
        ],
        "projects_supported": [
            {
                "id": row.proposal_id,
                "title": row.proposal.title,
                "on": str(row.on),
                "taken_back_on": str(row.taken_back_on or ""),
            }
            for row in supports.order_by("pk")
        ],
    }


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. Supports stay counted; words stay where others agreed to them or voted on them."""
    for support in ProposalSupport.objects.filter(person=person).order_by("pk"):
        erase(ctx, support, ["person_id"])
    for author in ProposalAuthor.objects.filter(person=person).order_by("pk"):
        erase(ctx, author, ["person_id", "name"])
    for one in Proposal.objects.filter(person=person).order_by("pk"):
        alone = one.authors.count() < 2 and one.merged_into_id is None and one.state not in KEPT
        mine = ["title", "text", "image", "image_words", "why"] if words and alone else []
        erase(ctx, one, ["person_id", "name", *mine])
        if mine:
            search.index_proposal(one)
