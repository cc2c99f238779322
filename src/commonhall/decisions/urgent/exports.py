"""Urgent decisions as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.decisions.urgent import queries


def _urgents() -> Iterator[Row]:
    for row in queries.urgents().order_by("pk"):
        yield {
            "motion": row.motion_id,
            "body": row.motion.body.code,
            "state": row.state,
            "members": row.members,
            "called_at": row.called_at,
            "done_at": row.done_at,
            "confirm_by": row.confirm_by,
            "ended_at": row.ended_at,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.urgent",
            _("Urgent decisions"),
            _("What members of a body decided at once, and whether the body confirmed it."),
            columns(
                motion="integer",
                body="text",
                state="text",
                members="integer",
                called_at="moment",
                done_at="moment",
                confirm_by="date",
                ended_at="moment",
            ),
            _urgents,
        )
    )
