"""The moderation log as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.moderation import queries
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

MODERATIONS = (
    Column("about", about="ref of the words"),
    Column("statement", "integer", about="empty where other words were hidden"),
    Column("comment", "integer", about="on a draft text; empty where other words were hidden"),
    Column("initiative", "integer", about="empty where other words were hidden"),
    Column("remark", "integer", about="comment in a debate; empty where other words were hidden"),
    Column("reason"),
    Column("body"),
    Column("at", "moment"),
    Column("appealed_at", "moment"),
    Column("verdict", about="upheld, overturned, or empty"),
    Column("decided_by"),
)


def moderations() -> Iterator[Row]:
    for row in queries.everything(CHUNK):
        yield {
            "about": row.about,
            "statement": row.statement,
            "comment": row.comment,
            "initiative": row.initiative,
            "remark": row.remark,
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
