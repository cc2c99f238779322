"""Bodies for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from commonhall.actions import api
from commonhall.people.bodies.models import Body

router = Router(tags=["people"])


class BodyOut(api.Named):
    kind: str
    place: str
    parent: str | None
    duties: dict[str, str]
    url: str


@router.get("/bodies", response={200: list[BodyOut]}, operation_id="list_bodies")
def list_bodies(request: HttpRequest) -> Any:
    """Public bodies and their duties."""
    rows = Body.objects.filter(ended_on=None).select_related("unit", "parent").order_by("code")
    return [_body(request, row) for row in rows]


@router.get("/bodies/{code}", response={200: BodyOut, **api.READ}, operation_id="read_body")
def read_body(request: HttpRequest, code: api.Code) -> Any:
    """One public body."""
    rows = Body.objects.select_related("unit", "parent")
    return _body(request, api.one(request, rows, code=code))


def _body(request: HttpRequest, row: Body) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "place": row.unit.code,
        "parent": row.parent.code if row.parent else None,
        "duties": row.duties,
        "url": request.build_absolute_uri(f"/bodies/{row.pk}/"),
    }
