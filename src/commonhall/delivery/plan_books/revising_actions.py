"""A revision that goes no further: the edition in force is the text again."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import Refused
from commonhall.delivery.period_book_inputs import WHY_GIVEN_UP, parties
from commonhall.delivery.plan_books import editions, law, search
from commonhall.delivery.plan_books.actions import check_draft
from commonhall.delivery.plan_books.models import Book, BookEdition


def _edition_in_force(book: Book) -> BookEdition | None:
    found: BookEdition | None = book.editions.filter(number=book.edition, set_aside_on=None).first()
    return found


def _is_revised(actor: Actor, book: Book) -> None:
    check_draft(actor, book)
    if _edition_in_force(book) is None:
        raise Refused(
            "state", "no-edition", _("No edition is in force. Give the draft up instead.")
        )


@action(
    "delivery.drop_book_revision",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Drop the revision"),
    done=_("Revision of a plan book dropped"),
    concerns=parties,
    allows=_is_revised,
)
def drop_book_revision(
    ctx: Context,
    book: Book,
    reason: Annotated[str, WHY_GIVEN_UP],
) -> Book:
    """The text reads again as in the edition in force. What was written for the new edition stays on the record."""
    edition = _edition_in_force(book)
    assert edition is not None  # the guard has seen to it
    there = {one.pk: one for one in book.parts.order_by("place", "pk")}
    kept, measured = set(), set()
    for place, frozen in enumerate(editions.parts_of(edition), 1):
        part = there[frozen["id"]]
        kept.add(part.pk)
        measured |= {one["id"] for one in frozen["indicators"]}
        part.place, part.kind, part.removed = place, frozen["kind"], False
        part.title, part.text = frozen["title"], frozen["text"]
        ctx.save(part)
        search.index_part(part)
    for place, part in enumerate(
        (one for one in there.values() if one.pk not in kept), len(kept) + 1
    ):
        part.place, part.removed = place, True
        ctx.save(part)
        search.index_part(part)
    for indicator in book.indicators.order_by("pk"):
        dropped = indicator.pk not in measured
        if indicator.dropped != dropped:
            indicator.dropped = dropped
            ctx.save(indicator)
    book.state, book.reason = Book.State.ADOPTED, reason
    ctx.note(edition=edition.number)
    return ctx.save(book)
