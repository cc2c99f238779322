"""Mentoring for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.delivery.mentoring import queries
from commonhall.delivery.mentoring.models import MentorOffer

router = Router(tags=["plan"])


class OffersWanted(Schema):
    field: api.Code = ""
    place: api.Code = ""
    cursor: api.Cursor = ""
    size: api.Size = 20


class MentorOfferOut(Schema):
    """An organisation offers to mentor others. places: so many pairs at once; free: places left."""

    id: int
    ref: str
    url: str
    organisation: int
    fields: list[str]
    text: str
    place: str
    places: int
    free: int
    since: date
    ended_on: date | None


class MentorOfferPage(Schema):
    items: list[MentorOfferOut]
    older: str
    newer: str


class PairsWanted(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


class MentorPairOut(Schema):
    """One organisation learns from another. Goals and what was said at meetings are the two's own."""

    id: int
    ref: str
    state: str
    mentor: int
    learner: int
    field: str
    began_on: date | None
    until: date
    ended_on: date | None
    meetings: int


class Judgement(Schema):
    organisation: int
    judged: str
    word: str


class MentorPairWhole(MentorPairOut):
    """judgements: of both, where both wish them public; else none."""

    judgements: list[Judgement]


class MentorPairPage(Schema):
    items: list[MentorPairOut]
    older: str
    newer: str


def _offer(request: HttpRequest, row: MentorOffer) -> dict[str, Any]:
    return {
        **queries.told_offer(row),
        "url": request.build_absolute_uri(row.get_absolute_url()),
        "text": row.text,
    }


@router.get(
    "/mentor-offers",
    response={200: MentorOfferPage, **api.READ},
    operation_id="list_mentor_offers",
)
def list_mentor_offers(request: HttpRequest, wanted: Annotated[OffersWanted, Query()]) -> Any:
    """Organisations that offer to mentor others, newest first."""
    rows = queries.offers(queries.Filter(wanted.field, wanted.place))
    return api.listed(rows, lambda row: _offer(request, row), wanted.cursor, wanted.size)


@router.get(
    "/mentor-offers/{number}",
    response={200: MentorOfferOut, **api.READ},
    operation_id="read_mentor_offer",
)
def read_mentor_offer(request: HttpRequest, number: api.Id) -> Any:
    """One offer, with how many places are left."""
    return _offer(request, api.one(request, queries.all_offers(), pk=number))


@router.get(
    "/mentor-pairs", response={200: MentorPairPage, **api.READ}, operation_id="list_mentor_pairs"
)
def list_mentor_pairs(request: HttpRequest, wanted: Annotated[PairsWanted, Query()]) -> Any:
    """Pairs under way and ended, newest first."""
    return api.listed(queries.pairs(), queries.told, wanted.cursor, wanted.size)


@router.get(
    "/mentor-pairs/{number}",
    response={200: MentorPairWhole, **api.READ},
    operation_id="read_mentor_pair",
)
def read_mentor_pair(request: HttpRequest, number: api.Id) -> Any:
    """One pair, and what both say of it where both wish it public."""
    row: Any = api.one(request, queries.pairs(), pk=number)
    said = (
        (row.mentor_id, row.mentor_judged, row.mentor_word),
        (row.learner_id, row.learner_judged, row.learner_word),
    )
    shown = said if row.public_judgement else ()
    return {
        **queries.told(row),
        "judgements": [
            {"organisation": who, "judged": judged, "word": word} for who, judged, word in shown
        ],
    }
