"""Recognitions as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.recognitions import queries

RECOGNITIONS = (
    Column("id", "integer"),
    Column("organisation", "integer"),
    Column("body", about="who answers"),
    Column("state"),
    Column("at", "moment", about="when it was asked for, or given by the office itself"),
    Column("due_on", "date"),
    Column("decided_at", "moment"),
    Column("until", "date", about="last day of its standing; empty: no provision sets one"),
)


def recognitions() -> Iterator[Row]:
    for row in queries.recognitions().order_by("pk"):
        yield {
            "id": row.pk,
            "organisation": row.organisation_id,
            "body": row.body.code,
            "state": row.state,
            "at": row.at,
            "due_on": row.due_on,
            "decided_at": row.decided_at,
            "until": row.until,
        }


def register() -> None:
    publish(
        Dataset(
            "law.recognitions",
            _("Recognition of organisations"),
            _("Organisations that asked for standing, how they were answered, and until when."),
            RECOGNITIONS,
            recognitions,
        )
    )
