"""Frameworks for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators.api import Paged

router = Router(tags=["evaluation"])


class FrameworkOut(Schema):
    """What is measured; `pack` is the whole of it, as TOML."""

    id: int
    ref: str
    url: str
    code: str
    name: str
    names: dict[str, str]
    every: str
    of: str
    place: str
    starts: date
    revision: int
    pack: str


class FrameworkPage(Schema):
    items: list[FrameworkOut]
    older: str
    newer: str


def _framework(request: HttpRequest, row: Framework) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "code": row.code,
        "name": row.name,
        "names": row.names,
        "every": row.every,
        "of": row.of,
        "place": row.unit.code,
        "starts": row.starts,
        "revision": row.revision,
        "pack": row.pack,
    }


@router.get(
    "/frameworks", response={200: FrameworkPage, **api.READ}, operation_id="list_frameworks"
)
def list_frameworks(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Frameworks in force, newest first."""
    rows = Framework.objects.filter(ended_on=None).select_related("unit")
    return api.listed(rows, lambda row: _framework(request, row), wanted.cursor, wanted.size)
