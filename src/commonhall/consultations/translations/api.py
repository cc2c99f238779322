"""Translations for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from commonhall.actions import api
from commonhall.consultations.translations import queries
from commonhall.consultations.translations.exports import told

router = Router(tags=["translations"])


class Asked(Schema):
    about: api.Code


class TranslationOut(Schema):
    """A translation of a statement or a comment; confirmed_at is null while it is only offered; name where a resident speaks is empty."""

    id: int
    ref: str
    about: str
    language: str
    original_language: str
    text: str
    speaker: str
    name: str
    at: datetime
    confirmations: int
    confirmed_at: datetime | None


class TranslationList(Schema):
    items: list[TranslationOut]


@router.get(
    "/translations",
    response={200: TranslationList, **api.READ},
    operation_id="list_translations",
)
def list_translations(request: HttpRequest, asked: Annotated[Asked, Query()]) -> Any:
    """Translations of a statement or a comment (`about`: its ref), up to 50, by language; the newest confirmed stands."""
    original = queries.original_of(asked.about)
    if original is None:
        raise Http404
    return {
        "items": [
            {**told(row), "ref": row.ref} for row in queries.all_of(original) if row.fits(original)
        ]
    }
