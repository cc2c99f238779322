"""Challenges of rules as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.challenges import queries

CHALLENGES = (
    Column("ref"),
    Column("provision"),
    Column("competence", about="empty: the provision as a whole"),
    Column("body", about="who must answer"),
    Column("state"),
    Column("signatures", "integer"),
    Column("filed_at", "moment"),
    Column("due_on", "date"),
    Column("overdue_on", "date"),
    Column("decided_at", "moment"),
    Column("ends_on", "date"),
)


def challenges() -> Iterator[Row]:
    for row in queries.challenges().order_by("pk"):
        yield {
            "ref": row.ref,
            "provision": row.provision.ref,
            "competence": row.competence.ref if row.competence else None,
            "body": row.body.code,
            "state": row.state,
            "signatures": row.signed,  # type: ignore[attr-defined]
            "filed_at": row.at,
            "due_on": row.due_on,
            "overdue_on": row.overdue_on,
            "decided_at": row.decided_at,
            "ends_on": row.ends_on,
        }


def register() -> None:
    publish(
        Dataset(
            "law.challenges",
            _("Challenges to rules"),
            _("Rules that people say go too far, and what came of them."),
            CHALLENGES,
            challenges,
        )
    )
