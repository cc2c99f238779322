"""Early warnings as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, columns, publish
from commonhall.evaluation.signals.models import Signal

COLUMNS = (
    *columns(
        id="integer",
        kind="text",
        place="text",
        category="text",
        body="text",
        places="json",
        since="date",
        until="date",
        seen="integer",
        expected="number",
        bound="integer",
        chance="number",
        per_year="number",
        words="json",
        raised_at="moment",
        due_on="date",
        state="text",
        answer="text",
    ),
    Column("text", "text", "The body's answer", sealed=True),
    *columns(
        happens_on="date",
        source="integer",
        answered_at="moment",
    ),
)
_PLAIN = (
    "id",
    "kind",
    "places",
    "since",
    "until",
    "seen",
    "bound",
    "chance",
    "words",
    "raised_at",
    "due_on",
    "state",
    "answer",
    "text",
    "happens_on",
    "answered_at",
)


def signals() -> Iterator[Row]:
    rows = Signal.objects.select_related("unit", "category", "body").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        yield {
            **{name: getattr(row, name) for name in _PLAIN},
            "place": row.unit.code,
            "category": row.category.code,
            "body": row.body.code,
            "expected": float(row.expected),
            "per_year": float(row.per_year),
            "source": row.source_id,
        }


def register() -> None:
    publish(
        Dataset(
            "evaluation.signals",
            _("Early warnings"),
            _("Places and weeks with more cases than usual, and what the body responsible did."),
            COLUMNS,
            signals,
        )
    )
