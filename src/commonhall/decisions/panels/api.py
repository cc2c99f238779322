"""Panels for programs: what was commissioned, how letters were answered, what was recommended and answered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.decisions.panels import queries
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.spoken_models import Recommendation

router = Router(tags=["panels"])


class PanelOut(Schema):
    """A panel as it was commissioned. pay: for a meeting day, in minor units, as text. letters, draw: refs of its two lotteries."""

    id: int
    ref: str
    url: str
    name: str
    names: dict[str, str]
    state: str
    place: str
    body: str
    about: str
    seats: int
    letters: str
    draw: str
    pay: str
    currency: str
    care: list[str]
    days: list[str]
    works_until: date
    answer_on: date


class WaveOut(Schema):
    """accepted, declined: null where so few did it that somebody could be recognised."""

    number: int
    drawn_on: date
    answer_by: date
    letters: int
    accepted: int | None
    declined: int | None


class PanelWhole(PanelOut):
    """members: who sits, by number, with a name where they wish."""

    texts: dict[str, str]
    waves: list[WaveOut]
    members: list[str]


class PanelPage(Schema):
    items: list[PanelOut]
    older: str
    newer: str


class RecommendationOut(Schema):
    """A recommendation. title, text: empty until the panel has adopted it."""

    id: int
    ref: str
    url: str
    panel: str
    number: int
    title: str
    text: str
    state: str
    yes: int | None
    no: int | None
    abstained: int | None
    needed: int | None
    due_on: date | None
    verdict: str
    answer: str
    answered_on: date | None
    led_to: str


class RecommendationPage(Schema):
    items: list[RecommendationOut]
    older: str
    newer: str


class PanelsPaged(Schema):
    state: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class RecommendationsPaged(PanelsPaged):
    """panel: the number of a panel; 0: of all."""

    panel: int = 0


def _panel(request: HttpRequest, row: Panel) -> dict[str, Any]:
    plain = ("names", "state", "about", "seats", "currency", "care", "days")
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "name": row.name,
        "place": row.unit.code,
        "body": row.body.code,
        "letters": row.letters.ref,
        "draw": row.draw.ref,
        "pay": str(row.pay),
        **{name: getattr(row, name) for name in (*plain, "works_until", "answer_on")},
    }


def _recommendation(request: HttpRequest, row: Recommendation) -> dict[str, Any]:
    plain = (
        "number",
        "state",
        "yes",
        "no",
        "abstained",
        "needed",
        "due_on",
        "verdict",
        "answer",
        "answered_on",
        "led_to",
    )
    return {
        "id": row.pk,
        "ref": row.ref,
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "panel": Panel.ref_of(row.panel_id),
        "title": row.title if row.public else "",
        "text": row.text if row.public else "",
        **{name: getattr(row, name) for name in plain},
    }


@router.get("/panels", response={200: PanelPage, **api.READ}, operation_id="list_panels")
def list_panels(request: HttpRequest, wanted: Annotated[PanelsPaged, Query()]) -> Any:
    """Panels, newest first."""
    rows = queries.panels()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _panel(request, row), wanted.cursor, wanted.size)


@router.get("/panels/{number}", response={200: PanelWhole, **api.READ}, operation_id="read_panel")
def read_panel(request: HttpRequest, number: api.Id) -> Any:
    """One panel with its letters and its members."""
    row = api.one(request, queries.panels(), pk=number)
    names = ("number", "drawn_on", "answer_by", "letters")
    return {
        **_panel(request, row),
        "texts": row.texts,
        "waves": [
            {
                **{name: getattr(one.wave, name) for name in names},
                "accepted": one.accepted,
                "declined": one.declined,
            }
            for one in queries.responses([row.pk])[row.pk]
        ],
        "members": [one.shown for one in queries.members(row) if one.left_on is None],
    }


@router.get(
    "/recommendations",
    response={200: RecommendationPage, **api.READ},
    operation_id="list_recommendations",
)
def list_recommendations(
    request: HttpRequest, wanted: Annotated[RecommendationsPaged, Query()]
) -> Any:
    """Recommendations of panels, newest first, with votes and answers."""
    rows = queries.recommendations()
    if wanted.panel:
        rows = rows.filter(panel=wanted.panel)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return api.listed(rows, lambda row: _recommendation(request, row), wanted.cursor, wanted.size)
