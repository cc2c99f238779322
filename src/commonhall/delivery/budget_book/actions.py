"""Writing a budget book: begin it, its lines, open it for comments, amend it, give it up."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Day, Names, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.money import Money, require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.budget_book import cofog, law, search, sums
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.delivery.period_book_inputs import (
    ABOUT,
    FIRST_DAY,
    LAST_DAY,
    PLACE,
    WHY_GIVEN_UP,
    check_period,
    check_time_to_say,
    parties,
)
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

State, LineKind = BudgetBook.State, BudgetLine.Kind
MOST_LINES, MOST_AMOUNT = 20_000, 10**15


def parties_of_line(line: BudgetLine) -> list[str]:
    return [line.ref, Unit.ref_of(line.unit_id), *parties(line.book)]


def check_draft(_actor: Actor, book: BudgetBook) -> None:
    """For `allows`: it is being written or amended."""
    if book.state != State.DRAFT or book.ended_on is not None:
        raise Refused(
            "state",
            "wrong-state",
            _("Only a draft can be changed. A book in force is changed by amending it."),
        )


def _line_of_draft(actor: Actor, line: BudgetLine) -> None:
    check_draft(actor, line.book)
    if line.dropped:
        raise Refused("state", "removed", _("This line has been removed."))


def check_function(kind: str, function: str) -> None:
    """Raises BadInput where a code is not one of an expense, or not a source of income."""
    known = cofog.SOURCES if kind == LineKind.INCOME else cofog.FUNCTIONS
    if function in known:
        return
    if kind == LineKind.INCOME:
        raise BadInput(
            "function", _("Choose where the income comes from: a code that begins with R.")
        )
    raise BadInput("function", _("Choose what the expense is for: a COFOG code such as 04.5."))


def check_amount(amount: int) -> None:
    if not 0 <= amount < MOST_AMOUNT:
        raise BadInput("amount", _("Enter an amount of zero or more."))


@action(
    "delivery.begin_budget_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Begin a budget book"),
    done=_("Budget book begun"),
)
def begin_budget_book(
    ctx: Context,
    names: Annotated[
        dict[str, str],
        Names(_("Name"), _("For example: Budget 2027."), empty=_("Enter a name.")),
    ],
    unit: Annotated[Unit, PLACE],
    starts: Annotated[date, FIRST_DAY],
    ends: Annotated[date, LAST_DAY],
    texts: Annotated[dict[str, str] | None, ABOUT] = None,
) -> BudgetBook:
    """What a place takes in and spends in a year, line by line. Your body writes it; the law says who adopts it."""
    check_period(starts, ends)
    made = ctx.save(
        BudgetBook(
            names=names,
            texts=texts or {},
            unit=unit,
            body_id=ctx.actor.body_id,
            starts=starts,
            ends=ends,
        )
    )
    search.index_book(made)
    ctx.subject = made.ref
    return made


# --- its lines ------------------------------------------------------------------------------------
CODE = Words(
    _("Number of the line"),
    _("As in your accounts, for example 600-60015-4270."),
    most=40,
    empty=_("Enter the number of the line."),
)
NAMES = Names(_("Name"), empty=_("Enter a name."))
FUNCTION = Choice(
    _("What it is for"),
    _("Expenses have a COFOG code, income has a code that begins with R."),
    choices=cofog.CHOICES,
)
CARRIER = Pick(_("Body that spends or collects it"), rows=active_bodies, key="code")


@action(
    "delivery.add_budget_line",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Add a line"),
    done=_("Line of a budget book added"),
    concerns=parties,
    allows=check_draft,
    notifies=False,
)
def add_budget_line(
    ctx: Context,
    book: BudgetBook,
    code: Annotated[str, CODE],
    names: Annotated[dict[str, str], NAMES],
    kind: Annotated[str, Choice(_("What is it?"), choices=LineKind.choices, radio=True)],
    function: Annotated[str, FUNCTION],
    unit: Annotated[Unit, PLACE],
    carrier: Annotated[Body, CARRIER],
    amount: Annotated[int, Amount(_("Amount"))],
) -> BudgetLine:
    """One line of income or of an expense, with what it is for, where, and by which body."""
    require_hall_currency(book.currency, "amount")
    check_function(kind, function)
    check_amount(amount)
    if book.lines.filter(dropped=False).count() >= MOST_LINES:
        raise BadInput("code", _("A budget book has up to 20,000 lines."))
    _check_code(book, code)
    made = ctx.save(
        BudgetLine(
            book=book,
            code=code,
            names=names,
            kind=kind,
            function=function,
            unit=unit,
            carrier=carrier,
            planned=amount,
            since=book.edition + 1,
        )
    )
    search.index_line(made)
    return made


def _check_code(book: BudgetBook, code: str, besides: int = 0) -> None:
    if book.lines.filter(code=code, dropped=False).exclude(pk=besides).exists():
        raise BadInput("code", _("Another line of this book has this number. Enter another."))


@action(
    "delivery.change_budget_line",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Change this line"),
    done=_("Line of a budget book changed"),
    concerns=parties_of_line,
    allows=_line_of_draft,
    notifies=False,
)
def change_budget_line(
    ctx: Context,
    line: BudgetLine,
    names: Annotated[
        dict[str, str], Names(NAMES.label, empty=NAMES.empty, present=lambda line: line.names)
    ],
    function: Annotated[
        str,
        Choice(
            FUNCTION.label,
            FUNCTION.help,
            choices=cofog.CHOICES,
            present=lambda line: line.function,
        ),
    ],
    unit: Annotated[
        Unit,
        Pick(PLACE.label, rows=units, key="code", place=True, present=lambda line: line.unit_id),
    ],
    carrier: Annotated[
        Body,
        Pick(CARRIER.label, rows=active_bodies, key="code", present=lambda line: line.carrier_id),
    ],
    amount: Annotated[int, Amount(_("Amount"), present=lambda line: line.amount)],
) -> BudgetLine:
    """Other values while the book is a draft. Of a line in force, the amount changes once the amendment is adopted."""
    require_hall_currency(line.book.currency, "amount")
    check_amount(amount)
    if line.counts:
        _change_in_force(line, (names, function, unit.pk, carrier.pk), amount)
    else:
        check_function(line.kind, function)
        line.names, line.function, line.unit, line.carrier = names, function, unit, carrier
        line.planned = amount
    search.index_line(line)
    return ctx.save(line)


def _change_in_force(line: BudgetLine, said: tuple[object, ...], amount: int) -> None:
    """What was adopted keeps its meaning; only another amount is proposed."""
    if said != (line.names, line.function, line.unit_id, line.carrier_id):
        raise BadInput(
            "names",
            _(
                "This line is in force: only its amount can be amended. Add another line for the rest."
            ),
        )
    bound = sums.bound(line)
    if line.kind == LineKind.EXPENSE and amount < bound:
        raise BadInput(
            "amount",
            _("%(amount)s has already been spent or promised to others.")
            % {"amount": Money(bound, line.book.currency)},
        )
    line.next = None if amount == line.voted else amount


@action(
    "delivery.remove_budget_line",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Remove this line"),
    done=_("Line of a budget book removed"),
    concerns=parties_of_line,
    allows=_line_of_draft,
    notifies=False,
)
def remove_budget_line(ctx: Context, line: BudgetLine) -> BudgetLine:
    """It will not be in the book. A line in force is not removed: amend its amount to zero."""
    if line.counts:
        raise Refused(
            "state", "in-force", _("This line is in force. Amend its amount to zero instead.")
        )
    line.dropped = True
    return ctx.save(line)


# --- opening it, amending it ------------------------------------------------------------------------
def _has_lines(actor: Actor, book: BudgetBook) -> None:
    check_draft(actor, book)
    if not book.lines.filter(dropped=False).exists():
        raise Refused("state", "empty", _("It has no lines yet. Add one first."))


@action(
    "delivery.consult_budget_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    remedy=owed.ASKED_AGAIN,
    title=_("Open it for comments"),
    done=_("Budget book opened for comments"),
    concerns=parties,
    allows=_has_lines,
    news=True,
)
def consult_budget_book(
    ctx: Context,
    book: BudgetBook,
    until: Annotated[
        date,
        Day(
            _("Last day for comments"),
            _("The lines stay as they are until then."),
            empty=_("Enter a day."),
        ),
    ],
) -> BudgetBook:
    """Residents read the draft and comment on the book and on each line before it is adopted."""
    check_time_to_say(law.CONSULT, until, ctx.today)
    book.state = State.CONSULTED
    book.consult_from, book.consult_until = ctx.today, until
    ctx.note(until=until.isoformat(), edition=book.edition + 1)
    return ctx.save(book)


def _in_force(_actor: Actor, book: BudgetBook) -> None:
    if book.state != State.ADOPTED:
        raise Refused("state", "wrong-state", _("Only a book in force can be amended."))


REASON = Words(
    _("Why it is amended"),
    _("This is public."),
    most=4000,
    long=True,
    empty=_("Enter why it is amended."),
)


@action(
    "delivery.amend_budget_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Amend it"),
    done=_("Amendment of a budget book begun"),
    concerns=parties,
    allows=_in_force,
)
def amend_budget_book(ctx: Context, book: BudgetBook, reason: Annotated[str, REASON]) -> BudgetBook:
    """Prepare a new edition with other amounts. What is in force stays in force until the new one is adopted."""
    book.state, book.reason, book.dropped_on = State.DRAFT, reason, None
    return ctx.save(book)


def _being_amended(_actor: Actor, book: BudgetBook) -> None:
    if not book.in_force or book.state == State.ADOPTED:
        raise Refused("state", "wrong-state", _("No amendment has been begun."))


@action(
    "delivery.drop_budget_amendment",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Drop the amendment"),
    done=_("Amendment of a budget book dropped"),
    concerns=parties,
    allows=_being_amended,
)
def drop_budget_amendment(
    ctx: Context, book: BudgetBook, reason: Annotated[str, WHY_GIVEN_UP]
) -> BudgetBook:
    """What was proposed goes no further, and the edition in force goes on alone. What people said about it stays readable."""
    for line in book.lines.filter(dropped=False).order_by("pk"):
        if not line.counts:
            line.dropped = True
        elif line.next is None:
            continue
        line.next = None
        ctx.save(line)
    book.state, book.reason, book.dropped_on = State.ADOPTED, reason, ctx.today
    book.consult_from = book.consult_until = None
    return ctx.save(book)


def _never_adopted(actor: Actor, book: BudgetBook) -> None:
    check_draft(actor, book)
    if book.edition:
        raise Refused("state", "in-force", _("An edition is in force. It can only be amended."))


@action(
    "delivery.give_up_budget_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Give it up"),
    done=_("Draft of a budget book given up"),
    concerns=parties,
    allows=_never_adopted,
)
def give_up_budget_book(
    ctx: Context,
    book: BudgetBook,
    reason: Annotated[str, WHY_GIVEN_UP],
) -> BudgetBook:
    """The draft goes no further. It stays readable."""
    book.ended_on, book.reason = ctx.today, reason
    return ctx.save(book)
