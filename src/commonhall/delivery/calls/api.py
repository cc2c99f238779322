"""Calls for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.calls import queries
from commonhall.delivery.calls.models import Call, Offer
from commonhall.delivery.plan.api import PlanPaged, money

router = Router(tags=["plan"])


class CallCriterion(Schema):
    code: str
    name: str
    weight: int


class CallForOffersOut(Schema):
    """A call for sealed offers. offers: how many there were at the hour; null before it."""

    id: int
    ref: str
    url: str
    name: str
    text: str
    state: str
    grant: bool
    body: str
    place: str
    item: int | None
    contract: int | None
    estimate: str | None
    currency: str
    price_weight: int
    criteria: list[CallCriterion]
    questions_until: datetime
    closes_at: datetime
    offers: int | None
    standstill_until: date | None


class OfferOut(Schema):
    """An offer that was opened. Points of 100, once the result was announced."""

    id: int
    organisation: int
    name: str
    price: str | None
    digest: str
    state: str
    place: int | None
    price_points: str | None
    points: str | None
    total: str | None


class CallAnswer(Schema):
    text: str
    answer: str
    asked_at: datetime


class CallForOffersWhole(CallForOffersOut):
    opened_offers: list[OfferOut]
    questions: list[CallAnswer]


class CallForOffersPage(Schema):
    items: list[CallForOffersOut]
    older: str
    newer: str


def _call(request: HttpRequest, row: Call) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "text": row.text,
        "state": row.state,
        "grant": row.grant,
        "body": row.body.code,
        "place": row.unit.code,
        "item": row.item_id,
        "contract": row.contract_id,
        "estimate": money(row.estimate),
        "currency": row.currency,
        "price_weight": row.price_weight,
        "criteria": row.criteria,
        "questions_until": row.questions_until,
        "closes_at": row.closes_at,
        "offers": row.offers,
        "standstill_until": row.standstill_until,
    }


def _offer(row: Offer, places: dict[int, tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    at, points = places.get(row.pk, (None, {}))
    return {
        "id": row.pk,
        "organisation": row.offerer_id,
        "name": str(row),
        "price": money(row.price),
        "digest": row.digest,
        "state": row.state,
        "place": at,
        "price_points": points.get("price_points"),
        "points": points.get("points"),
        "total": points.get("total"),
    }


@router.get(
    "/offer-calls",
    response={200: CallForOffersPage, **api.READ},
    operation_id="list_calls_for_offers",
)
def list_calls(request: HttpRequest, wanted: Annotated[PlanPaged, Query()]) -> Any:
    """Calls for sealed offers, newest first."""
    rows = queries.published()
    return api.listed(rows, lambda row: _call(request, row), wanted.cursor, wanted.size)


@router.get(
    "/offer-calls/{number}",
    response={200: CallForOffersWhole, **api.READ},
    operation_id="read_call_for_offers",
)
def read_call(request: HttpRequest, number: api.Id) -> Any:
    """One call with its answered questions and, once they were opened, its offers."""
    row = api.one(request, queries.published(), pk=number)
    places = {one["offer"]: (at, one) for at, one in enumerate(row.ranking, start=1)}
    found = [one for one in queries.opened(row) if one.is_open]
    questions = row.questions.exclude(answered_at=None).order_by("pk")
    return {
        **_call(request, row),
        "opened_offers": [_offer(one, places) for one in found],
        "questions": [
            {"text": one.text, "answer": one.answer, "asked_at": one.at} for one in questions
        ],
    }
