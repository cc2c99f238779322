"""The plan, its milestones and payments as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.delivery.plan import queries
from commonhall.delivery.plan.models import Milestone, Payment

ITEMS = columns(
    id="integer",
    level="text",
    parent="integer",
    names="json",
    state="text",
    body="text",
    organisation="integer",
    place="text",
    budget="integer",
    paid="integer",
    currency="text",
    about="text",
    adopted_on="date",
    starts="date",
    due_on="date",
    done_on="date",
)
MILESTONES = columns(id="integer", item="integer", names="json", due_on="date", done_on="date")
PAYMENTS = columns(
    id="integer",
    item="integer",
    contract="integer",
    body="text",
    amount="integer",
    currency="text",
    on="date",
    organisation="integer",
    purpose="text",
    invoice="text",
    invoiced_on="date",
)


def items() -> Iterator[Row]:
    for row in queries.with_money(queries.items()).order_by("pk"):
        yield {
            "id": row.pk,
            "level": row.level,
            "parent": row.parent_id,
            "names": row.names,
            "state": row.state,
            "body": row.body.code,
            "organisation": row.organisation_id,
            "place": row.unit.code,
            "budget": row.budget,
            "paid": row.spent.minor,
            "currency": row.currency,
            "about": row.about,
            "adopted_on": row.adopted_on,
            "starts": row.starts,
            "due_on": row.due_on,
            "done_on": row.done_on,
        }


def milestones() -> Iterator[Row]:
    for row in Milestone.objects.order_by("pk"):
        yield {
            "id": row.pk,
            "item": row.item_id,
            "names": row.names,
            "due_on": row.due_on,
            "done_on": row.done_on,
        }


def payments() -> Iterator[Row]:
    for row in Payment.objects.select_related("body").order_by("pk"):
        yield {
            "id": row.pk,
            "item": row.item_id,
            "contract": row.contract_id,
            "body": row.body.code,
            "amount": row.amount,
            "currency": row.currency,
            "on": row.on,
            "organisation": row.organisation_id,
            "purpose": row.purpose,
            "invoice": row.invoice,
            "invoiced_on": row.invoiced_on,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "items",
            _("Plan"),
            _("Goals, measures and projects with money and promised days."),
            ITEMS,
            items,
        ),
        (
            "milestones",
            _("Milestones"),
            _("Steps promised for a day."),
            MILESTONES,
            milestones,
        ),
        (
            "payments",
            _("Payments"),
            _("Money as it was paid."),
            PAYMENTS,
            payments,
        ),
    ):
        publish(Dataset(f"delivery.{name}", title, about, shape, rows))
