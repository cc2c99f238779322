"""Conflicts in the law, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from commonhall.core import clock
from commonhall.law.conflicts import queries

router = Router(tags=["law"])


class ConflictOut(Schema):
    """kind: shared, duty, unheld, barred or ending. day: when the provision ends. mend: what can be done; page: where."""

    kind: str
    power: str
    bodies: list[str]
    provisions: list[str]
    place: str
    day: date | None
    mend: str
    page: str


@router.get("/law/conflicts", response={200: list[ConflictOut]}, operation_id="list_conflicts")
def list_conflicts(request: HttpRequest) -> Any:
    """Powers that two bodies hold or nobody holds, grants that a higher rule bars, competences that end."""
    return [
        {
            "kind": one.kind,
            "power": one.power,
            "bodies": list(one.bodies),
            "provisions": [row.ref for row in one.provisions],
            "place": one.place,
            "day": one.day,
            "mend": str(one.mend),
            "page": request.build_absolute_uri(one.page) if one.page else "",
        }
        for one in queries.conflicts(clock.today())
    ]
