"""What elections held here hold about a person: that they stood. Their name on the ballot stays, as they were told."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.decisions.seats.models import Candidacy
from commonhall.people.residents.models import Person


def export(person: Person) -> dict[str, Any]:
    rows = Candidacy.objects.filter(person=person).select_related("option__election").order_by("pk")
    return {
        "stood_for_election": [
            {
                "vote": row.option.election.name,
                "name": row.option.name,
                "text": row.option.text,
                "given_up_on": str(row.given_up_on or ""),
            }
            for row in rows
        ]
    }


def erase_person(ctx: Context, person: Person) -> None:
    """Untie the person: nobody is given an office any more by this candidacy."""
    for one in Candidacy.objects.filter(person=person).order_by("pk"):
        erase(ctx, one, ["person_id"])
