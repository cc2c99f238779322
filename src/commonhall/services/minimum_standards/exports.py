"""Minimum standards as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard


def _minimum_standards() -> Iterator[Row]:
    for row in MinimumStandard.objects.select_related("body", "unit", "category").order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "measure": row.measure,
            "threshold": float(row.threshold),
            "at_least": row.at_least,
            "body": row.body.code,
            "place": row.unit.code,
            "days": row.days,
            "measure_days": row.measure_days,
            "set_on": row.set_on,
            "category": row.category.code if row.category else None,
            "source": row.source,
            "ended_on": row.ended_on,
        }


def _values() -> Iterator[Row]:
    rows = Measurement.objects.select_related("unit", "body", "confirmed_by").order_by("pk")
    for row in rows.iterator(chunk_size=2000):
        yield {
            "id": row.pk,
            "minimum_standard": row.minimum_standard_id,
            "standard": row.standard_id,
            "place": row.unit.code,
            "value": float(row.value),
            "on": row.on,
            "computed": row.computed,
            "body": row.body.code if row.body else None,
            "method": row.method,
            "evidence": row.evidence,
            "sample": row.sample,
            "struck_on": row.struck_on,
            "month": row.month,
            "confirmed_by": row.confirmed_by.code if row.confirmed_by else None,
            "confirmed_on": row.confirmed_on,
            "seen": row.seen,
        }


def _alarms() -> Iterator[Row]:
    for row in Alarm.objects.select_related("unit").order_by("pk"):
        yield {
            "id": row.pk,
            "minimum_standard": row.minimum_standard_id,
            "place": row.unit.code,
            "why": row.why,
            "value": None if row.value is None else float(row.value),
            "case": row.case_id,
            "opened_at": row.opened_at,
            "due_on": row.due_on,
            "ended_at": row.ended_at,
            "by_residents": row.by_residents,
            "days_late": row.days_late(clock.today()),
        }


def register() -> None:
    publish(
        Dataset(
            "services.minimum_standards",
            _("Minimum standards"),
            _("Levels nobody may fall below."),
            columns(
                id="integer",
                names="json",
                measure="text",
                threshold="number",
                at_least="boolean",
                body="text",
                place="text",
                days="integer",
                measure_days="integer",
                set_on="date",
                category="text",
                source="text",
                ended_on="date",
            ),
            _minimum_standards,
        )
    )
    publish(
        Dataset(
            "services.values",
            _("Values of standards and minimum standards"),
            _("What was measured, where and when."),
            columns(
                id="integer",
                minimum_standard="integer",
                standard="integer",
                place="text",
                value="number",
                on="date",
                computed="boolean",
                body="text",
                method="text",
                evidence="text",
                sample="integer",
                struck_on="date",
                month="date",
                confirmed_by="text",
                confirmed_on="date",
                seen="text",
            ),
            _values,
        )
    )
    publish(
        Dataset(
            "services.alarms",
            _("Alarms"),
            _("Broken minimum standards, with their cases and deadlines."),
            columns(
                id="integer",
                minimum_standard="integer",
                place="text",
                why="text",
                value="number",
                case="integer",
                opened_at="moment",
                due_on="date",
                ended_at="moment",
                by_residents="boolean",
                days_late="integer",
            ),
            _alarms,
        )
    )
