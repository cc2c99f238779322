"""Changes of the roll as open data: numbers, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.people.rolls import queries


def _roll_changes() -> Iterator[Row]:
    for row in queries.roll_changes().order_by("pk"):
        yield {
            "id": row.pk,
            "place": row.unit.code,
            "lines": row.lines,
            "new": row.new,
            "changed": row.changed,
            "by_place": row.by_place,
            "digest": row.digest,
            "body": row.body.code,
            "proposed_at": row.proposed_at,
            "state": row.state,
            "decided_by": row.decided_by.code if row.decided_by else None,
            "decided_at": row.decided_at,
            "reasons": row.reasons,
        }


def register() -> None:
    publish(
        Dataset(
            "people.roll_changes",
            _("Changes of the roll"),
            _("Lists that changed the roll of residents, and which second body agreed."),
            columns(
                id="integer",
                place="text",
                lines="integer",
                new="integer",
                changed="integer",
                by_place="json",
                digest="text",
                body="text",
                proposed_at="moment",
                state="text",
                decided_by="text",
                decided_at="moment",
                reasons="text",
            ),
            _roll_changes,
        )
    )
