"""Why api of powers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from commonhall.actions import api
from commonhall.law.powers import why
from commonhall.record.models import Entry

router = Router(tags=["law"])


# --- why ------------------------------------------------------------------------------------------
class RestOut(Schema):
    """One basis of an action as it stood when the action was done: the public fields of each step."""

    provision: dict[str, Any] | None
    instrument: dict[str, Any] | None
    right: dict[str, Any] | None
    competence: dict[str, Any] | None
    mandate: dict[str, Any] | None
    asked: list[str]
    in_force: bool


class WhyOut(Schema):
    """kind: power, right, founding, refusal or unknown. what: the power or right."""

    entry: str
    action: str
    kind: str
    what: str
    day: date
    parent: str | None
    rests: list[RestOut]


@router.get("/why/{identity}", response={200: WhyOut, **api.READ}, operation_id="read_why")
def read_why(request: HttpRequest, identity: UUID) -> Any:
    """Why they might do this: from an entry to provision, instrument and mandate, as of its day."""
    found = why.of_entry(get_object_or_404(Entry, pk=identity))
    steps = ("provision", "instrument", "right", "competence", "mandate")
    return {
        "entry": str(found.entry.pk),
        "action": found.entry.action,
        "kind": found.kind,
        "what": found.what,
        "day": found.day,
        "parent": str(found.parent.pk) if found.parent else None,
        "rests": [
            {
                **{name: getattr(rest, name) for name in steps},
                "asked": [one.ref for one in rest.asked],
                "in_force": rest.in_force,
            }
            for rest in found.rests
        ],
    }
