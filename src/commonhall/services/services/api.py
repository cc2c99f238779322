"""Services, floors and alarms for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.services.services import queries
from commonhall.services.services.models import Service

router = Router(tags=["services"])


class ServiceOut(Schema):
    """Something residents get. rules: who is entitled; all must hold, or the ones with "or" after them. documents: what an
    application needs, each as its code and its words by language."""

    id: int
    ref: str
    url: str
    code: str
    name: str
    names: dict[str, str]
    texts: dict[str, str]
    channels: dict[str, str]
    cost: dict[str, str]
    contact: dict[str, str]
    life_events: list[str]
    applied_for: bool
    documents: list[list[Any]]
    rules: list[dict[str, Any]]
    body: str
    place: str


class ServicePage(Schema):
    items: list[ServiceOut]
    older: str
    newer: str


class ServicesPaged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


def _service(request: HttpRequest, row: Service) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "code": row.code,
        "name": row.name,
        "names": row.names,
        "texts": row.texts,
        "channels": row.channels,
        "cost": row.cost,
        "contact": row.contact,
        "life_events": row.life_events,
        "applied_for": row.applied_for,
        "documents": row.documents,
        "rules": row.rules,
        "body": row.body.code,
        "place": row.unit.code,
    }


@router.get("/services", response={200: ServicePage, **api.READ}, operation_id="list_services")
def list_services(request: HttpRequest, wanted: Annotated[ServicesPaged, Query()]) -> Any:
    """The catalogue of services, newest first."""
    rows = queries.services()
    return api.listed(rows, lambda row: _service(request, row), wanted.cursor, wanted.size)


@router.get("/services/{code}", response={200: ServiceOut, **api.READ}, operation_id="read_service")
def read_service(request: HttpRequest, code: api.Code) -> Any:
    """One service."""
    return _service(request, api.one(request, queries.services(), code=code))
