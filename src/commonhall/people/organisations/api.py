"""Organisations for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.core.refusals import BadInput
from commonhall.people.api_keys.keys import Key
from commonhall.people.organisations import actions
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit

router = Router(tags=["people"])
OrganisationKinds = Literal[
    "association", "cooperative", "foundation", "company", "union", "neighbourhood"
]


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
    founded_on: date | None


class OrganisationPage(Schema):
    items: list[OrganisationOut]
    older: str
    newer: str


class OrganisationIn(Schema):
    name: Annotated[api.Text, Field(min_length=1, max_length=120)]
    kind: OrganisationKinds
    place: api.Code
    purpose: Annotated[api.Text, Field(max_length=2000)] = ""
    identifier: Annotated[api.Text, Field(max_length=80)] = ""
    website: Annotated[api.Text, Field(max_length=200, pattern=r"^(https?://.*)?$")] = ""


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
    return _organisation(request, get_object_or_404(rows, pk=number))


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
        "founded_on": row.founded_on,
    }


@router.post(
    "/organisations",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="register_organisation",
)
def register_organisation(
    request: HttpRequest, given: OrganisationIn, once: api.IdempotencyKey
) -> Any:
    """Enter an organisation in the register; the key's person is its first representative."""
    unit = Unit.objects.filter(code=given.place).first()
    if unit is None:
        raise BadInput("place", f"there is no place {given.place!r}")
    return api.created(
        request, actions.register_organisation, request.auth, once,  # type: ignore[attr-defined]
        name=given.name, kind=given.kind, unit=unit, purpose=given.purpose,
        identifier=given.identifier, website=given.website,
    )  # fmt: skip
