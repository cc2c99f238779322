"""Results of elections as open data; who was elected is on the pages of the bodies."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.results import queries

RESULTS = (
    Column("ref"),
    Column("body"),
    Column("kind"),
    Column("held_on", "date"),
    Column("evidence"),
    Column("digest", about="SHA-256 of the official result's file"),
    Column("starts", "date"),
    Column("ends", "date"),
    Column("seats", "integer"),
    Column("state"),
    Column("entered_by", about="which body entered it"),
    Column("decided_by", about="which body confirmed it, or did not"),
    Column("decided_on", "date"),
    Column("mandate", about="which mandate it gave"),
)


def results() -> Iterator[Row]:
    for row in queries.results().order_by("pk"):
        yield {
            "ref": row.ref,
            "body": row.body.code,
            "kind": row.kind,
            "held_on": row.held_on,
            "evidence": row.evidence,
            "digest": row.digest,
            "starts": row.starts,
            "ends": row.ends,
            "seats": row.seats,  # type: ignore[attr-defined]
            "state": row.state,
            "entered_by": row.entered_by.code,
            "decided_by": row.decided_by.code if row.decided_by else "",
            "decided_on": row.decided_on,
            "mandate": row.mandate.ref if row.mandate else "",
        }


def register() -> None:
    publish(
        Dataset(
            "law.results",
            _("Election results"),
            _("What residents elected, entered by one body and confirmed by another."),
            RESULTS,
            results,
        )
    )
