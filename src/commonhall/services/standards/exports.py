"""What services promise, and how that was changed, as open data; the values stand among `services.values`."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.services.services.models import Standard, StandardChange


def _standards() -> Iterator[Row]:
    for row in Standard.objects.select_related("service").order_by("pk"):
        yield {
            "id": row.pk,
            "service": row.service.code,
            "names": row.names,
            "measure": row.measure,
            "threshold": float(row.threshold),
            "at_least": row.at_least,
            "ended_on": row.ended_on,
            "why_ended": row.why_ended,
        }


def _changes() -> Iterator[Row]:
    for row in StandardChange.objects.order_by("pk"):
        yield {
            "id": row.pk,
            "standard": row.standard_id,
            "before": float(row.before),
            "after": float(row.after),
            "reasons": row.reasons,
            "on": row.on,
            "ended_on": row.ended_on,
        }


def register() -> None:
    publish(
        Dataset(
            "services.standards",
            _("Standards of services"),
            _("What each service promises."),
            columns(
                id="integer",
                service="text",
                names="json",
                measure="text",
                threshold="number",
                at_least="boolean",
                ended_on="date",
                why_ended="text",
            ),
            _standards,
        )
    )
    publish(
        Dataset(
            "services.standard_changes",
            _("Changes of standards"),
            _("Each change of what a service promises, with its reasons."),
            columns(
                id="integer",
                standard="integer",
                before="number",
                after="number",
                reasons="text",
                on="date",
                ended_on="date",
            ),
            _changes,
        )
    )
