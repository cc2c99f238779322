"""Calls, offers and scores as open data: nothing of an offer before it was opened."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import Column, Dataset, Row, columns, publish
from commonhall.delivery.calls import queries
from commonhall.delivery.calls.models import Offer, Score

CALLS = columns(
    id="integer",
    names="json",
    texts="json",
    body="text",
    unit="integer",
    item="integer",
    contract="integer",
    grant="boolean",
    estimate="integer",
    currency="text",
    price_weight="integer",
    criteria="json",
    questions_until="moment",
    closes_at="moment",
    offers="integer",
    set_root="text",
    ranking="json",
    standstill_until="date",
    state="text",
)
OFFERS = (
    *columns(id="integer", call="integer", digest="text", organisation="integer"),
    *columns(price="integer", currency="text", state="text"),
    Column("excluded_for", sealed=True),
)
SCORES = (
    *columns(offer="integer", scorer="integer", office="text", points="json"),
    Column("reasons", sealed=True),
)


def calls() -> Iterator[Row]:
    names = [one.name for one in CALLS]
    for row in queries.published().order_by("pk"):
        own = {"body": row.body.code, "unit": row.unit_id, "item": row.item_id}
        own["contract"] = row.contract_id
        yield {name: own[name] if name in own else getattr(row, name) for name in names}


def offers() -> Iterator[Row]:
    states = (Offer.State.OPENED, Offer.State.EXCLUDED)
    for row in Offer.objects.filter(state__in=states).order_by("pk"):
        yield {
            "id": row.pk,
            "call": row.call_id,
            "digest": row.digest,
            "organisation": row.offerer_id,
            "price": row.price,
            "currency": row.currency,
            "state": row.state,
            "excluded_for": row.excluded_for,
        }


def scores() -> Iterator[Row]:
    rows = (
        Score.objects.filter(ended_on=None)
        .exclude(told={})
        .select_related("scorer__office")
        .order_by("pk")
    )
    for row in rows:
        yield {
            "offer": row.offer_id,
            "scorer": row.scorer.number,
            "office": row.scorer.office.code,
            "points": row.told,
            "reasons": row.reasons,
        }


def register() -> None:
    publish(
        Dataset(
            "delivery.calls",
            _("Calls for offers"),
            _("What is wanted, by which criteria, until when, and the ranking."),
            CALLS,
            calls,
        )
    )
    publish(
        Dataset(
            "delivery.offers",
            _("Offers"),
            _("Who offered at which price, once the offers were opened."),
            OFFERS,
            offers,
        )
    )
    publish(
        Dataset(
            "delivery.scores",
            _("Scores of offers"),
            _("Who gave which points, and why, once the result was announced."),
            SCORES,
            scores,
        )
    )
