"""Writing a plan book: begin it, its parts and indicators, open it for residents, revise it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Names, Number, Quantity, Ref, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
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
from commonhall.delivery.plan_books import law, readings, search
from commonhall.delivery.plan_books.models import Book, BookIndicator, BookPart
from commonhall.law import queries as law_queries
from commonhall.places.models import Unit

State = Book.State
MOST_PARTS, MOST_INDICATORS = 100, 60


def check_draft(_actor: Actor, book: Book) -> None:
    """For `allows`: it is being written."""
    if book.state != State.DRAFT or book.ended_on is not None:
        raise Refused(
            "state",
            "wrong-state",
            _("Only a draft can be changed. A book in force is changed by revising it."),
        )


def _part_of_draft(actor: Actor, part: BookPart) -> None:
    check_draft(actor, part.book)
    if part.removed:
        raise Refused("state", "removed", _("This part has been removed."))


@action(
    "delivery.begin_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Begin a plan book"),
    done=_("Plan book begun"),
)
def begin_book(
    ctx: Context,
    names: Annotated[
        dict[str, str],
        Names(
            _("Name"),
            _("For example: Development strategy 2026–2030."),
            empty=_("Enter a name."),
        ),
    ],
    unit: Annotated[Unit, PLACE],
    starts: Annotated[date, FIRST_DAY],
    ends: Annotated[date, LAST_DAY],
    texts: Annotated[dict[str, str] | None, ABOUT] = None,
) -> Book:
    """A plan of a place for a period, such as a development strategy. Your body answers for it."""
    check_period(starts, ends)
    made = ctx.save(
        Book(
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


# --- its parts ------------------------------------------------------------------------------------
TITLE = Words(_("Heading"), most=160, empty=_("Enter a heading."))
TEXT = Words(_("Text"), _("A blank line begins a new paragraph."), most=20_000, long=True)


@action(
    "delivery.add_part",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Add a part"),
    done=_("Part of a plan book added"),
    concerns=parties,
    allows=check_draft,
    notifies=False,
)
def add_part(
    ctx: Context,
    book: Book,
    kind: Annotated[str, Choice(_("What is it?"), choices=BookPart.Kind.choices, radio=True)],
    title: Annotated[str, TITLE],
    text: Annotated[str, TEXT] = "",
    place: Annotated[
        int | None,
        Number(
            _("Place in the order"),
            _("For example 3 for the third part. Leave blank to add it at the end."),
            least=1,
            most=MOST_PARTS,
        ),
    ] = None,
) -> BookPart:
    """A text or a goal, in its place among the parts."""
    return put_in(ctx, book, "title", kind, title, text, place)


def put_in(
    ctx: Context, book: Book, field: str, kind: str, title: str, text: str, place: int | None
) -> BookPart:
    """A new part at a place in the order, the others moved on; None: at the end. field: told where there are too many."""
    there = list(book.parts.order_by("place", "pk"))
    if len(there) >= MOST_PARTS:
        raise BadInput(field, _("A plan book has up to 100 parts."))
    last = there[-1].place if there else 0
    place = last + 1 if place is None else min(place, last + 1)
    for one in there:
        if one.place >= place:
            one.place += 1
            ctx.save(one)
    made = ctx.save(BookPart(book=book, place=place, kind=kind, title=title, text=text))
    search.index_part(made)
    return made


@action(
    "delivery.change_book_part",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Change this part"),
    done=_("Part of a plan book changed"),
    concerns=lambda part: parties(part.book),
    allows=_part_of_draft,
    notifies=False,
)
def change_book_part(
    ctx: Context,
    part: BookPart,
    title: Annotated[
        str, Words(TITLE.label, most=160, empty=TITLE.empty, present=lambda part: part.title)
    ],
    text: Annotated[
        str,
        Words(TEXT.label, TEXT.help, most=20_000, long=True, present=lambda part: part.text),
    ] = "",
) -> BookPart:
    """Other words, while the book is a draft. Every version stays on the record."""
    part.title, part.text = title, text
    search.index_part(part)
    return ctx.save(part)


@action(
    "delivery.remove_book_part",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Remove this part"),
    done=_("Part of a plan book removed"),
    concerns=lambda part: parties(part.book),
    allows=_part_of_draft,
    notifies=False,
)
def remove_book_part(ctx: Context, part: BookPart) -> BookPart:
    """It will not be in the next edition. Earlier editions keep it."""
    part.removed = True
    return ctx.save(part)


# --- indicators -----------------------------------------------------------------------------------
@action(
    "delivery.add_indicator",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Add an indicator"),
    done=_("Indicator of a plan book added"),
    concerns=lambda part: parties(part.book),
    allows=_part_of_draft,
    notifies=False,
)
def add_indicator(
    ctx: Context,
    part: BookPart,
    names: Annotated[
        dict[str, str], Names(_("What is measured"), empty=_("Enter what is measured."))
    ],
    measure: Annotated[
        str,
        Words(_("Unit"), _("For example: homes, km or %."), most=40, empty=_("Enter a unit.")),
    ],
    baseline: Annotated[Decimal, Quantity(_("Value at the start"), digits=16, decimals=2)],
    baseline_on: Annotated[date, Day(_("Measured on"))],
    target: Annotated[Decimal, Quantity(_("Target"), digits=16, decimals=2)],
    target_on: Annotated[date, Day(_("To be reached by"))],
    measured_by: Annotated[
        str,
        Ref(
            _("Measured by"),
            _(
                "A series or a minimum standard of the hall whose values in this place are used. "
                "Leave blank to report values here."
            ),
        ),
    ] = "",
) -> BookIndicator:
    """What the part wants to move, from where, to where, and by when."""
    if part.book.indicators.filter(dropped=False).count() >= MOST_INDICATORS:
        raise BadInput("names", _("A plan book has up to 60 indicators."))
    if target_on <= baseline_on:
        raise BadInput("target_on", _("Enter a day after the one on which the start was measured."))
    if target == baseline:
        raise BadInput("target", _("Enter a target that differs from the value at the start."))
    if measured_by and not readings.knows(measured_by):
        raise BadInput("measured_by", _("Choose a series or a minimum standard."))
    return ctx.save(
        BookIndicator(
            book=part.book,
            part=part,
            names=names,
            measure=measure,
            baseline=baseline,
            baseline_on=baseline_on,
            target=target,
            target_on=target_on,
            measured_by=measured_by,
        )
    )


def _indicator_of_draft(actor: Actor, indicator: BookIndicator) -> None:
    check_draft(actor, indicator.book)
    if indicator.dropped:
        raise Refused("state", "removed", _("This indicator has been removed."))


@action(
    "delivery.drop_book_indicator",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Remove this indicator"),
    done=_("Indicator of a plan book removed"),
    concerns=lambda indicator: parties(indicator.book),
    allows=_indicator_of_draft,
    notifies=False,
)
def drop_book_indicator(ctx: Context, indicator: BookIndicator) -> BookIndicator:
    """It will not be in the next edition. Earlier editions keep it, with its values."""
    indicator.dropped = True
    return ctx.save(indicator)


# --- opening it, and beginning again ---------------------------------------------------------------
def _has_parts(actor: Actor, book: Book) -> None:
    check_draft(actor, book)
    if not book.parts.filter(removed=False).exists():
        raise Refused("state", "empty", _("It has no parts yet. Add one first."))


@action(
    "delivery.open_consultation",
    by=Kind.OFFICE,
    power=law.WRITE,
    remedy=owed.ASKED_AGAIN,
    title=_("Open it for amendments"),
    done=_("Plan book opened for amendments"),
    concerns=parties,
    allows=_has_parts,
    news=True,
)
def open_consultation(
    ctx: Context,
    book: Book,
    until: Annotated[
        date,
        Day(
            _("Last day to propose amendments"),
            _("Each amendment is answered afterwards, by the day the law sets."),
            empty=_("Enter a day."),
        ),
    ],
) -> Book:
    """Residents and organisations propose other words, part by part. The text stays as it is until they are answered."""
    check_time_to_say(law.CONSULT, until, ctx.today)
    book.state = State.CONSULTED
    book.consult_from, book.consult_until = ctx.today, until
    book.answer_by = law_queries.due_day(law.ANSWER, until)
    ctx.note(until=until.isoformat(), edition=book.edition + 1)
    return ctx.save(book)


def _in_force(_actor: Actor, book: Book) -> None:
    if book.state != State.ADOPTED:
        raise Refused("state", "wrong-state", _("Only a book in force can be revised."))


@action(
    "delivery.revise_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Revise it"),
    done=_("Revision of a plan book begun"),
    concerns=parties,
    allows=_in_force,
)
def revise_book(
    ctx: Context,
    book: Book,
    reason: Annotated[
        str,
        Words(
            _("Why it is revised"),
            _("This is public."),
            most=4000,
            long=True,
            empty=_("Enter why it is revised."),
        ),
    ],
) -> Book:
    """Prepare a new edition. The edition in force stays in force until the new one is adopted."""
    book.state, book.reason = State.DRAFT, reason
    return ctx.save(book)


def _never_adopted(actor: Actor, book: Book) -> None:
    check_draft(actor, book)
    if book.edition:
        raise Refused("state", "in-force", _("An edition is in force. It can only be revised."))


@action(
    "delivery.give_up_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back,
    title=_("Give it up"),
    done=_("Draft of a plan book given up"),
    concerns=parties,
    allows=_never_adopted,
)
def give_up_book(
    ctx: Context,
    book: Book,
    reason: Annotated[str, WHY_GIVEN_UP],
) -> Book:
    """The draft goes no further. It stays readable."""
    book.ended_on, book.reason = ctx.today, reason
    return ctx.save(book)
