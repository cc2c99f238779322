"""What letters about budget books say: open until when, why it is amended, what is in force, how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says
from commonhall.delivery.budget_book.models import BudgetBook


def _book(ref: str) -> BudgetBook | None:
    return BudgetBook.objects.filter(pk=int(ref.rpartition(":")[2])).first()


@says("delivery.consult_budget_book")
def opened(ref: str, _at: datetime) -> Iterator[str]:
    """Until when it can be commented on."""
    book = _book(ref)
    if book is not None and book.consult_until is not None:
        yield _("Until %(day)s you can comment on the draft and on each of its lines.") % {
            "day": formats.date_format(book.consult_until, "DATE_FORMAT")
        }


@says("delivery.amend_budget_book")
@says("delivery.drop_budget_amendment")
def amended(ref: str, _at: datetime) -> Iterator[str]:
    """Why it is amended, or why that goes no further."""
    book = _book(ref)
    if book is not None and book.reason:
        yield book.reason


@says("delivery.adopt_budget_book")
def adopted(ref: str, _at: datetime) -> Iterator[str]:
    """Which edition, and where it is compared."""
    book = _book(ref)
    if book is not None and book.edition:
        yield _("Edition %(number)d is in force. Its page shows what changed, old beside new.") % {
            "number": book.edition
        }


@says("delivery.close_budget_book")
def closed(ref: str, _at: datetime) -> Iterator[str]:
    """What became of it."""
    book = _book(ref)
    if book is not None and book.account:
        yield book.account
