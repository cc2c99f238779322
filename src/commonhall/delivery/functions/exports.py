"""Functions carried by organisations as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.delivery.functions import queries

TRANSFERS = columns(
    id="integer",
    service="text",
    body="text",
    organisation="integer",
    amount="integer",
    currency="text",
    standards="json",
    starts="date",
    ends="date",
    returned_on="date",
)


def transfers() -> Iterator[Row]:
    for row in queries.transfers().order_by("pk"):
        yield {
            "id": row.pk,
            "service": row.service.code,
            "body": row.body.code,
            "organisation": row.organisation_id,
            "amount": row.amount,
            "currency": row.currency,
            "standards": row.standards,
            "starts": row.starts,
            "ends": row.ends,
            "returned_on": row.returned_on,
        }


def register() -> None:
    publish(
        Dataset(
            "delivery.transfers",
            _("Functions carried by organisations"),
            _("With money, standard and term."),
            TRANSFERS,
            transfers,
        )
    )
