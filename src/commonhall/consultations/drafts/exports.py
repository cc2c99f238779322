"""Amendments to draft texts as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.drafts.models import Amendment
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

AMENDMENTS = (
    Column("id", "integer"),
    Column("draft", "integer"),
    Column("paragraph", "integer"),
    Column("speaker"),
    Column("state"),
    Column("at", "moment"),
    Column("answered_at", "moment"),
)


def amendments() -> Iterator[Row]:
    rows = Amendment.objects.select_related("paragraph").order_by("id")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "draft": row.paragraph.draft_id,
            "paragraph": row.paragraph.place,
            "speaker": row.speaker,
            "state": row.state,
            "at": row.at,
            "answered_at": row.answered_at,
        }


def register() -> None:
    publish(
        Dataset(
            "consultations.amendments",
            _("Amendments"),
            _("Amendments to draft texts and what came of them."),
            AMENDMENTS,
            amendments,
        )
    )
