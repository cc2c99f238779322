"""What `law` holds about a person: appeals, challenges and petitions they made, what they signed."""

from __future__ import annotations

from typing import Any

from commonhall.acts.context import Context
from commonhall.acts.erasure import erase
from commonhall.law import search
from commonhall.law.models import Appeal, Challenge, Recall, Signature
from commonhall.people.models import Person
from commonhall.people.personal import holds

DEMANDS: dict[str, type[Any]] = {
    "appeals": Appeal,
    "challenges": Challenge,
    "petitions_for_recall": Recall,
}


def _export(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: [
            {"id": row.pk, "text": row.text, "state": row.state, "at": row.at.isoformat()}
            for row in model.objects.filter(person=person).order_by("pk")
        ]
        for name, model in DEMANDS.items()
    }
    signed = Signature.objects.filter(person=person).order_by("pk")
    found["signed"] = [
        {"challenge": row.challenge_id, "recall": row.recall_id, "on": str(row.on)}
        for row in signed
    ]
    return found


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for model in DEMANDS.values():
        for row in model.objects.filter(person=person).order_by("pk"):
            erase(ctx, row, ["person_id", *(["text"] if words else [])])
            search.index_demand(row)
    # A signature stays counted; whose it was is gone.
    for signed in Signature.objects.filter(person=person).order_by("pk"):
        erase(ctx, signed, ["person_id"])


def register() -> None:
    holds("law", _export, _erase)
