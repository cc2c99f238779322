"""Services, floors, values and alarms as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.law.instruments.models import Provision
from commonhall.services.services.models import Service


def _services() -> Iterator[Row]:
    rows = Service.objects.select_related("body", "unit", "category", "organisation")
    for row in rows.order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "texts": row.texts,
            "channels": row.channels,
            "cost": row.cost,
            "contact": row.contact,
            "life_events": row.life_events,
            "applied_for": row.applied_for,
            "documents": row.documents,
            "rules": row.rules,
            "body": row.body.code,
            "organisation": row.organisation_id,
            "place": row.unit.code,
            "category": row.category.code if row.category else None,
            "basis": Provision.ref_of(row.basis_id) if row.basis_id else None,
            "ended_on": row.ended_on,
        }


def register() -> None:
    publish(
        Dataset(
            "services.services",
            _("Services"),
            _("The catalogue of services, and who is entitled to them."),
            columns(
                code="text",
                names="json",
                texts="json",
                channels="json",
                cost="json",
                contact="json",
                life_events="json",
                applied_for="boolean",
                documents="json",
                rules="json",
                body="text",
                organisation="integer",
                place="text",
                category="text",
                basis="text",
                ended_on="date",
            ),
            _services,
        )
    )
