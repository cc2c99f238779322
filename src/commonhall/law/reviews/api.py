"""Reviews for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from commonhall.actions import api
from commonhall.core import clock, refs
from commonhall.core.refusals import BadInput
from commonhall.law.demands.api import TextIn
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.reviews import actions as review_actions
from commonhall.law.reviews import queries
from commonhall.people.api_keys.keys import Key

router = Router(tags=["law"])


class EndIn(TextIn):
    ends: date | None = None


class ReviewIn(EndIn):
    review_on: date | None = None


# --- ends and reviews -----------------------------------------------------------------------------
class TermOut(Schema):
    """Something that ends or is due for review. kind: review, ends or mandate."""

    ref: str
    title: str
    url: str
    day: date
    kind: str
    overdue: bool


@router.get("/law/terms", response={200: list[TermOut]}, operation_id="list_terms")
def list_terms(request: HttpRequest) -> Any:
    """What ends or is due for review within twelve months, overdue reviews first."""
    coming, overdue = queries.terms(clock.today())
    shown = refs.resolve([one.thing.ref for one in [*coming, *overdue]])
    return [
        {
            "ref": one.thing.ref,
            "title": str(shown[one.thing.ref].title),
            "url": request.build_absolute_uri(shown[one.thing.ref].url),
            "day": one.day,
            "kind": one.kind,
            "overdue": one.day < clock.today(),
        }
        for one in [*overdue, *coming]
    ]


@router.post(
    "/provisions/{number}/end",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="set_sunset",
)
def set_sunset(request: HttpRequest, number: api.Id, given: EndIn, once: api.IdempotencyKey) -> Any:
    """Set the last day of a provision."""
    provision = get_object_or_404(Provision, pk=number)
    if given.ends is None:
        raise BadInput("ends", "give the last day in force")
    return api.perform(
        request, review_actions.set_sunset, request.auth, once,  # type: ignore[attr-defined]
        provision=provision, ends=given.ends, text=given.text,
    )  # fmt: skip


@router.post(
    "/provisions/{number}/renewal",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="renew_provision",
)
def renew(request: HttpRequest, number: api.Id, given: EndIn, once: api.IdempotencyKey) -> Any:
    """Renew a provision before it ends; without a day, until somebody ends it."""
    provision = get_object_or_404(Provision, pk=number)
    return api.perform(
        request, review_actions.renew_provision, request.auth, once,  # type: ignore[attr-defined]
        provision=provision, ends=given.ends, text=given.text,
    )  # fmt: skip


@router.post(
    "/instruments/{code}/review",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="review_instrument",
)
def review(request: HttpRequest, code: api.Code, given: ReviewIn, once: api.IdempotencyKey) -> Any:
    """Report the review of an instrument."""
    instrument = get_object_or_404(Instrument, code=code)
    return api.perform(
        request, review_actions.review_instrument, request.auth, once,  # type: ignore[attr-defined]
        instrument=instrument, text=given.text, review_on=given.review_on, ends=given.ends,
    )  # fmt: skip
