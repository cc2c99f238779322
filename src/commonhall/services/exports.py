"""Services, floors, values and alarms as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.acts.datasets import Column, Dataset, Row, publish
from commonhall.law.models import Provision
from commonhall.services.models import Alarm, Floor, Measurement, Service


def columns_of(**kinds: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


def _services() -> Iterator[Row]:
    rows = Service.objects.select_related("body", "unit", "category", "organisation")
    for row in rows.order_by("code"):
        yield {
            "code": row.code, "names": row.names, "texts": row.texts, "channels": row.channels,
            "cost": row.cost, "rules": row.rules, "body": row.body.code,
            "organisation": row.organisation_id, "place": row.unit.code,
            "category": row.category.code if row.category else None,
            "basis": Provision.ref_of(row.basis_id) if row.basis_id else None,
            "ended_on": row.ended_on,
        }  # fmt: skip


def _floors() -> Iterator[Row]:
    for row in Floor.objects.select_related("body", "unit", "category").order_by("pk"):
        yield {
            "id": row.pk, "names": row.names, "measure": row.measure,
            "threshold": float(row.threshold), "at_least": row.at_least, "body": row.body.code,
            "place": row.unit.code, "days": row.days,
            "category": row.category.code if row.category else None, "ended_on": row.ended_on,
        }  # fmt: skip


def _values() -> Iterator[Row]:
    rows = Measurement.objects.select_related("unit").order_by("pk")
    for row in rows.iterator(chunk_size=2000):
        yield {
            "id": row.pk, "floor": row.floor_id, "standard": row.standard_id,
            "place": row.unit.code, "value": float(row.value), "on": row.on,
            "computed": row.computed,
        }  # fmt: skip


def _alarms() -> Iterator[Row]:
    for row in Alarm.objects.select_related("unit").order_by("pk"):
        yield {
            "id": row.pk, "floor": row.floor_id, "place": row.unit.code,
            "value": float(row.value), "case": row.case_id, "opened_at": row.opened_at,
            "due_on": row.due_on, "ended_at": row.ended_at,
        }  # fmt: skip


def register() -> None:
    publish(
        Dataset(
            "services.services", _("Services"), _("The catalogue, with who is entitled."),
            columns_of(
                code="text", names="json", texts="json", channels="json", cost="json",
                rules="json", body="text", organisation="integer", place="text", category="text",
                basis="text", ended_on="date",
            ),
            _services,
        )
    )  # fmt: skip
    publish(
        Dataset(
            "services.floors", _("Floors"), _("Lines nobody may fall below."),
            columns_of(
                id="integer", names="json", measure="text", threshold="number", at_least="boolean",
                body="text", place="text", days="integer", category="text", ended_on="date",
            ),
            _floors,
        )
    )  # fmt: skip
    publish(
        Dataset(
            "services.values", _("Values of floors"), _("What was measured, where and when."),
            columns_of(
                id="integer", floor="integer", standard="integer", place="text", value="number",
                on="date", computed="boolean",
            ),
            _values,
        )
    )  # fmt: skip
    publish(
        Dataset(
            "services.alarms", _("Alarms"), _("Broken floors, with their cases and deadlines."),
            columns_of(
                id="integer", floor="integer", place="text", value="number", case="integer",
                opened_at="moment", due_on="date", ended_at="moment",
            ),
            _alarms,
        )
    )  # fmt: skip
