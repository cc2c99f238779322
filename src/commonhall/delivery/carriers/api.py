"""Requests for functions, monthly reports and payments asked for, for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.carriers import queries
from commonhall.delivery.carriers.models import FunctionReport
from commonhall.delivery.functions import queries as function_queries
from commonhall.delivery.plan.api import PlanPaged, money

router = Router(tags=["plan"])


class FunctionRequestOut(Schema):
    """An organisation asks to carry a service; amount: money a year."""

    id: int
    service: str
    body: str
    organisation: int
    plan: str
    standard: str
    amount: str | None
    currency: str
    starts: date
    ends: date
    state: str
    reasons: str
    due_on: date | None
    answered_on: date | None
    transfer: int | None


class FunctionRequestPage(Schema):
    items: list[FunctionRequestOut]
    older: str
    newer: str


class ReportFigure(Schema):
    name: str
    value: str


class FunctionReportOut(Schema):
    """What the carrier of a function reports for a month."""

    id: int
    transfer: int
    month: date
    figures: list[ReportFigure]
    text: str
    due_on: date
    on: date
    days_late: int


class FunctionReportPage(Schema):
    items: list[FunctionReportOut]
    older: str
    newer: str


class PaymentRequestOut(Schema):
    """A payment an organisation asked for on its contract."""

    id: int
    contract: int
    organisation: int
    amount: str | None
    currency: str
    purpose: str
    invoice: str
    state: str
    reasons: str
    on: date
    answered_on: date | None


class PaymentRequestPage(Schema):
    items: list[PaymentRequestOut]
    older: str
    newer: str


@router.get(
    "/function-requests",
    response={200: FunctionRequestPage, **api.READ},
    operation_id="list_function_requests",
)
def list_function_requests(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """What organisations asked to carry, newest first."""

    def one(row: Any) -> dict[str, Any]:
        names = ("plan", "standard", "currency", "starts", "ends", "state", "reasons")
        return {
            **{name: getattr(row, name) for name in (*names, "due_on", "answered_on")},
            "id": row.pk,
            "service": row.service.code,
            "body": row.body.code,
            "organisation": row.organisation_id,
            "amount": money(row.amount),
            "transfer": row.transfer_id,
        }

    return api.listed(function_queries.requests(), one, wanted.cursor, wanted.size)


@router.get(
    "/function-reports",
    response={200: FunctionReportPage, **api.READ},
    operation_id="list_function_reports",
)
def list_function_reports(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """Monthly reports of those who carry functions, newest first."""

    def one(row: FunctionReport) -> dict[str, Any]:
        names = ("month", "figures", "text", "due_on", "on", "days_late")
        found = {name: getattr(row, name) for name in names}
        return {**found, "id": row.pk, "transfer": row.transfer_id}

    return api.listed(FunctionReport.objects.all(), one, wanted.cursor, wanted.size)


@router.get(
    "/payment-requests",
    response={200: PaymentRequestPage, **api.READ},
    operation_id="list_payment_requests",
)
def list_payment_requests(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """Payments that organisations asked for, with the answers, newest first."""

    def one(row: Any) -> dict[str, Any]:
        names = ("currency", "purpose", "invoice", "state", "reasons", "on", "answered_on")
        return {
            **{name: getattr(row, name) for name in names},
            "id": row.pk,
            "contract": row.contract_id,
            "organisation": row.organisation_id,
            "amount": money(row.amount),
        }

    return api.listed(queries.payment_requests(), one, wanted.cursor, wanted.size)
