"""Challenges for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.core.refusals import BadInput
from commonhall.law.challenges import actions as challenge_actions
from commonhall.law.challenges import queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.api import DemandsPaged, SupportIn, TextIn, shared
from commonhall.law.instruments.models import Competence, Provision
from commonhall.people.api_keys.keys import Key
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation

router = Router(tags=["law"])


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


class ChallengeIn(TextIn):
    provision: api.Id
    competence: api.Id | None = None


class AnswerIn(TextIn):
    verdict: api.Code = Field(description="kept, simplified, handed_over or repealed")
    instead: api.Id | None = Field(None, description="simplified: id of the new provision")
    to_body: api.Code = ""
    to_organisation: api.Id | None = None
    ends_on: date | None = Field(None, description="repealed: the last day in force")


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
        request, challenge_actions.challenge_rule, request.auth, once,  # type: ignore[attr-defined]
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
        request, challenge_actions.support_challenge, request.auth, once,  # type: ignore[attr-defined]
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
        request, challenge_actions.answer_challenge, request.auth, once,  # type: ignore[attr-defined]
        challenge=challenge, verdict=given.verdict, text=given.text, to_body=body,
        instead=_found(Provision, given.instead, "instead"), ends_on=given.ends_on,
        to_organisation=_found(Organisation, given.to_organisation, "to_organisation"),
    )  # fmt: skip
