"""Plan books as open data: books, the parts of editions in force, indicators with values, amendments without names."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, columns, publish
from commonhall.delivery.plan_books import queries
from commonhall.delivery.plan_books.models import BookEdition, BookIndicator, BookValue

BOOKS = columns(
    id="integer",
    names="json",
    place="text",
    body="text",
    starts="date",
    ends="date",
    state="text",
    consult_until="date",
    answer_by="date",
    edition="integer",
)
EDITIONS = columns(
    book="integer", number="integer", adopted_on="date", digest="text", content="text"
)
INDICATORS = columns(
    id="integer",
    book="integer",
    part="integer",
    names="json",
    unit="text",
    baseline="number",
    baseline_on="date",
    target="number",
    target_on="date",
    measured_by="text",
)
VALUES = columns(id="integer", indicator="integer", value="number", on="date", source="text")
AMENDMENTS = (
    *columns(
        id="integer",
        book="integer",
        part="integer",
        adds="text",
        after="integer",
        state="text",
        removes="boolean",
        speaker="text",
        organisation="text",
        supporters="integer",
        proposed_on="date",
        due_on="date",
        answered_on="date",
        answer="text",
    ),
    Column("reason", "text", "Why, in its writer's words", sealed=True),
)


def books() -> Iterator[Row]:
    for row in queries.books().order_by("pk"):
        yield {
            "id": row.pk,
            "names": row.names,
            "place": row.unit.code,
            "body": row.body.code,
            "starts": row.starts,
            "ends": row.ends,
            "state": row.state,
            "consult_until": row.consult_until,
            "answer_by": row.answer_by,
            "edition": row.edition,
        }


def editions() -> Iterator[Row]:
    rows = BookEdition.objects.filter(set_aside_on=None).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "book": row.book_id,
            "number": row.number,
            "adopted_on": row.adopted_on,
            "digest": row.digest,
            "content": row.content,
        }


def indicators() -> Iterator[Row]:
    for row in BookIndicator.objects.filter(dropped=False).order_by("pk"):
        yield {
            "id": row.pk,
            "book": row.book_id,
            "part": row.part_id,
            "names": row.names,
            "unit": row.measure,
            "baseline": float(row.baseline),
            "baseline_on": row.baseline_on,
            "target": float(row.target),
            "target_on": row.target_on,
            "measured_by": row.measured_by,
        }


def values() -> Iterator[Row]:
    for row in BookValue.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "indicator": row.indicator_id,
            "value": float(row.value),
            "on": row.on,
            "source": row.source,
        }


def amendments() -> Iterator[Row]:
    names = [one.name for one in AMENDMENTS]
    for row in queries.amendments().order_by("pk").iterator(chunk_size=CHUNK):
        said = {**queries.told(row), "reason": row.reason}
        yield {name: said[name] for name in names}


def register() -> None:
    for name, title, about, shape, rows in (
        ("books", _("Plan books"), _("Plans of a place for a period."), BOOKS, books),
        (
            "book_editions",
            _("Editions of plan books"),
            _("Each as it was adopted, with its digest."),
            EDITIONS,
            editions,
        ),
        (
            "book_indicators",
            _("Indicators of plan books"),
            _("What is measured, from where, to where, by when."),
            INDICATORS,
            indicators,
        ),
        (
            "book_values",
            _("Values of indicators of plan books"),
            _("As they were reported, with where to check them."),
            VALUES,
            values,
        ),
        (
            "book_amendments",
            _("Amendments to plan books"),
            _("What became of each, and how many support it; nobody's name."),
            AMENDMENTS,
            amendments,
        ),
    ):
        publish(Dataset(f"delivery.{name}", title, about, shape, rows))
