"""Editions and marks of self-assessments as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.evaluation.editions.models import Edition, Mark

EDITIONS = columns(
    id="integer",
    framework="text",
    revision="integer",
    starts="date",
    ends="date",
    published_at="moment",
    seed="integer",
    inputs="json",
    weights="json",
    outcome="json",
)
MARKS = columns(
    framework="text",
    indicator="text",
    group="text",
    office="text",
    value="integer",
    evidence="text",
    at="moment",
)


def editions() -> Iterator[Row]:
    rows = Edition.objects.select_related("framework").order_by("pk")
    for row in rows.iterator(chunk_size=50):
        yield {
            "id": row.pk,
            "framework": row.framework.code,
            "revision": row.revision,
            "starts": row.starts,
            "ends": row.ends,
            "published_at": row.published_at,
            "seed": row.seed,
            "inputs": row.inputs,
            "weights": row.weights,
            "outcome": row.outcome,
        }


def marks() -> Iterator[Row]:
    for row in Mark.objects.select_related("framework", "office").order_by("pk"):
        yield {
            "framework": row.framework.code,
            "indicator": row.indicator,
            "group": row.group,
            "office": row.office.code,
            "value": row.value,
            "evidence": row.evidence,
            "at": row.at,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "editions",
            _("Editions"),
            _("The results of each framework, with everything they are based on."),
            EDITIONS,
            editions,
        ),
        (
            "marks",
            _("Marks of self-assessments"),
            _("What offices said about themselves, and where to check it."),
            MARKS,
            marks,
        ),
    ):
        publish(Dataset(f"evaluation.{name}", title, about, shape, rows))
