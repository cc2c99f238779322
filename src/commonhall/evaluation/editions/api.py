"""Editions for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.editions import queries
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.indicators.api import Paged

router = Router(tags=["evaluation"])


class EditionOut(Schema):
    """What a framework gave for one span."""

    id: int
    ref: str
    url: str
    framework: str
    revision: int
    starts: date
    ends: date
    published_at: str


class EditionWhole(EditionOut):
    """With all it rests on: `inputs`, residents' `weights`, the `seed`, and the `outcome`."""

    seed: int
    inputs: dict[str, Any]
    weights: dict[str, Any]
    outcome: dict[str, Any]


class EditionPage(Schema):
    items: list[EditionOut]
    older: str
    newer: str


class EditionsWanted(Paged):
    framework: Annotated[str, Field(max_length=40)] = ""


def _edition(request: HttpRequest, row: Edition) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "framework": row.framework.code,
        "revision": row.revision,
        "starts": row.starts,
        "ends": row.ends,
        "published_at": row.published_at.isoformat(),
    }


@router.get("/editions", response={200: EditionPage, **api.READ}, operation_id="list_editions")
def list_editions(request: HttpRequest, wanted: Annotated[EditionsWanted, Query()]) -> Any:
    """Editions that stand, newest first; of each span the newest revision."""
    rows = queries.editions()
    if wanted.framework:
        rows = rows.filter(framework__code=wanted.framework)
    return api.listed(rows, lambda row: _edition(request, row), wanted.cursor, wanted.size)


@router.get(
    "/editions/{number}", response={200: EditionWhole, **api.READ}, operation_id="read_edition"
)
def read_edition(request: HttpRequest, number: api.Id) -> Any:
    """One edition with all it rests on, so that anybody can count it again."""
    row = api.one(request, Edition.objects.select_related("framework"), pk=number)
    return _edition(request, row) | {
        "seed": row.seed,
        "inputs": row.inputs,
        "weights": row.weights,
        "outcome": row.outcome,
    }
