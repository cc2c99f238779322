"""The ledger of promises as open data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.exports import Column, Dataset, Row, publish
from commonhall.law.promises import queries

PROMISES = (
    Column("ref"),
    Column("thing", about="for what"),
    Column("kind"),
    Column("body", about="who gave its word"),
    Column("place"),
    Column("first_on", "date", "the first day promised; it never changes, and is what counts"),
    Column("due_on", "date", "the day promised last"),
    Column("moved", "integer", "how often the day was moved"),
    Column("made_at", "moment"),
    Column("kept_on", "date"),
    Column("broken_on", "date", "the day it was put on the record as broken"),
    Column("word_due_on", "date", "by when the body says why"),
    Column("said_on", "date"),
    Column("state", about="to-come, kept, late, broken, withdrawn"),
)


def promises() -> Iterator[Row]:
    today = clock.today()
    for row in queries.promises(today).order_by("pk"):
        yield {
            "ref": row.ref,
            "thing": row.thing,
            "kind": row.kind,
            "body": row.body.code,
            "place": row.unit.code,
            "first_on": row.first_on,
            "due_on": row.due_on,
            "moved": row.moved,
            "made_at": row.made_at,
            "kept_on": row.kept_on if row.done else None,
            "broken_on": row.broken_on,
            "word_due_on": row.word_due_on,
            "said_on": row.said_on,
            "state": row.fate(today).value,
        }


def register() -> None:
    publish(
        Dataset(
            "law.promises",
            _("Promises"),
            _("Every day that was promised, and what came of it."),
            PROMISES,
            promises,
        )
    )
