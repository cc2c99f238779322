"""Alternatives as open data: which decisions stood beside each other, and how each office put them in order."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.decisions.alternatives.models import AlternativesRanking
from commonhall.decisions.alternatives.queries import alternatives


def _alternatives() -> Iterator[Row]:
    for row in alternatives().prefetch_related("motions").order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "body": row.body.code,
            "about": row.about,
            "rule": row.rule,
            "state": row.state,
            "motions": sorted(one.pk for one in row.motions.all()),
            "put_at": row.put_at,
            "decided_at": row.decided_at,
            "outcome": row.outcome or None,
        }


def _rankings() -> Iterator[Row]:
    rows = AlternativesRanking.objects.select_related("office")
    for row in rows.order_by("alternatives_id", "office_id"):
        yield {
            "alternatives": row.alternatives_id,
            "office": row.office.code,
            "order": row.order,
            "at": row.at,
        }


def register() -> None:
    publish(
        Dataset(
            "decisions.alternatives",
            _("Alternatives before bodies"),
            _("Decisions of which one went to the vote."),
            columns(
                id="integer",
                names="json",
                body="text",
                about="text",
                rule="text",
                state="text",
                motions="json",
                put_at="moment",
                decided_at="moment",
                outcome="json",
            ),
            _alternatives,
        )
    )
    publish(
        Dataset(
            "decisions.rankings",
            _("Orders of alternatives"),
            _("In which order each office put the decisions."),
            columns(alternatives="integer", office="text", order="json", at="moment"),
            _rankings,
        )
    )
