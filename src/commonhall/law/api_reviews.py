"""Appeals and challenges for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.acts import api
from commonhall.acts.refusals import BadInput
from commonhall.law import appeals, challenges, queries
from commonhall.law.models import Appeal, Challenge, Competence, Provision
from commonhall.people.models import Body, Organisation
from commonhall.people.tokens import Key
from commonhall.record.models import Entry

router = Router(tags=["law"])
Words = Annotated[api.Text, Field(max_length=appeals.MOST_WORDS)]


class AppealOut(Schema):
    """An appeal against one act of public power. body: who acted. Who appealed is not published."""

    id: int
    ref: str
    url: str
    entry: str
    act: str
    about: str
    body: str
    place: str
    organisation: int | None
    state: str
    text: str
    answer: str
    filed_at: str
    due_on: date | None
    overdue_on: date | None
    decided_at: str | None
    decided_by: str | None


class AppealPage(Schema):
    items: list[AppealOut]
    older: str
    newer: str


class ChallengeOut(Schema):
    """A rule, or one competence resting on it, said to go too far. body: who must answer."""

    id: int
    ref: str
    url: str
    provision: str
    competence: str | None
    body: str
    organisation: int | None
    state: str
    text: str
    answer: str
    signatures: int
    filed_at: str
    due_on: date | None
    overdue_on: date | None
    decided_at: str | None
    instead: str | None
    to_body: str | None
    to_organisation: int | None
    ends_on: date | None


class ChallengePage(Schema):
    items: list[ChallengeOut]
    older: str
    newer: str


class DemandsPaged(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class TextIn(Schema):
    text: Words


class AppealIn(TextIn):
    entry: UUID = Field(description="the entry of the act in the record")


class VerdictIn(TextIn):
    verdict: api.Code = Field(description="granted, sent_back or dismissed")


class ChallengeIn(TextIn):
    provision: api.Id
    competence: api.Id | None = None


class AnswerIn(TextIn):
    verdict: api.Code = Field(description="kept, simplified, handed_over or repealed")
    instead: api.Id | None = Field(None, description="simplified: id of the new provision")
    to_body: api.Code = ""
    to_organisation: api.Id | None = None
    ends_on: date | None = Field(None, description="repealed: the last day in force")


class SupportIn(Schema):
    """No input is needed."""


def shared(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "organisation": row.organisation_id, "state": row.state, "text": row.text,
        "answer": row.answer, "filed_at": row.at.isoformat(), "begun_at": row.at.isoformat(),
        "due_on": row.due_on, "overdue_on": row.overdue_on,
        "decided_at": api.moment(row.decided_at),
    }  # fmt: skip


def _appeal(request: HttpRequest, row: Appeal) -> dict[str, Any]:
    return {
        **shared(request, row), "entry": str(row.entry), "act": row.act, "about": row.about,
        "body": row.body.code, "place": row.unit.code,
        "decided_by": row.decided_by.code if row.decided_by else None,
    }  # fmt: skip


def _challenge(request: HttpRequest, row: Challenge) -> dict[str, Any]:
    return {
        **shared(request, row), "provision": row.provision.ref,
        "competence": row.competence.ref if row.competence else None, "body": row.body.code,
        "signatures": row.signed,  # type: ignore[attr-defined]
        "instead": row.instead.ref if row.instead else None,
        "to_body": row.to_body.code if row.to_body else None,
        "to_organisation": row.to_organisation_id, "ends_on": row.ends_on,
    }  # fmt: skip


def _found(model: Any, number: int | None, field: str) -> Any:
    """The thing an input names by its id, None where it names none."""
    found = model.objects.filter(pk=number).first() if number is not None else None
    if number is not None and found is None:
        raise BadInput(field, f"there is none with the id {number}")
    return found


# --- appeals --------------------------------------------------------------------------------------
@router.get("/appeals", response={200: AppealPage, **api.READ}, operation_id="list_appeals")
def list_appeals(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Appeals, newest first."""
    rows = queries.appeals(wanted.state)
    return api.listed(rows, lambda row: _appeal(request, row), wanted.cursor, wanted.size)


