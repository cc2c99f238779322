"""What elections held here hold about a person: that they stood, put up a list or support one. Their name on the ballot
stays, as they were told."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.decisions.seats.models import Candidacy, CandidateList, ListSupport
from commonhall.people.residents.models import Person


def held(person: Person) -> dict[str, QuerySet[Any]]:
    """By parts of what is handed over, where there may be anything."""
    return {
        "stood_for_election": Candidacy.objects.filter(person=person),
        "lists_put_up": CandidateList.objects.filter(person=person),
        "lists_supported": ListSupport.objects.filter(person=person),
    }


def export(person: Person, there: set[str]) -> dict[str, Any]:
    """there: in which parts there is anything."""
    rows = held(person)
    stood = rows["stood_for_election"].select_related("option", "list", "seat_vote__election")
    put_up = rows["lists_put_up"].select_related("option__election")
    supported = rows["lists_supported"].select_related("list__option__election")
    return {
        "stood_for_election": [
            {
                "vote": row.seat_vote.election.name,
                "name": row.name,
                "text": row.text,
                "given_up_on": str(row.given_up_on or ""),
            }
            for row in (stood.order_by("pk") if "stood_for_election" in there else ())
        ],
        "lists_put_up": [
            {
                "vote": row.option.election.name,
                "name": row.name,
                "text": row.text,
                "withdrawn_on": str(row.withdrawn_on or ""),
            }
            for row in (put_up.order_by("pk") if "lists_put_up" in there else ())
        ],
        "lists_supported": [
            {
                "vote": row.list.option.election.name,
                "list": row.list.name,
                "on": str(row.on),
                "taken_back_on": str(row.taken_back_on or ""),
            }
            for row in (supported.order_by("pk") if "lists_supported" in there else ())
        ],
    }


def erase_person(ctx: Context, person: Person) -> None:
    """Untie the person: nobody is given an office any more by this candidacy."""
    for rows in held(person).values():
        for one in rows.order_by("pk"):
            erase(ctx, one, ["person_id"])
