"""Sittings as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.decisions.sittings import queries


def _sittings() -> Iterator[Row]:
    for row in queries.sittings().order_by("pk"):
        yield {
            "id": row.pk,
            "body": row.body.code,
            "state": row.state,
            "where": row.where,
            "starts_at": row.starts_at,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.sittings",
            _("Sittings"),
            _("When and where bodies met to decide."),
            columns(
                id="integer",
                body="text",
                state="text",
                where="text",
                starts_at="moment",
                opened_at="moment",
                closed_at="moment",
            ),
            _sittings,
        )
    )
