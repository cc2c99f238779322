"""What bodies decide about a plan book: answer each amendment, adopt an edition, report values, name what carries it out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Annotated

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Pick, Quantity, Words
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.period_book_inputs import parties
from commonhall.delivery.plan.actions import parties as parties_of_item
from commonhall.delivery.plan.actions import unit_of
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan_books import editions, law, search
from commonhall.delivery.plan_books.actions import put_in
from commonhall.delivery.plan_books.models import (
    Book,
    BookAmendment,
    BookEdition,
    BookIndicator,
    BookPart,
    BookValue,
)
from commonhall.law.promises import ledger

State = BookAmendment.State


def writers(amendment: BookAmendment) -> list[str]:
    """Whose interests recuse from an answer: the book's, and those of the person or organisation that wrote it."""
    return [
        *parties(amendment.book),
        f"people.organisation:{amendment.organisation_id}" if amendment.organisation_id else "",
        f"people.person:{amendment.person_id}" if amendment.person_id else "",
    ]


def _waits(_actor: Actor, amendment: BookAmendment) -> None:
    if amendment.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This amendment has already been answered."))
    if amendment.gone:
        return
    if amendment.book.takes_amendments(clock.today()):
        raise Refused(
            "state",
            "too-early",
            _(
                "People can still support it. Amendments are answered once the consultation is over."
            ),
        )


@action(
    "delivery.answer_book_amendment",
    by=Kind.OFFICE,
    power=law.WRITE,
    undo=put_back_anew,
    title=_("Answer the amendment"),
    done=_("Amendment to a plan book answered"),
    place=lambda amendment: amendment.book.unit_id,
    concerns=writers,
    allows=_waits,
)
def answer_book_amendment(
    ctx: Context,
    amendment: BookAmendment,
    verdict: Annotated[
        str,
        Choice(
            _("What is your answer?"),
            choices=[
                (State.TAKEN_UP.value, _("Take it up")),
                (State.REFUSED.value, _("Do not take it up")),
            ],
            radio=True,
            empty=_("Choose whether you take it up."),
        ),
    ],
    answer: Annotated[
        str,
        Words(_("Why"), _("This is public."), most=4000, long=True, empty=_("Enter the reasons.")),
    ],
    words: Annotated[
        str,
        Words(
            _("How the part reads now"),
            _(
                "Leave blank to use the words of the amendment. Enter other words where the part has changed since, "
                "or where you take up only some of it."
            ),
            most=20_000,
            long=True,
        ),
    ] = "",
) -> BookAmendment:
    """Take it up, and the part reads so at once; or say why not. The person who proposed it is told."""
    if verdict == State.TAKEN_UP:
        _take_up(ctx, amendment, words)
    elif words:
        raise BadInput("words", _("Leave blank if you do not take it up."))
    ledger.keep(ctx, amendment)
    amendment.state, amendment.answer, amendment.answered_on = verdict, answer, ctx.today
    ctx.note(verdict=verdict)
    return ctx.save(amendment)


def _take_up(ctx: Context, amendment: BookAmendment, words: str) -> None:
    if amendment.gone:
        raise BadInput("verdict", _("Its words are hidden or erased, so they cannot be taken up."))
    ctx.link(amendment, amendment.book, "led-to")
    if amendment.part is None:
        after = amendment.after.as_read() if amendment.after else None
        place = after.place + 1 if after is not None else None
        given = amendment.kind, amendment.title, words or amendment.text
        amendment.part = put_in(ctx, amendment.book, "verdict", *given, place)
        return
    part = amendment.part.as_read()
    if part.removed:
        raise BadInput("verdict", _("This part has been removed."))
    changed = (part.title, part.text) != (amendment.before_title, amendment.before)
    if amendment.removes:
        if words:
            raise BadInput("words", _("Leave blank: this amendment removes the part."))
        part.removed = True
    elif words:
        part.title, part.text = amendment.title, words
    elif changed:
        raise BadInput(
            "words", _("The part has changed since this was proposed. Enter how it reads now.")
        )
    else:
        part.title, part.text = amendment.title, amendment.text
    ctx.save(part)
    search.index_part(part)


