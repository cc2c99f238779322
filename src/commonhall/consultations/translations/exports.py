"""Translations as open data: only those whose original is shown, without who among the residents wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.translations import queries
from commonhall.consultations.translations.models import Translation
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

TRANSLATIONS = (
    Column("id", "integer"),
    Column("about", about="ref of the original, a statement or a comment"),
    Column("language", about="code of the language it is in"),
    Column("original_language", about="code of the original's language; und: another language"),
    Column("text", about="empty where it is hidden or erased", sealed=True),
    Column("speaker", about="resident, organisation or official"),
    Column("name", about="empty for residents"),
    Column("at", "moment"),
    Column("confirmations", "integer", about="residents who confirmed it"),
    Column("confirmed_at", "moment", about="empty while it is only offered"),
)


def told(row: Translation) -> Row:
    """A translation as data; the caller has seen that its original is shown."""
    return {
        "id": row.pk,
        "about": row.about,
        "language": row.language,
        "original_language": row.original_language,
        "text": row.text,
        "speaker": row.speaker,
        "name": "" if row.person_id or row.speaker == "resident" else row.who,
        "at": row.at,
        "confirmations": row.confirmations,
        "confirmed_at": row.confirmed_at,
    }


def translations() -> Iterator[Row]:
    rows = Translation.objects.select_related("organisation", "office__body").order_by("pk")
    stored = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(stored, CHUNK)):
        # Which rows there are follows from the record alone.
        yield from (told(row) for row in queries.of_stated(chunk))


def register() -> None:
    publish(
        Dataset(
            "consultations.translations",
            _("Translations"),
            _("Statements and comments in other languages, offered and confirmed."),
            TRANSLATIONS,
            translations,
        )
    )
