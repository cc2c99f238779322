"""Places as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.places.models import Unit

UNITS = (
    Column("code"),
    Column("names", "json", "the name by language"),
    Column("kind"),
    Column("parent", about="code of the unit it lies in"),
    Column("ended_on", "date"),
)


def units() -> Iterator[Row]:
    for row in Unit.objects.select_related("parent").order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "kind": row.kind,
            "parent": row.parent.code if row.parent else None,
            "ended_on": row.ended_on,
        }


def register() -> None:
    publish(
        Dataset(
            "places.units",
            _("Places"),
            _("The territory and its parts, as a tree."),
            UNITS,
            units,
        )
    )
