"""What briefings hold about a person, and how it goes: the tie goes; words others voted by stay."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.decisions.briefings.models import VoteArgument
from commonhall.decisions.votes.models import Election
from commonhall.people.residents.models import Person

BEFORE = (Election.State.DRAFT, Election.State.SCHEDULED)


def export(person: Person) -> dict[str, Any]:
    """What a person argued before votes."""
    rows = VoteArgument.objects.filter(person=person).select_related("election").order_by("pk")
    return {
        "arguments_before_votes": [
            {
                "vote": row.election.name,
                "side": row.side,
                "text": row.text,
                "source": row.source,
                "at": row.at.isoformat(),
                "withdrawn": row.withdrawn,
            }
            for row in rows
        ]
    }


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. From the opening on the words are those that people voted by, and stay."""
    rows = VoteArgument.objects.filter(person=person).select_related("election")
    for row in rows.order_by("pk"):
        mine = ["text", "source"] if words and row.election.state in BEFORE else []
        erase(ctx, row, ["person_id", *mine])
