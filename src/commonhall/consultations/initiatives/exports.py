"""Initiatives as open data: how many signed, never who."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives import queries
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

INITIATIVES = (
    Column("ref"),
    Column("title", sealed=True),
    Column("kind", about="answer, motion, rule, vote, budget, audit or index"),
    Column("state"),
    Column("place"),
    Column("body", about="who owes the answer"),
    Column("about", about="ref of the matter"),
    Column("signed", "integer", about="signatures that count"),
    Column("paper", "integer", about="of these, on paper"),
    Column("waiting", "integer", about="of people who are not confirmed as residents yet"),
    Column("organisations", "integer", about="not counted"),
    Column("needed", "integer"),
    Column("begun_at", "moment"),
    Column("closes_on", "date"),
    Column("reached_on", "date"),
    Column("due_on", "date"),
    Column("overdue_on", "date"),
    Column("outcome"),
    Column("led_to", about="ref of what the body did"),
    Column("decided_at", "moment"),
    Column("hidden_for", about="reason of moderation; empty while it is shown"),
)


def initiatives() -> Iterator[Row]:
    rows = queries.initiatives(queries.Filter()).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield queries.told(row)


def register() -> None:
    publish(
        Dataset(
            "consultations.initiatives",
            _("Initiatives"),
            _("What residents began: signatures, who must answer by when, and what came of it."),
            INITIATIVES,
            initiatives,
        )
    )
