"""Series and their values as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Dataset, Row, columns, publish
from commonhall.evaluation.series.models import Series, StruckReport, Value

SERIES = columns(
    code="text",
    names="json",
    texts="json",
    measured_in="json",
    more_is_better="boolean",
    body="text",
    citation="text",
    ended_on="date",
)
VALUES = columns(
    id="integer",
    series="text",
    place="text",
    on="date",
    value="number",
    asked="integer",
    error="number",
    struck_on="date",
)


def series() -> Iterator[Row]:
    for row in Series.objects.select_related("body").order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "texts": row.texts,
            "measured_in": row.measured_in,
            "more_is_better": row.up,
            "body": row.body.code,
            "citation": row.citation,
            "ended_on": row.ended_on,
        }


def values() -> Iterator[Row]:
    struck = dict(StruckReport.objects.values_list("entry", "on"))
    rows = Value.objects.select_related("series", "unit").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "series": row.series.code,
            "place": row.unit.code,
            "on": row.on,
            "value": float(row.value),
            "asked": row.asked,
            "error": None if row.error is None else float(row.error),
            "struck_on": struck.get(row.reported_in) if row.reported_in else None,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "series",
            _("Series of values"),
            _("What is measured again and again, and by which body."),
            SERIES,
            series,
        ),
        (
            "values",
            _("Values of series"),
            _("What was measured, where and when. The newest row counts."),
            VALUES,
            values,
        ),
    ):
        publish(Dataset(f"evaluation.{name}", title, about, shape, rows))
