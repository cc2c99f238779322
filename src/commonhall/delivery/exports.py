"""The plan, money, contracts, functions and shifts as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.delivery.contracts import queries as contract_queries
from commonhall.delivery.functions import queries as function_queries
from commonhall.delivery.plan import queries as plan_queries
from commonhall.delivery.plan.models import Milestone, Payment
from commonhall.delivery.shifts import queries as shift_queries


def _columns(**kinds: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in kinds.items())


def _items() -> Iterator[Row]:
    for row in plan_queries.with_money(plan_queries.items()).order_by("pk"):
        yield {
            "id": row.pk, "level": row.level, "parent": row.parent_id, "names": row.names,
            "state": row.state, "body": row.body.code, "organisation": row.organisation_id,
            "place": row.unit.code, "budget": row.budget, "paid": row.paid or 0,  # type: ignore[attr-defined]
            "about": row.about, "starts": row.starts, "due_on": row.due_on, "done_on": row.done_on,
        }  # fmt: skip


def _milestones() -> Iterator[Row]:
    for row in Milestone.objects.order_by("pk"):
        yield {
            "id": row.pk, "item": row.item_id, "names": row.names, "due_on": row.due_on,
            "done_on": row.done_on,
        }  # fmt: skip


def _payments() -> Iterator[Row]:
    for row in Payment.objects.order_by("pk"):
        yield {
            "id": row.pk, "item": row.item_id, "amount": row.amount, "on": row.on,
            "organisation": row.organisation_id, "purpose": row.purpose,
        }  # fmt: skip


def _contracts() -> Iterator[Row]:
    for row in contract_queries.contracts().order_by("pk"):
        yield {
            "id": row.pk, "names": row.names, "item": row.item_id, "body": row.body.code,
            "organisation": row.organisation_id, "method": row.method, "grant": row.grant,
            "amount": row.amount, "bids": row.bids, "published_on": row.published_on,
            "closes_on": row.closes_on, "awarded_on": row.awarded_on, "ends": row.ends,
            "state": row.state, "flags": [str(one) for one in contract_queries.flags(row)],
        }  # fmt: skip


def _transfers() -> Iterator[Row]:
    for row in function_queries.transfers().order_by("pk"):
        yield {
            "id": row.pk, "service": row.service.code, "body": row.body.code,
            "organisation": row.organisation_id, "amount": row.amount, "standards": row.standards,
            "starts": row.starts, "ends": row.ends, "returned_on": row.returned_on,
        }  # fmt: skip


def _shifts() -> Iterator[Row]:
    for row in shift_queries.shifts().order_by("pk"):
        yield {
            "id": row.pk, "names": row.names, "item": row.item_id, "place": row.unit.code,
            "organisation": row.organisation_id, "starts_at": row.starts_at, "ends_at": row.ends_at,
            "places": row.places, "signed_up": row.signed_up, "cancelled": row.cancelled,  # type: ignore[attr-defined]
        }  # fmt: skip


def register() -> None:
    tables = (
        ("items", _("Plan"), _("Goals, measures and projects with money and promised days."),
         _columns(id="integer", level="text", parent="integer", names="json", state="text",
                  body="text", organisation="integer", place="text", budget="integer",
                  paid="integer", about="text", starts="date", due_on="date", done_on="date"),
         _items),
        ("milestones", _("Milestones"), _("Steps promised for a day."),
         _columns(id="integer", item="integer", names="json", due_on="date", done_on="date"),
         _milestones),
        ("payments", _("Payments"), _("Money as it was paid."),
         _columns(id="integer", item="integer", amount="integer", on="date",
                  organisation="integer", purpose="text"),
         _payments),
        ("contracts", _("Contracts and grants"), _("From the call to the end."),
         _columns(id="integer", names="json", item="integer", body="text", organisation="integer",
                  method="text", grant="boolean", amount="integer", bids="integer",
                  published_on="date", closes_on="date", awarded_on="date", ends="date",
                  state="text", flags="json"),
         _contracts),
        ("transfers", _("Functions carried by organisations"), _("With money, standard and term."),
         _columns(id="integer", service="text", body="text", organisation="integer",
                  amount="integer", standards="json", starts="date", ends="date",
                  returned_on="date"),
         _transfers),
        ("shifts", _("Shifts"), _("Hands wanted and found; nobody's name."),
         _columns(id="integer", names="json", item="integer", place="text", organisation="integer",
                  starts_at="moment", ends_at="moment", places="integer", signed_up="integer",
                  cancelled="boolean"),
         _shifts),
    )  # fmt: skip
    for name, title, about, columns, rows in tables:
        publish(Dataset(f"delivery.{name}", title, about, columns, rows))
