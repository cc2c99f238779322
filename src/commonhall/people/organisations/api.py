"""Organisations for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.people.organisations.models import Organisation

router = Router(tags=["people"])


class OrganisationOut(Schema):
    """What the public register says of an organisation."""

    id: int
    ref: str
    url: str
    name: str
    kind: str
    state: str
    place: str
    identifier: str = Field(description="org-id.guide identifier, or empty")
    purpose: str
    website: str
    languages: str = Field(description="in which one can speak with it, in its own words")
    founded_on: date | None


class OrganisationPage(Schema):
    items: list[OrganisationOut]
    older: str
    newer: str


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


@router.get(
    "/organisations",
    response={200: OrganisationPage, **api.READ},
    operation_id="list_organisations",
)
def list_organisations(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """The register of organisations, newest first."""
    rows = Organisation.objects.select_related("unit")
    return api.listed(rows, lambda row: _organisation(request, row), wanted.cursor, wanted.size)


@router.get(
    "/organisations/{number}",
    response={200: OrganisationOut, **api.READ},
    operation_id="read_organisation",
)
def read_organisation(request: HttpRequest, number: api.Id) -> Any:
    """One organisation of the register."""
    rows = Organisation.objects.select_related("unit")
    return _organisation(request, api.one(request, rows, pk=number))


def _organisation(request: HttpRequest, row: Organisation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(f"/organisations/{row.pk}/"),
        "name": row.name,
        "kind": row.kind,
        "state": row.state,
        "place": row.unit.code,
        "identifier": row.identifier,
        "purpose": row.purpose,
        "website": row.website,
        "languages": row.tongues,
        "founded_on": row.founded_on,
    }
