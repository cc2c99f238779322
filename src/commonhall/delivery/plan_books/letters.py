"""What letters about plan books say: opened until when, answered and why, adopted as which edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.delivery.plan_books.models import Book, BookAmendment


def _book(ref: str) -> Book | None:
    rows = Book.objects.filter(pk=int(ref.rpartition(":")[2]))
    return rows.select_related("body").first()


@says("delivery.open_consultation")
def opened(ref: str, _at: datetime) -> Iterator[str]:
    """Until when amendments are proposed, and by when they are answered."""
    book = _book(ref)
    if book is None or book.consult_until is None:
        return
    yield _(
        "Until %(day)s you can propose other words, part by part, and support those of others."
    ) % {"day": formats.date_format(book.consult_until, "DATE_FORMAT")}
    if book.answer_by is not None:
        yield _("%(body)s must answer every amendment by %(day)s.") % {
            "body": book.body.name,
            "day": formats.date_format(book.answer_by, "DATE_FORMAT"),
        }


@says("delivery.answer_book_amendment")
def answered(ref: str, _at: datetime) -> Iterator[str]:
    """Taken up or not, and why; what the reader can do now."""
    rows = BookAmendment.objects.filter(pk=int(ref.rpartition(":")[2]))
    one = rows.select_related("book__body").first()
    if one is None or not one.answer:
        return
    if one.state == BookAmendment.State.TAKEN_UP:
        yield _("%(body)s takes it up.") % {"body": one.book.body.name}
    else:
        yield _("%(body)s does not take it up, because:") % {"body": one.book.body.name}
    yield one.answer
    if one.state == BookAmendment.State.REFUSED:
        yield _("If this is wrong, you can appeal at the end of its page.")


@says("delivery.revise_book")
def revised(ref: str, _at: datetime) -> Iterator[str]:
    """Why it is revised."""
    book = _book(ref)
    if book is not None and book.reason:
        yield book.reason


@says("delivery.adopt_book")
def adopted(ref: str, _at: datetime) -> Iterator[str]:
    """Which edition, and where it is compared."""
    book = _book(ref)
    if book is not None and book.edition:
        yield _("Edition %(number)d is in force. Its page shows what changed, old beside new.") % {
            "number": book.edition
        }
