"""Initiatives as open data: how many signed, never who."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives import counting, queries
from commonhall.consultations.initiatives.models import SignatureTally
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
    Column(
        "waiting",
        "integer",
        about="of people who are not confirmed as residents yet",
        sealed=True,
    ),
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
    """Counted from the signatures, so that a reader who has only what is published comes to the same."""
    rows = queries.initiatives(queries.Filter()).order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        found = counting.counted([row.pk for row in chunk])
        for row in chunk:
            yield queries.told(row, SignatureTally(initiative=row, **found[row.pk]))


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
