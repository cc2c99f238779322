"""Comments as open data: what was said and where, never which resident said it or marked it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.comments import queries
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.subjects import readable
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish

COMMENTS = (
    Column("id", "integer"),
    Column("about", about="ref of the thing"),
    Column("reply_to", "integer", about="id of the comment; empty: it is no reply"),
    Column("side", about="for, against, question, or empty"),
    Column("speaker", about="resident, organisation or official"),
    Column("name", about="of an organisation or an office; residents are not named"),
    Column("text", about="empty where it is hidden, withdrawn or erased", sealed=True),
    Column("at", "moment"),
    Column("edited_at", "moment"),
    Column("withdrawn_at", "moment"),
    Column("hidden_for", about="reason of moderation; empty while it is shown"),
    Column("useful", "integer", about="residents who marked it as useful"),
    Column("replies", "integer"),
)


def told(row: Remark) -> Row:
    """A comment as data, without words that are not shown."""
    return {
        "id": row.pk,
        "about": row.about,
        "reply_to": row.parent_id,
        "side": row.side,
        "speaker": row.speaker,
        "name": "" if row.person_id or row.speaker == "resident" else row.who,
        "text": row.text if row.is_shown else "",
        "at": row.at,
        "edited_at": row.edited_at,
        "withdrawn_at": row.withdrawn_at,
        "hidden_for": row.hidden_for,
        "useful": getattr(row, "marked", row.useful),
        "replies": getattr(row, "answered", row.replies),
    }


def comments() -> Iterator[Row]:
    rows = queries.counted().order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        seen = readable(row.about for row in chunk)
        yield from (told(row) for row in chunk if row.about in seen)


def register() -> None:
    publish(
        Dataset(
            "consultations.comments",
            _("Comments"),
            _("What was said in debates: side, words, replies, and how many found it useful."),
            COMMENTS,
            comments,
        )
    )
