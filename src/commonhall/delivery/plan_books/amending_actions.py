"""What residents and organisations do with a plan book in consultation: propose other words, support, take back."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Flag, Pick, Words
from commonhall.consultations.speakers import spoken_by
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan_books import law, queries
from commonhall.delivery.plan_books.models import Book, BookAmendment, BookPart, BookSupport
from commonhall.law.promises import ledger
from commonhall.law.residence import require_lives_in

State = BookAmendment.State
BY = (Kind.PERSON, Kind.ORGANISATION)


def _is_open(book: Book) -> None:
    if not book.takes_amendments(clock.today()):
        raise Refused(
            "state",
            "over",
            _("It is not open for amendments. They are proposed in a consultation."),
        )


def _takes(actor: Actor, part: BookPart) -> None:
    _is_open(part.book)
    if part.removed:
        raise Refused("state", "removed", _("This part has been removed."))
    require_lives_in(actor, part.book.unit)


@action(
    "delivery.amend_book_part",
    by=BY,
    right=law.AMEND,
    verified=True,
    title=_("Propose other words for this part"),
    done=_("Amendment to a plan book proposed"),
    allows=_takes,
    limit="delivery.amend_book_part",
)
def amend_book_part(
    ctx: Context,
    part: BookPart,
    *,
    title: Annotated[
        str,
        Words(
            _("Heading"),
            most=160,
            empty=_("Enter a heading."),
            present=lambda part: part.title,
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("New text"),
            _("Edit the text below. It is compared with what stands there now."),
            most=20_000,
            long=True,
            present=lambda part: part.text,
        ),
    ] = "",
    removes: Annotated[bool, Flag(_("Remove this part altogether"))] = False,
    reason: Annotated[
        str,
        Words(_("Why"), _("This is public."), most=2000, long=True, empty=_("Enter the reasons.")),
    ],
) -> BookAmendment:
    """Write how this part should read, and why. The body answers every amendment by a day, with reasons."""
    if not removes and (title, text) == (part.title, part.text):
        raise BadInput(
            "text", _("You have not changed the text. Change it before you send the amendment.")
        )
    words = {"title": "", "text": ""} if removes else {"title": title, "text": text}
    made = _proposed(
        ctx,
        part.book,
        part=part,
        removes=removes,
        before_title=part.title,
        before=part.text,
        reason=reason,
        **words,
    )
    ctx.note(part=part.place, book=part.book.ref)
    return made


def _proposed(ctx: Context, book: Book, **said: Any) -> BookAmendment:
    """An amendment whose answer is owed by the day of the book's consultation; its writer follows what becomes of it."""
    made = ctx.save(
        BookAmendment(
            book=book,
            due_on=book.answer_by,
            round=book.edition + 1,
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
            **said,
        )
    )
    if book.answer_by is not None:
        ledger.make(
            ctx, made, law.PROMISE, body=book.body_id, unit=book.unit_id, day=book.answer_by
        )
    ctx.follow(made, ctx.actor.account)
    ctx.follow(book, ctx.actor.account)
    ctx.subject = made.ref
    return made


def _takes_parts(actor: Actor, book: Book) -> None:
    _is_open(book)
    require_lives_in(actor, book.unit)


def _parts_of(book: Book) -> QuerySet[BookPart]:
    return book.parts.filter(removed=False).order_by("place", "pk")


