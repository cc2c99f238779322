"""Feedback for programs: sums alone, once they are published."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.feedback import measuring, queries
from commonhall.consultations.feedback.models import Feedback
from commonhall.core import clock

router = Router(tags=["consultations"])


class FeedbackOut(Schema):
    """How taking part was. thing: what it is about; way: "conversation", "round_table", "meeting" or "panel". asked: how
    many can answer, null if too few to be told. counts: how many chose each of five steps, by question, once the form is
    closed and enough answered; points: [points, low, high, people] in hundredths, of each question and of all."""

    id: int
    ref: str
    url: str
    thing: str
    way: str
    place: str
    body: str
    opened_on: date
    ended_on: date
    asked: int | None
    answer_by: date
    state: str
    counts: dict[str, list[int]]
    points: dict[str, list[int]]


class FeedbackWhole(FeedbackOut):
    """measures: what follows from the record, in ten-thousandths. owed: answers that the body owes for it."""

    measures: dict[str, Any]
    owed: dict[str, int] | None


class FeedbackPage(Schema):
    items: list[FeedbackOut]
    older: str
    newer: str


class FeedbackPaged(Schema):
    way: api.Code = ""
    body: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def _feedback(request: HttpRequest, row: Feedback) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "thing": row.thing,
        "way": row.way,
        "place": row.unit.code,
        "body": row.body.code,
        "opened_on": row.opened_on,
        "ended_on": row.ended_on,
        "asked": row.asked,
        "answer_by": row.answer_by,
        "state": row.state,
        "counts": row.counts,
        "points": row.points,
    }


@router.get("/feedback", response={200: FeedbackPage, **api.READ}, operation_id="list_feedback")
def list_feedback(request: HttpRequest, wanted: Annotated[FeedbackPaged, Query()]) -> Any:
    """How taking part was, newest first."""
    rows = queries.feedback(wanted.way, wanted.body)
    return api.listed(rows, lambda row: _feedback(request, row), wanted.cursor, wanted.size)


@router.get(
    "/feedback/{number}", response={200: FeedbackWhole, **api.READ}, operation_id="read_feedback"
)
def read_feedback(request: HttpRequest, number: api.Id) -> Any:
    """How taking part in one thing was, beside what the record says."""
    row = api.one(request, queries.feedback(), pk=number)
    said = {"measures": row.measures, "owed": measuring.owed(row, clock.today())}
    return {**_feedback(request, row), **said}
