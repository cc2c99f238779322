"""Recalls, ends and reviews, and why anybody may do anything, for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from commonhall.acts import api, clock, registry
from commonhall.acts.refusals import BadInput
from commonhall.law import acts, queries, recalls, sunset, why
from commonhall.law.api_reviews import DemandsPaged, SupportIn, TextIn, shared
from commonhall.law.models import Instrument, Mandate, Provision, Recall
from commonhall.people.tokens import Key
from commonhall.record.models import Entry

router = Router(tags=["law"])


class RecallOut(Schema):
    """A petition to recall a mandate. body: whose mandate it is."""

    id: int
    ref: str
    url: str
    mandate: str
    body: str
    state: str
    text: str
    answer: str
    signatures: int
    needed: int
    begun_at: str
    closes_on: date
    due_on: date | None
    overdue_on: date | None
    decided_at: str | None


class RecallPage(Schema):
    items: list[RecallOut]
    older: str
    newer: str


class PetitionIn(TextIn):
    mandate: api.Id


class RecallIn(Schema):
    on: date


class EndIn(TextIn):
    ends: date | None = None


class ReviewIn(EndIn):
    review_on: date | None = None


def _recall(request: HttpRequest, row: Recall) -> dict[str, Any]:
    return {
        **shared(request, row), "mandate": row.mandate.ref, "body": row.mandate.body.code,
        "signatures": row.signed,  # type: ignore[attr-defined]
        "needed": row.needed, "closes_on": row.closes_on,
    }  # fmt: skip


# --- recalls --------------------------------------------------------------------------------------
@router.get("/recalls", response={200: RecallPage, **api.READ}, operation_id="list_recalls")
def list_recalls(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Petitions for recall, newest first."""
    rows = queries.recalls(wanted.state)
    return api.listed(rows, lambda row: _recall(request, row), wanted.cursor, wanted.size)


@router.get("/recalls/{number}", response={200: RecallOut, **api.READ}, operation_id="read_recall")
def read_recall(request: HttpRequest, number: api.Id) -> Any:
    """One petition for recall."""
    return _recall(request, get_object_or_404(queries.recalls(), pk=number))


@router.post(
    "/recalls", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="petition_recall"
)
def petition(request: HttpRequest, given: PetitionIn, once: api.IdempotencyKey) -> Any:
    """Begin a petition for the recall of a mandate."""
    mandate = get_object_or_404(Mandate.objects.select_related("body__unit"), pk=given.mandate)
    return api.created(
        request, recalls.petition_recall, request.auth, once,  # type: ignore[attr-defined]
        mandate=mandate, text=given.text,
    )  # fmt: skip


@router.post(
    "/recalls/{number}/signatures",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="sign_recall",
)
def sign(request: HttpRequest, number: api.Id, given: SupportIn, once: api.IdempotencyKey) -> Any:
    """Sign a petition."""
    row = get_object_or_404(queries.recalls().select_related("mandate__body__unit"), pk=number)
    return api.created(request, recalls.sign_recall, request.auth, once, petition=row)  # type: ignore[attr-defined]


@router.post(
    "/recalls/{number}/refusal",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="refuse_recall",
)
def refuse(request: HttpRequest, number: api.Id, given: TextIn, once: api.IdempotencyKey) -> Any:
    """Leave a mandate, with reasons."""
    row = get_object_or_404(queries.recalls(), pk=number)
    return api.perform(
        request, recalls.refuse_recall, request.auth, once,  # type: ignore[attr-defined]
        petition=row, text=given.text,
    )  # fmt: skip


@router.post(
    "/mandates/{number}/recall",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="recall_mandate",
)
def recall_mandate(
    request: HttpRequest, number: api.Id, given: RecallIn, once: api.IdempotencyKey
) -> Any:
    """Recall a mandate; petitions for it are answered by that."""
    mandate = get_object_or_404(Mandate.objects.select_related("body"), pk=number)
    return api.perform(
        request, acts.recall_mandate, request.auth, once,  # type: ignore[attr-defined]
        mandate=mandate, on=given.on,
    )  # fmt: skip


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
    shown = registry.resolve([one.thing.ref for one in [*coming, *overdue]])
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
        request, sunset.set_sunset, request.auth, once,  # type: ignore[attr-defined]
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
        request, sunset.renew_provision, request.auth, once,  # type: ignore[attr-defined]
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
        request, sunset.review_instrument, request.auth, once,  # type: ignore[attr-defined]
        instrument=instrument, text=given.text, review_on=given.review_on, ends=given.ends,
    )  # fmt: skip


# --- why ------------------------------------------------------------------------------------------
class RestOut(Schema):
    """One basis of an act as it stood when the act was done: the public fields of each step."""

    provision: dict[str, Any] | None
    instrument: dict[str, Any] | None
    right: dict[str, Any] | None
    competence: dict[str, Any] | None
    mandate: dict[str, Any] | None
    asked: list[str]
    in_force: bool


class WhyOut(Schema):
    """kind: power, right, founding, refusal or unknown. what: the power or right."""

    entry: str
    act: str
    kind: str
    what: str
    day: date
    parent: str | None
    rests: list[RestOut]


@router.get("/why/{identity}", response={200: WhyOut, **api.READ}, operation_id="read_why")
def read_why(request: HttpRequest, identity: UUID) -> Any:
    """Why they might do this: from an entry to provision, instrument and mandate, as of its day."""
    found = why.of_entry(get_object_or_404(Entry, pk=identity))
    steps = ("provision", "instrument", "right", "competence", "mandate")
    return {
        "entry": str(found.entry.pk),
        "act": found.entry.act,
        "kind": found.kind,
        "what": found.what,
        "day": found.day,
        "parent": str(found.parent.pk) if found.parent else None,
        "rests": [
            {
                **{name: getattr(rest, name) for name in steps},
                "asked": [one.ref for one in rest.asked],
                "in_force": rest.in_force,
            }
            for rest in found.rests
        ],
    }
