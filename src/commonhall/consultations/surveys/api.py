"""Surveys for programs: read only. Answers are given on the pages: a key must never know one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.surveys import presentation, queries
from commonhall.consultations.surveys.changes import Changed, between
from commonhall.consultations.surveys.models import Survey

router = Router(tags=["surveys"])


class SurveyOut(Schema):
    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    series: str
    wave: int
    place: str
    body: str
    state: str
    opens_at: str
    closes_at: str
    closed_at: str | None
    took_part: int


class ChangeOut(Schema):
    """A question, and of a choice one answer, against the wave before. p: corrected for all questions (Holm)."""

    question: str
    answer: str
    before: float
    after: float
    value: float
    low: float
    high: float
    p: float


class SurveyWhole(SurveyOut):
    """sample: letters to residents drawn by lot; empty where everybody may answer. tables: coarsened answers; estimates: what
    follows from them, in ten-thousandths with 95 % intervals. changes: since the wave before. answer: what the body says follows,
    owed by due_on."""

    sample: dict[str, Any]
    due_on: date | None
    answered_on: date | None
    answer: str
    changes: list[ChangeOut]

    questions: list[dict[str, Any]]
    margins: list[dict[str, Any]]
    tables: dict[str, Any] | None
    estimates: dict[str, Any] | None


class SurveyPage(Schema):
    items: list[SurveyOut]
    older: str
    newer: str


class Paged(Schema):
    series: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


def _survey(request: HttpRequest, row: Survey) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "names": row.names,
        "series": row.series,
        "wave": row.wave,
        "place": row.unit.code,
        "body": row.body.code,
        "state": row.state,
        "opens_at": row.opens_at.isoformat(),
        "closes_at": row.closes_at.isoformat(),
        "closed_at": api.moment(row.closed_at),
        "took_part": row.people,  # type: ignore[attr-defined]
    }


def _changes(row: Survey) -> list[Changed]:
    waves = queries.waves(row)
    earlier = presentation.before(row, waves)
    if earlier is None:
        return []
    mine = next(one for one in waves if one.survey_id == row.pk)
    return between((earlier.survey.questions, earlier.estimates), (row.questions, mine.estimates))


@router.get("/surveys", response={200: SurveyPage, **api.READ}, operation_id="list_surveys")
def list_surveys(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Surveys, newest first."""
    rows = queries.counted(queries.surveys())
    if wanted.series:
        rows = rows.filter(series=wanted.series)
    return api.listed(rows, lambda row: _survey(request, row), wanted.cursor, wanted.size)


@router.get(
    "/surveys/{number}", response={200: SurveyWhole, **api.READ}, operation_id="read_survey"
)
def read_survey(request: HttpRequest, number: api.Id) -> Any:
    """One survey with its questions and, once closed, its tables and estimates."""
    rows = queries.counted(queries.surveys()).select_related("result")
    row = api.one(request, rows, pk=number)
    result = getattr(row, "result", None)
    return {
        **_survey(request, row),
        "questions": row.questions,
        "margins": row.margins,
        "sample": row.sample,
        "due_on": row.due_on,
        "answered_on": row.answered_on,
        "answer": row.answer,
        "changes": [vars(one) for one in _changes(row)] if result else [],
        "tables": result.tables if result else None,
        "estimates": result.estimates if result else None,
    }
