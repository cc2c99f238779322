"""Editions for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api
from commonhall.evaluation.editions import actions as edition_actions
from commonhall.evaluation.editions import queries
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators.api import Paged
from commonhall.people.api_keys.keys import Key

router = Router(tags=["evaluation"])


class EditionOut(Schema):
    """What a framework gave for one span."""

    id: int
    ref: str
    url: str
    framework: str
    revision: int
    starts: date
    ends: date
    published_at: str


class EditionWhole(EditionOut):
    """With all it rests on: `inputs`, residents' `weights`, the `seed`, and the `outcome`."""

    seed: int
    inputs: dict[str, Any]
    weights: dict[str, Any]
    outcome: dict[str, Any]


class EditionPage(Schema):
    items: list[EditionOut]
    older: str
    newer: str


class EditionsWanted(Paged):
    framework: Annotated[str, Field(max_length=40)] = ""


class WeightsIn(Schema):
    """Points by part of the framework; in steps of five, together 100."""

    points: Annotated[dict[api.Code, Annotated[int, Field(ge=0, le=100)]], Field(max_length=100)]


class MarksIn(Schema):
    """Marks 0 to 4 by indicator."""

    marks: Annotated[
        dict[api.Code, Annotated[int, Field(ge=0, le=4)]], Field(min_length=1, max_length=100)
    ]


class ReplyIn(Schema):
    text: Annotated[api.Text, Field(min_length=1, max_length=4000)]
    about: Annotated[api.Text, Field(max_length=80)] = ""


@router.post(
    "/frameworks/{code}/weights",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="weigh_framework",
)
def weigh(request: HttpRequest, code: api.Code, given: WeightsIn, once: api.IdempotencyKey) -> Any:
    """Say how you would share 100 points among its parts."""
    framework = get_object_or_404(Framework.objects.exclude(of="respondents"), code=code)
    return api.perform(
        request, edition_actions.weigh, request.auth, once,  # type: ignore[attr-defined]
        framework=framework, points=given.points,
    )  # fmt: skip


@router.post(
    "/frameworks/{code}/marks",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="mark_framework",
)
def marks(request: HttpRequest, code: api.Code, given: MarksIn, once: api.IdempotencyKey) -> Any:
    """Give your marks in a self-assessment; they are shown only as a mean of many."""
    framework = get_object_or_404(Framework, code=code)
    return api.perform(
        request, edition_actions.mark_as_resident, request.auth, once,  # type: ignore[attr-defined]
        framework=framework, marks=given.marks,
    )  # fmt: skip


def _edition(request: HttpRequest, row: Edition) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "framework": row.framework.code, "revision": row.revision, "starts": row.starts,
        "ends": row.ends, "published_at": row.published_at.isoformat(),
    }  # fmt: skip


@router.get("/editions", response={200: EditionPage, **api.READ}, operation_id="list_editions")
def list_editions(request: HttpRequest, wanted: Annotated[EditionsWanted, Query()]) -> Any:
    """Editions that stand, newest first; of each span the newest revision."""
    rows = queries.editions()
    if wanted.framework:
        rows = rows.filter(framework__code=wanted.framework)
    return api.listed(rows, lambda row: _edition(request, row), wanted.cursor, wanted.size)


@router.get(
    "/editions/{number}", response={200: EditionWhole, **api.READ}, operation_id="read_edition"
)
def read_edition(request: HttpRequest, number: api.Id) -> Any:
    """One edition with all it rests on, so that anybody can count it again."""
    row = get_object_or_404(Edition.objects.select_related("framework"), pk=number)
    return _edition(request, row) | {
        "seed": row.seed, "inputs": row.inputs, "weights": row.weights, "outcome": row.outcome,
    }  # fmt: skip


@router.post(
    "/editions/{number}/replies",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="reply_to_edition",
)
def reply(request: HttpRequest, number: api.Id, given: ReplyIn, once: api.IdempotencyKey) -> Any:
    """Say what will be done about it, for a body or an organisation."""
    edition = get_object_or_404(Edition, pk=number)
    return api.created(
        request, edition_actions.reply, request.auth, once,  # type: ignore[attr-defined]
        edition=edition, text=given.text, about=given.about,
    )  # fmt: skip
