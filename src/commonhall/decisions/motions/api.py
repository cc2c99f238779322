"""Motions for programs."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.amendments import paragraphs
from commonhall.decisions.motions import files, held, queries
from commonhall.decisions.motions.models import Motion, TabledFile
from commonhall.decisions.urgent.queries import of_motion
from commonhall.decisions.votes.api import Paged, money
from commonhall.law.asking.api import AskedOut, asked_of

router = Router(tags=["decisions"])


class RollCallOut(Schema):
    office: str
    choice: str
    at: str
    reading: int


class MotionOut(Schema):
    """A decision of a body. amount in minor units, as text. does: the action that is done when it passes, "" for a
    decision in words; result: the ref of what it made; hindered: why a passed one could not be done;
    after: the motion that must be carried out before."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    state: str
    body: str
    place: str
    about: str
    amount: str | None
    currency: str
    tabled_at: str
    decided_at: str | None
    does: str
    result: str
    hindered: str
    after: int | None


class LineOut(Schema):
    """One thing the action would set. was: what stood there when the motion was put before the body."""

    label: str
    text: str
    was: str


class AmendmentOut(Schema):
    """What a member wants changed in the motion, and how that was decided. paragraph: which one alone, from one on, with
    its old words and its new ones; null: the whole text."""

    id: int
    state: str
    office: str
    reasons: str
    texts: dict[str, str]
    paragraph: int | None
    old: dict[str, str]
    words: dict[str, str]
    at: str


class UrgentOut(Schema):
    """What members decided because it could not wait. confirm_by: the last day on which the body can confirm it."""

    state: str
    reason: str
    members: int
    done_at: str | None
    confirm_by: str | None


class SpeechOut(Schema):
    """What a member said on the motion. wording: the wording of the motion on which it was said."""

    office: str
    text: str
    at: str
    wording: int


class TabledFileOut(Schema):
    """A file that the action is given once the motion passes. size in bytes; url: null once it is kept no longer."""

    input: str
    name: str
    size: int
    sha256: str
    url: str | None


class ParagraphOut(Schema):
    """A paragraph of a motion in words; `key` names it in an amendment."""

    key: str
    words: dict[str, str]


class MotionWhole(MotionOut):
    texts: dict[str, str]
    votes: list[RollCallOut]
    would: list[LineOut]
    files: list[TabledFileOut]
    paragraphs: list[ParagraphOut]
    amendments: list[AmendmentOut]
    debate: list[SpeechOut]
    asked: list[AskedOut]
    urgent: UrgentOut | None


class MotionPage(Schema):
    items: list[MotionOut]
    older: str
    newer: str


def _motion(request: HttpRequest, row: Motion) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "names": row.names,
        "state": row.state,
        "body": row.body.code,
        "place": row.unit.code,
        "about": row.about,
        "amount": money(row.amount),
        "currency": row.currency,
        "tabled_at": row.tabled_at.isoformat(),
        "decided_at": api.moment(row.decided_at),
        "does": row.action,
        "result": row.result,
        "hindered": row.hindered,
        "after": row.after_id,
    }


def _file(request: HttpRequest, motion: Motion, one: TabledFile) -> dict[str, Any]:
    url = reverse("decisions:tabled_file", args=[motion.pk, one.input])
    return {
        "input": one.input,
        "name": one.name,
        "size": one.size,
        "sha256": one.digest,
        "url": None if one.removed_on else request.build_absolute_uri(url),
    }


def _urgent(row: Motion) -> dict[str, Any] | None:
    urgent = of_motion(row)
    if urgent is None:
        return None
    return {
        "state": urgent.state,
        "reason": urgent.reason,
        "members": urgent.members,
        "done_at": api.moment(urgent.done_at),
        "confirm_by": urgent.confirm_by.isoformat() if urgent.confirm_by else None,
    }


@router.get("/motions", response={200: MotionPage, **api.READ}, operation_id="list_motions")
def list_motions(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Decisions of bodies, newest first."""
    rows = queries.motions()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _motion(request, row), wanted.cursor, wanted.size)


@router.get(
    "/motions/{number}", response={200: MotionWhole, **api.READ}, operation_id="read_motion"
)
def read_motion(request: HttpRequest, number: api.Id) -> Any:
    """One decision of a body with its roll-call."""
    row = api.one(request, queries.motions(), pk=number)
    votes = row.votes.select_related("office").order_by("reading", "office_id")
    return {
        **_motion(request, row),
        "texts": row.texts,
        "asked": asked_of(request, row.ref),
        "urgent": _urgent(row),
        "votes": [
            {
                "office": one.office.code,
                "choice": one.choice,
                "at": one.at.isoformat(),
                "reading": one.reading,
            }
            for one in votes
        ],
        "would": [
            {"label": line.label, "text": line.text, "was": line.was} for line in held.lines(row)
        ],
        "files": [_file(request, row, one) for one in files.of(row)] if row.action else [],
        "debate": [
            {
                "office": one.office.code,
                "text": one.text,
                "at": one.at.isoformat(),
                "wording": one.wording,
            }
            for one in row.speeches.select_related("office").order_by("pk")
        ],
        "paragraphs": []
        if row.action
        else [
            {"key": paragraphs.key(row.texts, one), "words": paragraphs.at(row.texts, one)}
            for one in range(1, paragraphs.count(row.texts) + 1)
        ],
        "amendments": [
            {
                "id": one.pk,
                "state": one.state,
                "office": one.by_office.code,
                "reasons": one.reasons,
                "texts": one.texts,
                "paragraph": one.paragraph,
                "old": one.old,
                "words": one.words,
                "at": one.at.isoformat(),
            }
            for one in row.amendments.select_related("by_office").order_by("pk")
        ],
    }
