"""Sittings for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import queries
from commonhall.decisions.sittings.models import Sitting
from commonhall.decisions.votes.api import Paged

router = Router(tags=["decisions"])


class SittingOut(Schema):
    """A meeting of a body. agenda: refs of motions, in their order; there: codes of the offices that attended; clerk: the
    office that keeps it beside the chair; put_off: what was called and not decided, with the reason."""

    id: int
    ref: str
    url: str
    body: str
    state: str
    where: str
    starts_at: str
    opened_at: str | None
    closed_at: str | None


class PutOffOut(Schema):
    """A motion that left the agenda undecided. reason: "" where the sitting closed before it."""

    motion: str
    reason: str


class SittingWhole(SittingOut):
    text: str
    agenda: list[str]
    there: list[str]
    clerk: str
    minutes: str
    put_off: list[PutOffOut]


class SittingPage(Schema):
    items: list[SittingOut]
    older: str
    newer: str


def _sitting(request: HttpRequest, row: Sitting) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "body": row.body.code,
        "state": row.state,
        "where": row.where,
        "starts_at": row.starts_at.isoformat(),
        "opened_at": api.moment(row.opened_at),
        "closed_at": api.moment(row.closed_at),
    }


@router.get("/sittings", response={200: SittingPage, **api.READ}, operation_id="list_sittings")
def list_sittings(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Sittings of bodies, newest first."""
    rows = queries.sittings()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _sitting(request, row), wanted.cursor, wanted.size)


@router.get(
    "/sittings/{number}", response={200: SittingWhole, **api.READ}, operation_id="read_sitting"
)
def read_sitting(request: HttpRequest, number: api.Id) -> Any:
    """One sitting with its agenda."""
    row = api.one(request, queries.sittings(), pk=number)
    attended = row.attendances.select_related("office").order_by("office__code")
    return {
        **_sitting(request, row),
        "text": row.text,
        "agenda": [one.ref for one in row.motions.order_by("order", "pk")],
        "there": [one.office.code for one in attended],
        "clerk": row.clerk.code if row.clerk else "",
        "minutes": row.minutes,
        "put_off": [
            {"motion": Motion.ref_of(one.motion_id), "reason": one.reason}
            for one in queries.put_off(row)
        ],
    }
