"""Contracts and grants as open data, from the call to the end."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Dataset, Row, columns, publish
from commonhall.delivery.contracts import queries

CONTRACTS = columns(
    id="integer",
    names="json",
    item="integer",
    body="text",
    organisation="integer",
    method="text",
    grant="boolean",
    amount="integer",
    currency="text",
    bids="integer",
    published_on="date",
    closes_on="date",
    awarded_on="date",
    confirmed_on="date",
    confirmed_for="text",
    ends="date",
    state="text",
    flags="json",
)


def contracts() -> Iterator[Row]:
    for row in queries.contracts().order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "item": row.item_id,
            "body": row.body.code,
            "organisation": row.organisation_id,
            "method": row.method,
            "grant": row.grant,
            "amount": row.amount,
            "currency": row.currency,
            "bids": row.bids,
            "published_on": row.published_on,
            "closes_on": row.closes_on,
            "awarded_on": row.awarded_on,
            "confirmed_on": row.confirmed_on,
            "confirmed_for": row.confirmed_for,
            "ends": row.ends,
            "state": row.state,
            "flags": [str(one) for one in queries.flags(row)],
        }


def register() -> None:
    publish(
        Dataset(
            "delivery.contracts",
            _("Contracts and grants"),
            _("From the call to the end."),
            CONTRACTS,
            contracts,
        )
    )
