"""Bodies, offices and organisations as open data. Persons are not."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.people.bodies.models import Body, Office

BODIES = (
    Column("code"),
    Column("names", "json"),
    Column("kind"),
    Column("place"),
    Column("parent"),
    Column("duties", "json"),
    Column("ended_on", "date"),
)
OFFICES = (
    Column("code"),
    Column("names", "json"),
    Column("body"),
    Column("duties", "json"),
    Column("ended_on", "date"),
)


def bodies() -> Iterator[Row]:
    for row in Body.objects.select_related("unit", "parent").order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "kind": row.kind,
            "place": row.unit.code,
            "parent": row.parent.code if row.parent else None,
            "duties": row.duties,
            "ended_on": row.ended_on,
        }


def offices() -> Iterator[Row]:
    for row in Office.objects.select_related("body").order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "body": row.body.code,
            "duties": row.duties,
            "ended_on": row.ended_on,
        }


def register() -> None:
    publish(
        Dataset(
            "people.bodies",
            _("Public bodies"),
            _("Who may act for the place."),
            BODIES,
            bodies,
        )
    )
    publish(Dataset("people.offices", _("Offices"), _("Posts and their duties."), OFFICES, offices))
