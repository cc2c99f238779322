"""Commitments of round tables as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.round_tables.models import Agreement, Commitment
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

COMMITMENTS = (
    Column("id", "integer"),
    Column("table", "integer"),
    Column("party"),
    Column("due_on", "date"),
    Column("state", about="pending, kept or broken"),
    Column("marked_at", "moment"),
)


def commitments() -> Iterator[Row]:
    rows = Commitment.objects.filter(agreement__state=Agreement.State.AGREED).order_by("id")
    seats = rows.select_related("agreement__item", "seat__body", "seat__organisation")
    for row in seats.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "table": row.agreement.item.table_id,
            "party": row.seat.body.code if row.seat.body else row.seat.speaker,
            "due_on": row.due_on,
            "state": row.state,
            "marked_at": row.marked_at,
        }


def register() -> None:
    publish(
        Dataset(
            "consultations.commitments",
            _("Commitments"),
            _("What parties at round tables have committed to."),
            COMMITMENTS,
            commitments,
        )
    )
