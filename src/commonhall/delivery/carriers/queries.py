"""Asking about carriers: what an organisation carries, what is due, what it asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from commonhall.cases.cases.models import WAITING, Case
from commonhall.core import clock
from commonhall.delivery.carriers.actions import due_on, missing
from commonhall.delivery.carriers.models import FunctionReport, PaymentRequest
from commonhall.delivery.functions.models import Transfer
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.services.models import Standard

SHOWN = 10
# A value older than this says little about today.
FRESH = timedelta(days=180)


def payment_requests() -> QuerySet[PaymentRequest]:
    return PaymentRequest.objects.select_related(
        "contract", "organisation", "body", "payment", "unit"
    )


@dataclass(frozen=True)
class Report:
    """A month that is owed a report; days_late: since it was due."""

    month: date
    due_on: date
    days_late: int


def owed(transfer: Transfer, today: date) -> list[Report]:
    """Months without a report that are over, the first ones first."""
    found = []
    for month in missing(transfer):
        due = due_on(month)
        if month.replace(day=1) < today.replace(day=1):
            found.append(Report(month, due, max(0, (today - due).days)))
    return found


def carried(organisation: int) -> list[Transfer]:
    """Functions that an organisation carries now, with their reports, newest first; two queries."""
    rows = Transfer.objects.filter(organisation=organisation, returned_on=None)
    newest = FunctionReport.objects.order_by("-month")
    return list(
        rows.select_related("service__category", "body")
        .prefetch_related(Prefetch("reports", newest))
        .order_by("pk")
    )


def cases_of(transfers: list[Transfer]) -> QuerySet[Case]:
    """Cases about what is carried that still wait, the oldest first."""
    categories = [one.service.category_id for one in transfers if one.service.category_id]
    rows = Case.objects.filter(category__in=categories, state__in=WAITING)
    return rows.filter(confidential=False).select_related("category").order_by("pk")


@dataclass(frozen=True)
class Value:
    """A standard with the newest value; holds: None where it is due to be measured."""

    standard: Standard
    row: Measurement | None
    holds: bool | None


def values(transfers: list[Transfer]) -> list[Value]:
    """Standards of what is carried; two queries however many."""
    services = [one.service_id for one in transfers]
    standards = list(
        Standard.objects.filter(service__in=services, ended_on=None)
        .select_related("service")
        .order_by("pk")
    )
    rows = Measurement.objects.filter(standard__in=standards, struck_on=None).order_by("on", "pk")
    newest = {row.standard_id: row for row in rows}
    found = []
    for one in standards:
        row = newest.get(one.pk)
        fresh = row is not None and row.on >= clock.today() - FRESH
        found.append(Value(one, row, one.holds(row.value) if row and fresh else None))
    return found
