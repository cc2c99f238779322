"""Minimum standards for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.core import clock
from commonhall.services.minimum_standards import queries
from commonhall.services.minimum_standards.measures import parts
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard
from commonhall.services.services.api import ServicesPaged

router = Router(tags=["services"])


class MinimumStandardOut(Schema):
    """A line nobody may fall below; `broken`: in how many places it is broken now; `source`: the framework and indicator
    that it follows from, "" where the place set it."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    measure: str
    threshold: float
    at_least: bool
    body: str
    place: str
    days: int
    measure_days: int
    source: str
    broken: int


class StandingOut(Schema):
    """`holds`: null where it was not measured within the stated days; `claimed`: its body says that it holds again,
    and nobody else confirmed it yet; `body`: who reported the value, null where it was computed."""

    place: str
    value: float | None
    on: date | None
    holds: bool | None
    claimed: bool
    body: str | None
    method: str
    evidence: str
    sample: int | None


class MinimumStandardWhole(MinimumStandardOut):
    standings: list[StandingOut]


class MinimumStandardPage(Schema):
    items: list[MinimumStandardOut]
    older: str
    newer: str


class AlarmOut(Schema):
    """A minimum standard that is broken, or was not measured, with its case and the day by which it must hold again.

    `days_late` stays when the alarm has ended; `by_residents`: enough residents of the place ended it.
    """

    id: int
    minimum_standard: int
    place: str
    why: str
    value: float | None
    case: int
    opened_at: str
    due_on: date
    ended_at: str | None
    by_residents: bool
    days_late: int


class AlarmPage(Schema):
    items: list[AlarmOut]
    older: str
    newer: str


def _minimum_standard(request: HttpRequest, row: MinimumStandard) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "names": row.names,
        "measure": row.measure,
        "threshold": float(row.threshold),
        "at_least": row.at_least,
        "body": row.body.code,
        "place": row.unit.code,
        "days": row.days,
        "measure_days": row.measure_days,
        "source": row.source,
        "broken": row.broken,  # type: ignore[attr-defined]
    }


def _alarm(row: Alarm) -> dict[str, Any]:
    return {
        "id": row.pk,
        "minimum_standard": row.minimum_standard_id,
        "place": row.unit.code,
        "why": row.why,
        "value": None if row.value is None else float(row.value),
        "case": row.case_id,
        "opened_at": row.opened_at.isoformat(),
        "due_on": row.due_on,
        "ended_at": api.moment(row.ended_at),
        "by_residents": row.by_residents,
        "days_late": row.days_late(clock.today()),
    }


@router.get(
    "/minimum-standards",
    response={200: MinimumStandardPage, **api.READ},
    operation_id="list_minimum_standards",
)
def list_minimum_standards(request: HttpRequest, wanted: Annotated[ServicesPaged, Query()]) -> Any:
    """Floors in force, newest first."""
    rows = queries.minimum_standards()
    return api.listed(rows, lambda row: _minimum_standard(request, row), wanted.cursor, wanted.size)


@router.get(
    "/minimum-standards/{number}",
    response={200: MinimumStandardWhole, **api.READ},
    operation_id="read_minimum_standard",
)
def read_minimum_standard(request: HttpRequest, number: api.Id) -> Any:
    """One minimum standard with its newest value in each place."""
    row = api.one(request, queries.minimum_standards(), pk=number)
    found = queries.standings(row, parts(row.unit))
    return {
        **_minimum_standard(request, row),
        "standings": [
            {
                "place": one.unit.code,
                "value": None if one.value is None else float(one.value),
                "on": one.on,
                "holds": one.holds,
                "claimed": one.claimed,
                "body": one.row.body.code if one.row and one.row.body else None,
                "method": one.row.method if one.row else "",
                "evidence": one.row.evidence if one.row else "",
                "sample": one.row.sample if one.row else None,
            }
            for one in found
        ],
    }


@router.get("/alarms", response={200: AlarmPage, **api.READ}, operation_id="list_alarms")
def list_alarms(request: HttpRequest, wanted: Annotated[ServicesPaged, Query()]) -> Any:
    """Broken minimum standards, those that hold again too, newest first."""
    return api.listed(queries.alarms(), _alarm, wanted.cursor, wanted.size)
