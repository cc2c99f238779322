"""Reviews for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from commonhall.core import clock, refs
from commonhall.law.reviews import queries

router = Router(tags=["law"])


# --- ends and reviews -----------------------------------------------------------------------------
class TermOut(Schema):
    """Something that ends or is due for review. kind: review, ends, mandate or term. follows: what is so
    after it where nobody follows."""

    ref: str
    title: str
    url: str
    day: date
    kind: str
    follows: str
    overdue: bool


@router.get("/law/terms", response={200: list[TermOut]}, operation_id="list_terms")
def list_terms(request: HttpRequest) -> Any:
    """What ends or is due for review within twelve months, overdue reviews first."""
    coming, overdue = queries.terms(clock.today())
    shown = refs.resolve([one.thing.ref for one in [*coming, *overdue]])
    return [
        {
            "ref": one.thing.ref,
            "title": str(shown[one.thing.ref].title),
            "url": request.build_absolute_uri(shown[one.thing.ref].url),
            "day": one.day,
            "kind": one.kind,
            "follows": str(one.follows),
            "overdue": one.day < clock.today(),
        }
        for one in [*overdue, *coming]
    ]
