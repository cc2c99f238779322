"""Signals of the gaming watch as open data, once they are public."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.evaluation.gaming import queries
from commonhall.evaluation.gaming.api import told

COLUMNS = (
    Column("id", "integer"),
    Column("watch"),
    Column("body"),
    Column("month", "date"),
    Column("observed", "integer"),
    Column("trials", "integer"),
    Column("expected", "number", about="as many are usual"),
    Column("chance", "number", about="of as many by chance alone"),
    Column("level", "number", about="below which anything was told that month"),
    Column("cases", "json", about="numbers of the public cases behind it", sealed=True),
    Column("verdict", about="what the reviewer found; empty while it has said nothing"),
    Column("reasons", about="of the reviewer", sealed=True),
    Column("reply", about="of the body", sealed=True),
    Column("raised_on", "date"),
    Column("published_on", "date"),
)


def signals() -> Iterator[Row]:
    for row in queries.public().order_by("pk").iterator(chunk_size=500):
        yield {"id": row.pk, **told(row)}


def register() -> None:
    publish(
        Dataset(
            "evaluation.gaming",
            _("Gaming watch"),
            _("Counts that look as if numbers were made to look good, and what was found."),
            COLUMNS,
            signals,
        )
    )
