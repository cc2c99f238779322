"""What carriers report, ask for and are paid, as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, columns, publish
from commonhall.delivery.carriers.models import FunctionReport, GrantReport, PaymentRequest
from commonhall.delivery.functions.models import FunctionRequest

REPORTS = (
    *columns(id="integer", transfer="integer", month="date", figures="json"),
    Column("text", sealed=True),
    *columns(due_on="date", on="date", days_late="integer"),
)
PAYMENTS = (
    *columns(id="integer", contract="integer", organisation="integer", amount="integer"),
    *columns(currency="text", purpose="text", invoice="text", invoiced_on="date", state="text"),
    Column("reasons", sealed=True),
    *columns(on="date", answered_on="date"),
)
REQUESTS = (
    *columns(id="integer", service="text", body="text", organisation="integer"),
    *(Column(name, sealed=True) for name in ("plan", "standard", "reasons")),
    *columns(amount="integer", currency="text", starts="date", ends="date", state="text"),
    *columns(due_on="date", answered_on="date", transfer="integer"),
)


def reports() -> Iterator[Row]:
    for row in FunctionReport.objects.order_by("pk"):
        yield {
            "id": row.pk,
            "transfer": row.transfer_id,
            "month": row.month,
            "figures": row.figures,
            "text": row.text,
            "due_on": row.due_on,
            "on": row.on,
            "days_late": row.days_late,
        }


def payments() -> Iterator[Row]:
    names = [one.name for one in PAYMENTS]
    for row in PaymentRequest.objects.order_by("pk"):
        own = {"id": row.pk, "contract": row.contract_id, "organisation": row.organisation_id}
        yield {name: own[name] if name in own else getattr(row, name) for name in names}


def requests() -> Iterator[Row]:
    names = [one.name for one in REQUESTS]
    for row in FunctionRequest.objects.select_related("service", "body").order_by("pk"):
        own = {
            "service": row.service.code,
            "body": row.body.code,
            "organisation": row.organisation_id,
            "transfer": row.transfer_id,
        }
        yield {name: own[name] if name in own else getattr(row, name) for name in names}


GRANTS = (
    *columns(id="integer", contract="integer", spent="integer", currency="text", figures="json"),
    Column("text", sealed=True),
    *columns(due_on="date", on="date", days_late="integer"),
)


def grants() -> Iterator[Row]:
    names = [one.name for one in GRANTS]
    for row in GrantReport.objects.order_by("pk"):
        own = {"id": row.pk, "contract": row.contract_id}
        yield {name: own[name] if name in own else getattr(row, name) for name in names}


def register() -> None:
    publish(
        Dataset(
            "delivery.grant_reports",
            _("Reports on grants"),
            _("What grants were used for, and how much of them was spent."),
            GRANTS,
            grants,
        )
    )
    publish(
        Dataset(
            "delivery.reports",
            _("Monthly reports of carriers"),
            _("Figures and words of organisations that carry functions."),
            REPORTS,
            reports,
        )
    )
    publish(
        Dataset(
            "delivery.payment_requests",
            _("Payments asked for"),
            _("What organisations asked to be paid, and the answers."),
            PAYMENTS,
            payments,
        )
    )
    publish(
        Dataset(
            "delivery.function_requests",
            _("Requests for functions"),
            _("What organisations asked to carry, and the answers."),
            REQUESTS,
            requests,
        )
    )
