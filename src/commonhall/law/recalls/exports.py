"""Petitions for recall as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.recalls import queries

RECALLS = (
    Column("ref"),
    Column("mandate"),
    Column("body", about="whose mandate"),
    Column("state"),
    Column("signatures", "integer"),
    Column("needed", "integer"),
    Column("begun_at", "moment"),
    Column("closes_on", "date"),
    Column("due_on", "date"),
    Column("decided_at", "moment"),
)


def recalls() -> Iterator[Row]:
    for row in queries.recalls().order_by("pk"):
        yield {
            "ref": row.ref,
            "mandate": row.mandate.ref,
            "body": row.mandate.body.code,
            "state": row.state,
            "signatures": row.signed,  # type: ignore[attr-defined]
            "needed": row.needed,
            "begun_at": row.at,
            "closes_on": row.closes_on,
            "due_on": row.due_on,
            "decided_at": row.decided_at,
        }


def register() -> None:
    publish(
        Dataset(
            "law.recalls",
            _("Petitions for recall"),
            _("Mandates that residents want to recall, with signatures and answers."),
            RECALLS,
            recalls,
        )
    )
