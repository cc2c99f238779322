"""Mentoring as open data: who offers what, and which pairs run and ended. What the two say to each other is not in it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, columns, publish
from commonhall.delivery.mentoring import queries

OFFERS = (
    *columns(id="integer", organisation="integer"),
    Column("fields", "text", "Codes of the fields, between blanks"),
    *columns(place="text", places="integer", free="integer", since="date", ended_on="date"),
    Column("text", "text", "What it offers, in its words", sealed=True),
)
PAIRS = columns(
    id="integer",
    state="text",
    mentor="integer",
    learner="integer",
    field="text",
    began_on="date",
    until="date",
    ended_on="date",
    meetings="integer",
)


def offers() -> Iterator[Row]:
    names = [one.name for one in OFFERS]
    for row in queries.all_offers().order_by("pk").iterator(chunk_size=CHUNK):
        said = {**queries.told_offer(row), "fields": " ".join(row.codes), "text": row.text}
        yield {name: said[name] for name in names}


def pairs() -> Iterator[Row]:
    names = [one.name for one in PAIRS]
    for row in queries.pairs().order_by("pk").iterator(chunk_size=CHUNK):
        said = queries.told(row)
        yield {name: said[name] for name in names}


def register() -> None:
    publish(
        Dataset(
            "delivery.mentor_offers",
            _("Offers to mentor"),
            _("Which organisations offer to mentor others, in which fields and where."),
            OFFERS,
            offers,
        )
    )
    publish(
        Dataset(
            "delivery.mentor_pairs",
            _("Mentoring pairs"),
            _("Which organisations learn from which, in which field and how long."),
            PAIRS,
            pairs,
        )
    )