# --- adopting -------------------------------------------------------------------------------------
def _can_be_adopted(_actor: Actor, book: Book) -> None:
    if book.state != Book.State.CONSULTED:
        raise Refused(
            "state", "wrong-state", _("Residents are asked first: open it for amendments.")
        )
    if book.takes_amendments(clock.today()):
        raise Refused("state", "too-early", _("It is still open: people may propose amendments."))
    if book.amendments.filter(state=State.OPEN).exists():
        raise Refused("state", "unanswered", _("Some amendments have not been answered yet."))
    if not book.parts.filter(removed=False).exists():
        raise Refused("state", "empty", _("It has no parts."))


@action(
    "delivery.adopt_book",
    by=Kind.OFFICE,
    power=law.ADOPT,
    any_body=exemptions.PLANNED,
    undo=put_back,
    title=_("Adopt it"),
    done=_("Plan book adopted"),
    concerns=parties,
    allows=_can_be_adopted,
    second_factor=True,
    news=True,
)
def adopt_book(ctx: Context, book: Book) -> BookEdition:
    """The text as it stands is frozen as an edition, with its digest on the record, and is in force from today."""
    last = BookEdition.objects.filter(book=book).aggregate(last=Max("number"))["last"] or 0
    number = last + 1
    content = editions.content(book, number)
    digest = sha256(content.encode()).hexdigest()
    made = ctx.save(
        BookEdition(
            book=book,
            number=number,
            content=content,
            digest=digest,
            about=ctx.actor.resolution,
            adopted_on=ctx.today,
        )
    )
    book.state, book.edition = Book.State.ADOPTED, number
    ctx.save(book)
    if ctx.actor.resolution:
        ctx.link(ctx.actor.resolution, book, "decided")
    ctx.subject = book.ref
    ctx.note(edition=number, digest=digest)
    return made


# --- how far it is --------------------------------------------------------------------------------
def _is_reported(_actor: Actor, indicator: BookIndicator) -> None:
    if indicator.measured_by:
        raise Refused(
            "state", "measured", _("Its values are measured elsewhere. They are not entered here.")
        )
    if indicator.dropped:
        raise Refused("state", "removed", _("This indicator has been removed."))


@action(
    "delivery.report_book_value",
    by=Kind.OFFICE,
    power=law.WRITE,
    remedy=owed.CORRECTED,
    title=_("Report a value"),
    done=_("Value of an indicator reported"),
    concerns=lambda indicator: parties(indicator.book),
    allows=_is_reported,
)
def report_book_value(
    ctx: Context,
    indicator: BookIndicator,
    value: Annotated[Decimal, Quantity(_("Value"), digits=16, decimals=2)],
    on: Annotated[date, Day(_("Measured on"))],
    source: Annotated[
        str,
        Words(
            _("Where anybody can check it"),
            _("For example the address of the table, or the number of the report."),
            most=300,
            empty=_("Enter where anybody can check it."),
        ),
    ],
) -> BookValue:
    """How far it is, on which day, and where that comes from."""
    if on > ctx.today:
        raise BadInput("on", _("Enter today or an earlier day."))
    ctx.subject = indicator.book.ref
    return ctx.save(BookValue(indicator=indicator, value=value, on=on, source=source))


def standing_parts() -> QuerySet[BookPart]:
    """Parts that something of the plan can carry out."""
    rows: QuerySet[BookPart] = BookPart.objects.filter(removed=False)
    return rows.select_related("book").order_by("book", "place", "pk")


def _not_stopped(_actor: Actor, item: Item) -> None:
    if item.state == Item.State.STOPPED:
        raise Refused("state", "wrong-state", _("You cannot do this in its current state."))


@action(
    "delivery.place_in_book",
    by=Kind.OFFICE,
    power=law.WRITE,
    any_body=exemptions.PLANNED,
    undo=put_back,
    title=_("Say which part of a plan book it carries out"),
    done=_("Part of the plan placed in a plan book"),
    place=unit_of,
    concerns=parties_of_item,
    allows=_not_stopped,
)
def place_in_book(
    ctx: Context,
    item: Item,
    part: Annotated[
        BookPart | None,
        Pick(
            _("Part of a plan book"),
            _("Leave blank to take it out of the book."),
            rows=standing_parts,
            present=lambda item: item.part_id,
        ),
    ] = None,
) -> Item:
    """Its dates, money and promises are shown with that part."""
    if part is not None and part.book.body_id != ctx.actor.body_id:
        raise BadInput("part", _("Choose a part of a book for which your body answers."))
    item.part = part
    if part is not None:
        ctx.link(part.book, item, "served-by")
    return ctx.save(item)
