"""What becomes of plan books, their parts and editions when a review undoes what was done."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside, stays
from commonhall.core.models import Governed
from commonhall.delivery.plan_books import search
from commonhall.delivery.plan_books.models import (
    Book,
    BookAmendment,
    BookEdition,
    BookIndicator,
    BookPart,
    BookValue,
)

stays(BookValue)


@set_aside(BookPart)
def removed(ctx: Context, part: BookPart) -> bool:
    """It is no part of the book any more."""
    if part.removed:
        return False
    part.removed = True
    return True


@set_aside(BookIndicator)
def dropped(ctx: Context, indicator: BookIndicator) -> bool:
    if indicator.dropped:
        return False
    indicator.dropped = True
    return True


@set_aside(BookEdition)
def not_in_force(ctx: Context, edition: BookEdition) -> bool:
    """It stays readable, and is in force no more; the book has its former values beside this."""
    if edition.set_aside_on is not None:
        return False
    edition.set_aside_on = ctx.today
    return True


@follows(BookPart)
def found_again(ctx: Context, part: BookPart) -> None:
    ctx.save(part)
    search.index_part(part)


@follows(BookAmendment)
def waits_again(ctx: Context, amendment: BookAmendment) -> None:
    """An answer that was undone is owed again, by the day that is left."""
    if amendment.state == BookAmendment.State.OPEN and amendment.due_on is not None:
        amendment.due_on = max(amendment.due_on, ctx.today)


@rests(Book)
def on_a_book(book: Governed) -> list[str]:
    """Its editions in force."""
    rows = BookEdition.objects.filter(book=book.pk, set_aside_on=None)
    return [one.ref for one in rows.order_by("pk")]