@router.get("/appeals/{number}", response={200: AppealOut, **api.READ}, operation_id="read_appeal")
def read_appeal(request: HttpRequest, number: api.Id) -> Any:
    """One appeal."""
    return _appeal(request, get_object_or_404(queries.appeals(), pk=number))


@router.post(
    "/appeals", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="file_appeal"
)
def file_appeal(request: HttpRequest, given: AppealIn, once: api.IdempotencyKey) -> Any:
    """Appeal one act of public power, named by its entry in the record."""
    entry = Entry.objects.filter(pk=given.entry).first()
    if entry is None:
        raise BadInput("entry", "there is no such entry in the record")
    return api.created(
        request, appeals.file_appeal, request.auth, once,  # type: ignore[attr-defined]
        entry=entry, text=given.text,
    )  # fmt: skip


@router.post(
    "/appeals/{number}/decision",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="decide_appeal",
)
def decide(request: HttpRequest, number: api.Id, given: VerdictIn, once: api.IdempotencyKey) -> Any:
    """Decide an appeal; what is granted is annulled where it can be."""
    appeal = get_object_or_404(queries.appeals(), pk=number)
    return api.perform(
        request, appeals.decide_appeal, request.auth, once,  # type: ignore[attr-defined]
        appeal=appeal, verdict=given.verdict, text=given.text,
    )  # fmt: skip


# --- challenges -----------------------------------------------------------------------------------
@router.get(
    "/challenges", response={200: ChallengePage, **api.READ}, operation_id="list_challenges"
)
def list_challenges(request: HttpRequest, wanted: Annotated[DemandsPaged, Query()]) -> Any:
    """Challenges of rules, newest first."""
    rows = queries.challenges(wanted.state)
    return api.listed(rows, lambda row: _challenge(request, row), wanted.cursor, wanted.size)


@router.get(
    "/challenges/{number}", response={200: ChallengeOut, **api.READ}, operation_id="read_challenge"
)
def read_challenge(request: HttpRequest, number: api.Id) -> Any:
    """One challenge."""
    return _challenge(request, get_object_or_404(queries.challenges(), pk=number))


@router.post(
    "/challenges", response={201: api.Done, **api.WRITE}, auth=Key(), operation_id="challenge_rule"
)
def challenge_rule(request: HttpRequest, given: ChallengeIn, once: api.IdempotencyKey) -> Any:
    """Challenge a provision, or a competence resting on it, as excessive."""
    if (provision := _found(Provision, given.provision, "provision")) is None:
        raise BadInput("provision", "name a provision")
    competence = _found(Competence, given.competence, "competence")
    return api.created(
        request, challenges.challenge_rule, request.auth, once,  # type: ignore[attr-defined]
        provision=provision, competence=competence, text=given.text,
    )  # fmt: skip


@router.post(
    "/challenges/{number}/signatures",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="support_challenge",
)
def support(
    request: HttpRequest, number: api.Id, given: SupportIn, once: api.IdempotencyKey
) -> Any:
    """Support a challenge."""
    challenge = get_object_or_404(queries.challenges(), pk=number)
    return api.created(
        request, challenges.support_challenge, request.auth, once,  # type: ignore[attr-defined]
        challenge=challenge,
    )  # fmt: skip


@router.post(
    "/challenges/{number}/answer",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="answer_challenge",
)
def answer(request: HttpRequest, number: api.Id, given: AnswerIn, once: api.IdempotencyKey) -> Any:
    """Answer a challenge; a rule to be repealed gets its last day in the same act."""
    challenge = get_object_or_404(queries.challenges(), pk=number)
    body = Body.objects.filter(code=given.to_body).first() if given.to_body else None
    if given.to_body and body is None:
        raise BadInput("to_body", f"there is no body {given.to_body!r}")
    return api.perform(
        request, challenges.answer_challenge, request.auth, once,  # type: ignore[attr-defined]
        challenge=challenge, verdict=given.verdict, text=given.text, to_body=body,
        instead=_found(Provision, given.instead, "instead"), ends_on=given.ends_on,
        to_organisation=_found(Organisation, given.to_organisation, "to_organisation"),
    )  # fmt: skip
