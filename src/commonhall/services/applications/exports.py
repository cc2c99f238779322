"""Applications as open data: what everybody may know of each. Not who applied, nor for what."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.services.applications.models import Application

COLUMNS = (
    Column("id", "integer", "the number, drawn and not counted"),
    Column("body", about="code of the body that answers"),
    Column("place", about="code of the territorial unit"),
    Column("state", about="open, asked, granted, refused or withdrawn"),
    Column("channel", about="web, api, phone, counter or letter"),
    Column("applied_on", "date"),
    Column("due_on", "date", "the day by which the law demands an answer"),
    Column("decided_on", "date"),
)


def _rows() -> Iterator[Row]:
    rows = Application.objects.select_related("body", "unit").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "body": row.body.code,
            "place": row.unit.code,
            "state": row.state,
            "channel": row.channel,
            "applied_on": row.applied_on,
            "due_on": row.due_on,
            "decided_on": row.decided_on,
        }


def register() -> None:
    publish(
        Dataset(
            "services.applications",
            _("Applications for services"),
            _("Number, body, days and state of each. Who applied, and for what, is sealed."),
            COLUMNS,
            _rows,
        )
    )
