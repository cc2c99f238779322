"""Shifts as open data: hands wanted and found, nobody's name."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.delivery.shifts import queries

SHIFTS = columns(
    id="integer",
    names="json",
    item="integer",
    place="text",
    organisation="integer",
    starts_at="moment",
    ends_at="moment",
    places="integer",
    signed_up="integer",
    cancelled="boolean",
)


def shifts() -> Iterator[Row]:
    for row in queries.shifts().order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "item": row.item_id,
            "place": row.unit.code,
            "organisation": row.organisation_id,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "places": row.places,
            "signed_up": row.signed_up,  # type: ignore[attr-defined]
            "cancelled": row.cancelled,
        }


def register() -> None:
    publish(
        Dataset(
            "delivery.shifts",
            _("Shifts"),
            _("Volunteers needed and found, without names."),
            SHIFTS,
            shifts,
        )
    )
