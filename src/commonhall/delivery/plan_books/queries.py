"""Asking about plan books. A list costs the same number of queries however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commonhall.actions.actors import Actor, Kind
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan_books.models import (
    Book,
    BookAmendment,
    BookEdition,
    BookPart,
    BookSupport,
)

OPEN = BookAmendment.State.OPEN


@dataclass(frozen=True)
class Filter:
    """What a list of plan books is narrowed to; empty values narrow nothing."""

    state: str = ""
    place: str = ""


def books(wanted: Filter | None = None) -> QuerySet[Book]:
    """Plan books by filter; order and page are the caller's."""
    rows: QuerySet[Book] = Book.objects.select_related("unit", "body")
    if wanted and wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted and wanted.place:
        rows = rows.filter(unit__code=wanted.place)
    return rows


def with_waiting(rows: QuerySet[Book]) -> QuerySet[Book]:
    """With `waiting`: amendments that wait for an answer."""
    return rows.annotate(
        waiting=Count("amendments", filter=Q(amendments__state=OPEN), distinct=True)
    )


def parts(book: Book) -> QuerySet[BookPart]:
    """The parts that stand, in order, with `moved`, `waiting`: amendments, and those without an answer."""
    rows: QuerySet[BookPart] = book.parts.filter(removed=False)
    return rows.annotate(
        moved=Count("amendments"), waiting=Count("amendments", filter=Q(amendments__state=OPEN))
    ).order_by("place", "pk")


def with_support(rows: QuerySet[BookAmendment]) -> QuerySet[BookAmendment]:
    """With `supported`: by how many residents."""
    standing = BookSupport.objects.filter(amendment=OuterRef("pk"), taken_back_on=None)
    number = standing.order_by().values("amendment").annotate(many=Count("pk")).values("many")
    return rows.annotate(supported=Coalesce(Subquery(number), 0))


def amendments() -> QuerySet[BookAmendment]:
    rows: QuerySet[BookAmendment] = BookAmendment.objects.select_related(
        "book__unit", "book__body", "part", "after", "organisation", "office__body"
    )
    return with_support(rows)


def new_parts(book: Book) -> QuerySet[BookAmendment]:
    """New parts that were proposed and stand in the book not or not yet, the newest first."""
    return amendments().filter(book=book, part=None).order_by("-pk")


def own_support(amendment: BookAmendment, actor: Actor) -> BookSupport | None:
    if actor.kind is not Kind.PERSON or actor.person is None:
        return None
    return amendment.supports.filter(person_id=actor.person, taken_back_on=None).first()


def to_answer(body: int) -> QuerySet[BookAmendment]:
    """What a body must answer, what is due first before the rest."""
    rows = amendments().filter(book__body=body, state=OPEN)
    return rows.order_by("due_on", "pk")


def editions(book: Book) -> QuerySet[BookEdition]:
    """Editions that stand, the newest first."""
    return BookEdition.objects.filter(book=book, set_aside_on=None).order_by("-number")


def items_of(parts_of: Sequence[BookPart]) -> dict[int, list[Item]]:
    """What carries each part out; one query."""
    found: dict[int, list[Item]] = {}
    rows = Item.objects.filter(part__in=[one.pk for one in parts_of]).select_related("body")
    for row in rows.order_by("due_on", "pk"):
        found.setdefault(int(row.part_id or 0), []).append(row)
    return found


def late(amendment: BookAmendment, today: date) -> int:
    """Days by which its answer is late."""
    if amendment.state != OPEN or amendment.due_on is None:
        return 0
    return max(0, (today - amendment.due_on).days)


def told(row: Any) -> dict[str, Any]:
    """What is public of an amendment, besides its words."""
    return {
        "id": row.pk,
        "ref": row.ref,
        "book": row.book_id,
        "part": row.part_id,
        "adds": row.kind,
        "after": row.after_id,
        "state": row.state,
        "removes": row.removes,
        "speaker": row.speaker,
        "organisation": row.organisation.name if row.organisation else "",
        "supporters": row.supported,
        "proposed_on": row.at.date(),
        "due_on": row.due_on,
        "answered_on": row.answered_on,
        "answer": row.answer,
    }
