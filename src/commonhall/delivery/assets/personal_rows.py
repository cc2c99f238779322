"""What bookings hold about a person, and how it goes: the tie; the hours stay counted."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.delivery.assets.models import Booking
from commonhall.people.residents.models import Person


def export(person: Person) -> dict[str, Any]:
    rows = Booking.objects.filter(person=person).select_related("asset").order_by("pk")
    return {
        "bookings": [
            {
                "asset": row.asset.names,
                "from": row.starts_at.isoformat(),
                "until": row.ends_at.isoformat(),
                "cancelled_on": str(row.cancelled_on or ""),
            }
            for row in rows
        ]
    }


def erase_person(ctx: Context, person: Person) -> None:
    for row in Booking.objects.filter(person=person).order_by("pk"):
        erase(ctx, row, ["person_id"])
