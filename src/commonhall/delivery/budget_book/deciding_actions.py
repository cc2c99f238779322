"""What is decided about a budget book: adopt an edition, move money between lines, close it with its account."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.money import require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.budget_book import control, editions, law
from commonhall.delivery.budget_book.actions import parties_of_line
from commonhall.delivery.budget_book.models import (
    BudgetBook,
    BudgetEdition,
    BudgetLine,
    BudgetTransfer,
)
from commonhall.delivery.period_book_inputs import parties

State = BudgetBook.State


def _can_be_adopted(_actor: Actor, book: BudgetBook) -> None:
    if book.state != State.CONSULTED:
        raise Refused("state", "wrong-state", _("Residents read it first: open it for comments."))
    if book.takes_comments(clock.today()):
        raise Refused("state", "too-early", _("It is still open for comments."))
    if not book.lines.filter(dropped=False).exists():
        raise Refused("state", "empty", _("It has no lines."))


@action(
    "delivery.adopt_budget_book",
    by=Kind.OFFICE,
    power=law.ADOPT,
    any_body=exemptions.PLANNED,
    undo=put_back,
    title=_("Adopt it"),
    done=_("Budget book adopted"),
    concerns=parties,
    allows=_can_be_adopted,
    second_factor=True,
    news=True,
)
def adopt_budget_book(ctx: Context, book: BudgetBook) -> BudgetEdition:
    """The lines are frozen as an edition, with its digest on the record. From its first day on, no payment may pass its line."""
    for line in book.lines.exclude(next=None).order_by("pk"):
        # An amount that was amended counts from now on.
        line.moved, line.next = line.next - line.planned, None
        ctx.save(line)
    made = _freeze(ctx, book, account=False)
    book.state, book.edition = State.ADOPTED, made.number
    ctx.save(book)
    return made


def _freeze(ctx: Context, book: BudgetBook, *, account: bool) -> BudgetEdition:
    last = BudgetEdition.objects.filter(book=book).aggregate(last=Max("number"))["last"] or 0
    content = editions.content(book, last + 1, account)
    digest = sha256(content.encode()).hexdigest()
    made = ctx.save(
        BudgetEdition(
            book=book,
            number=last + 1,
            account=account,
            content=content,
            digest=digest,
            about=ctx.actor.resolution,
            adopted_on=ctx.today,
        )
    )
    if ctx.actor.resolution:
        ctx.link(ctx.actor.resolution, book, "decided")
    ctx.subject = book.ref
    ctx.note(edition=made.number, digest=digest)
    return made


# --- money between lines --------------------------------------------------------------------------
def _gives(_actor: Actor, line: BudgetLine) -> None:
    if not line.counts or not line.book.in_force:
        raise Refused(
            "state", "wrong-state", _("Money is moved between lines of a budget in force.")
        )


def _targets() -> QuerySet[BudgetLine]:
    rows: QuerySet[BudgetLine] = BudgetLine.objects.filter(dropped=False)
    return rows.select_related("book").order_by("book", "code", "pk")


def _targets_of(line: BudgetLine) -> QuerySet[BudgetLine]:
    """Lines of the same book and kind that count."""
    rows = _targets().filter(book=line.book_id, kind=line.kind, since__lte=line.book.edition)
    return rows.exclude(pk=line.pk)


TARGET = Pick(_("To which line"), rows=_targets, rows_of=_targets_of)
REASON = Words(
    _("Why it is moved"),
    _("This is public."),
    most=2000,
    long=True,
    empty=_("Enter why it is moved."),
)


def moved_before(arguments: Mapping[str, Any]) -> int:
    """What was already moved from the same line without a decision of the body that adopts the budget."""
    line = arguments["line"]
    rows = BudgetTransfer.objects.filter(source=line, decided=False, set_aside_on=None)
    return rows.aggregate(total=Sum("amount"))["total"] or 0


@action(
    "delivery.move_budget_money",
    by=Kind.OFFICE,
    power=law.MOVE,
    undo=put_back,
    title=_("Move money to another line"),
    done=_("Money moved between lines of a budget book"),
    concerns=parties_of_line,
    allows=_gives,
    so_far=moved_before,
    second_factor=True,
)
def move_budget_money(
    ctx: Context,
    line: BudgetLine,
    target: Annotated[BudgetLine, TARGET],
    amount: Annotated[int, Amount(_("Amount"), amount=True)],
    reason: Annotated[str, REASON],
) -> BudgetTransfer:
    """Up to the amount the law sets for each line. More is decided by the body that adopts the budget."""
    return _move(ctx, line, target, amount, reason, decided=False)


@action(
    "delivery.transfer_budget_money",
    by=Kind.OFFICE,
    power=law.ADOPT,
    any_body=exemptions.PLANNED,
    undo=put_back,
    title=_("Decide to move money to another line"),
    done=_("Transfer between lines of a budget book decided"),
    concerns=parties_of_line,
    allows=_gives,
    second_factor=True,
)
def transfer_budget_money(
    ctx: Context,
    line: BudgetLine,
    target: Annotated[BudgetLine, TARGET],
    amount: Annotated[int, Amount(_("Amount"))],
    reason: Annotated[str, REASON],
) -> BudgetTransfer:
    """Any amount that the line has left, with public reasons, decided as the budget itself was."""
    return _move(ctx, line, target, amount, reason, decided=True)


def _move(
    ctx: Context, line: BudgetLine, target: BudgetLine, amount: int, reason: str, *, decided: bool
) -> BudgetTransfer:
    if amount <= 0:
        raise BadInput("amount", _("Enter an amount above zero."))
    require_hall_currency(line.book.currency, "amount")
    target = target.as_read()
    same = (target.book_id, target.kind) == (line.book_id, line.kind)
    if not same or target.pk == line.pk or not target.counts:
        raise BadInput("target", _("Choose another line in force of the same book and kind."))
    for one, change in ((line, -amount), (target, amount)):
        one.moved += change
        if one.next is not None:
            one.next = max(0, one.next + change)
        ctx.save(one)
    if line.voted < 0:
        raise BadInput("amount", _("The line has less than this. Enter a smaller amount."))
    if line.kind == BudgetLine.Kind.EXPENSE:
        control.check_within(line, amount)
    ctx.subject = line.ref
    ctx.note(amount=str(amount), currency=line.book.currency, target=target.ref)
    return ctx.save(
        BudgetTransfer(
            book=line.book,
            source=line,
            target=target,
            amount=amount,
            reason=reason,
            on=ctx.today,
            decided=decided,
            about=ctx.actor.resolution,
        )
    )


# --- the account ----------------------------------------------------------------------------------
def _can_be_closed(_actor: Actor, book: BudgetBook) -> None:
    if book.state != State.ADOPTED:
        raise Refused("state", "wrong-state", _("Only a book in force is closed."))
    if clock.today() <= book.ends:
        raise Refused("state", "too-early", _("It is closed after the last day of its period."))


@action(
    "delivery.close_budget_book",
    by=Kind.OFFICE,
    power=law.ADOPT,
    any_body=exemptions.PLANNED,
    undo=put_back,
    title=_("Close it with its account"),
    done=_("Budget book closed with its account"),
    concerns=parties,
    allows=_can_be_closed,
    second_factor=True,
    news=True,
)
def close_budget_book(
    ctx: Context,
    book: BudgetBook,
    account: Annotated[
        str,
        Words(
            _("What became of it"),
            _("How the year went, and why money was left or more came in. This is public."),
            most=8000,
            long=True,
            empty=_("Enter what became of it."),
        ),
    ],
) -> BudgetEdition:
    """What was voted, spent and received is frozen line by line. Nothing is paid on its lines from now on."""
    made = _freeze(ctx, book, account=True)
    book.state, book.account = State.CLOSED, account
    ctx.save(book)
    return made