@action(
    "delivery.propose_book_part",
    by=BY,
    right=law.AMEND,
    verified=True,
    title=_("Propose a new part"),
    done=_("New part of a plan book proposed"),
    allows=_takes_parts,
    limit="delivery.amend_book_part",
)
def propose_book_part(
    ctx: Context,
    book: Book,
    *,
    kind: Annotated[str, Choice(_("What is it?"), choices=BookPart.Kind.choices, radio=True)],
    title: Annotated[str, Words(_("Heading"), most=160, empty=_("Enter a heading."))],
    text: Annotated[
        str, Words(_("Text"), most=20_000, long=True, empty=_("Enter what the new part says."))
    ],
    after: Annotated[
        BookPart | None,
        Pick(
            _("It follows"),
            _("Leave blank to put it at the end."),
            rows_of=_parts_of,
            rows=lambda: BookPart.objects.all(),
        ),
    ] = None,
    reason: Annotated[
        str,
        Words(_("Why"), _("This is public."), most=2000, long=True, empty=_("Enter the reasons.")),
    ],
) -> BookAmendment:
    """Write a part that the plan lacks, and why. The body answers every amendment by a day, with reasons."""
    if after is not None and not _parts_of(book).filter(pk=after.pk).exists():
        raise BadInput("after", _("Choose a part of this plan book."))
    made = _proposed(ctx, book, kind=kind, after=after, title=title, text=text, reason=reason)
    ctx.note(book=book.ref)
    return made


def _own_waiting(actor: Actor, amendment: BookAmendment) -> None:
    if not amendment.said_by(actor):
        raise Refused("state", "not-yours", _("Only the person who proposed it can withdraw it."))
    if amendment.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This amendment has already been answered."))


@action(
    "delivery.withdraw_book_amendment",
    by=BY,
    right=law.AMEND,
    title=_("Withdraw my amendment"),
    done=_("Amendment to a plan book withdrawn"),
    allows=_own_waiting,
)
def withdraw_book_amendment(ctx: Context, amendment: BookAmendment) -> BookAmendment:
    """Nobody needs to answer it any more. It stays readable as withdrawn."""
    amendment.state, amendment.answered_on = State.WITHDRAWN, ctx.today
    ledger.withdraw(ctx, amendment)
    return ctx.save(amendment)


# --- support --------------------------------------------------------------------------------------
def _collects(amendment: BookAmendment) -> None:
    if amendment.state != State.OPEN or amendment.round != amendment.book.edition + 1:
        raise Refused("state", "wrong-state", _("This amendment does not collect support."))
    _is_open(amendment.book)


def _may_support(actor: Actor, amendment: BookAmendment) -> None:
    _collects(amendment)
    if queries.own_support(amendment, actor) is not None:
        raise Refused("state", "supported", _("You support this already."))
    if amendment.said_by(actor):
        raise Refused("state", "own-words", _("You proposed it yourself."))
    require_lives_in(actor, amendment.book.unit)


@action(
    "delivery.support_book_amendment",
    by=Kind.PERSON,
    right=law.SUPPORT,
    verified=True,
    title=_("Support it"),
    done=_("Amendment to a plan book supported"),
    told=lambda _made: gettext("Thank you. Your support is counted, and your name is not shown."),
    allows=_may_support,
    limit="delivery.support_book_amendment",
    notifies=False,
)
def support_book_amendment(ctx: Context, amendment: BookAmendment) -> BookSupport:
    """Say that you want it, too. Nobody sees who supports what, only how many."""
    ctx.follow(amendment, ctx.actor.account)
    return ctx.save(BookSupport(amendment=amendment, person_id=ctx.actor.person_id, on=ctx.today))


def _may_take_back(actor: Actor, amendment: BookAmendment) -> None:
    _collects(amendment)
    if queries.own_support(amendment, actor) is None:
        raise Refused("state", "not-supported", _("You do not support this."))


@action(
    "delivery.unsupport_book_amendment",
    by=Kind.PERSON,
    right=law.SUPPORT,
    title=_("Take your support back"),
    done=_("Support for an amendment to a plan book taken back"),
    told=lambda _made: gettext("Your support is taken back."),
    allows=_may_take_back,
    limit="delivery.support_book_amendment",
    notifies=False,
)
def unsupport_book_amendment(ctx: Context, amendment: BookAmendment) -> BookSupport:
    """It counts no more. You can support it again while amendments are collected."""
    found = queries.own_support(amendment, ctx.actor)
    assert found is not None  # the guard has seen to it
    found.taken_back_on = ctx.today
    return ctx.save(found)
