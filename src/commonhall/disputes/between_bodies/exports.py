"""Disputes between bodies as open data. Of confidential disputes nothing is exported."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.disputes.between_bodies.queries import body_disputes


def _rows() -> Iterator[Row]:
    for row in body_disputes().order_by("pk"):
        yield {
            "id": row.pk,
            "claimant": row.claimant.code,
            "body": row.body.code,
            "case": row.case_id,
            "text": row.text,
            "reply": row.reply,
            "opened_on": row.opened_on,
            "due_on": row.due_on,
            "decided_on": row.decided_on,
            "decided_by": row.decided_by.code if row.decided_by else None,
            "decision": row.decision,
            "ended_on": row.ended_on,
        }


def register() -> None:
    publish(
        Dataset(
            "disputes.between_bodies",
            _("Disputes between bodies"),
            _("What bodies brought before the arbiter, and what was decided."),
            columns(
                id="integer",
                claimant="text",
                body="text",
                case="integer",
                text="text",
                reply="text",
                opened_on="date",
                due_on="date",
                decided_on="date",
                decided_by="text",
                decision="text",
                ended_on="date",
            ),
            _rows,
        )
    )
