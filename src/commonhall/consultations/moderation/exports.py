"""The moderation log as open data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.moderation import queries
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

MODERATIONS = (
    Column("statement", "integer", about="empty where a comment was hidden"),
    Column("comment", "integer", about="on a draft text; empty where a statement was hidden"),
    Column("reason"),
    Column("body"),
    Column("at", "moment"),
    Column("appealed_at", "moment"),
    Column("verdict", about="upheld, overturned, or empty"),
    Column("decided_by"),
)


def moderations() -> Iterator[Row]:
    statements = queries.statements().order_by("id").iterator(chunk_size=CHUNK)
    comments = queries.comments().order_by("id").iterator(chunk_size=CHUNK)
    found = chain(
        map(queries.of_statement, statements),
        map(queries.of_comment, comments),
    )
    for row in found:
        yield {
            "statement": row.statement,
            "comment": row.comment,
            "reason": row.reason,
            "body": row.body.code,
            "at": row.at,
            "appealed_at": row.appealed_at,
            "verdict": row.verdict,
            "decided_by": row.decided_by.code if row.decided_by else None,
        }


def register() -> None:
    publish(
        Dataset(
            "consultations.moderations",
            _("Moderation log"),
            _("What was hidden, the reasons, and the appeals."),
            MODERATIONS,
            moderations,
        )
    )
