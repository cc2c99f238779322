"""Powers for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from commonhall.actions import api
from commonhall.core import clock
from commonhall.law import duties
from commonhall.law.page_sections import powers_of
from commonhall.people.bodies.models import Body

router = Router(tags=["law"])


# --- bodies ---------------------------------------------------------------------------------------
class PowerOut(Schema):
    """A power a body holds today. most: money in minor units, as text; null: no limit."""

    ref: str
    power: str
    place: str
    most: str | None
    currency: str
    provision: str
    ends: date | None


class MandateOut(Schema):
    ref: str
    provision: str
    origin: str
    starts: date
    ends: date | None


class DutyOut(Schema):
    """A duty with its days, and how it was kept; null where the hall cannot tell."""

    duty: str
    name: str
    days: int
    working: bool = Field(description="working days count alone")
    provision: str
    in_time: int | None
    late: int | None
    waiting: int | None
    overdue: int | None


class PowersAndDuties(Schema):
    body: str
    mandate: MandateOut | None
    powers: list[PowerOut]
    duties: list[DutyOut]


@router.get(
    "/bodies/{code}/powers",
    response={200: PowersAndDuties, **api.READ},
    operation_id="read_powers_and_duties",
)
def read_powers(request: HttpRequest, code: api.Code) -> Any:
    """What a body may do today, by which provision and mandate, and what it must do by when."""
    body, today = get_object_or_404(Body, code=code), clock.today()
    held = powers_of(body, today)
    mandate = held["mandate"]
    return {
        "body": body.code,
        "mandate": mandate
        and {
            "ref": mandate.ref,
            "provision": mandate.provision.ref,
            "origin": mandate.origin,
            "starts": mandate.starts,
            "ends": mandate.ends,
        },
        "powers": [_power(row["grant"]) for row in held["powers"]],
        "duties": [_duty(row) for row in duties.of_body(body, today)],
    }


def _power(row: Any) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "power": row.power,
        "place": row.unit.code,
        "most": None if row.most is None else str(row.most),
        "currency": row.currency,
        "provision": row.provision.ref,
        "ends": row.ends or row.provision.ends,
    }


def _duty(row: duties.Owed) -> dict[str, Any]:
    counted = ("in_time", "late", "waiting", "overdue")
    return {
        "duty": row.duty.code,
        "name": str(row.duty.label),
        "days": row.days,
        "working": row.working,
        "provision": row.provision.ref,
        **{name: getattr(row.kept, name) if row.kept else None for name in counted},
    }
