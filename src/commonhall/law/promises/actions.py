"""What is done about promises: the System notes what is broken and tells ever more people; the body says why."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.agenda import agenda
from commonhall.law.agenda.actions import ANSWER
from commonhall.law.promises import ledger
from commonhall.law.promises.models import Fate, Promise
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm

# Who is told, one after the other, as long as the word is owed.
HEAD, REVIEWER, COUNCIL = 1, 2, 3


def _unit_of(promise: Promise) -> int:
    return promise.unit_id


def _is_broken(_actor: Actor, promise: Promise) -> None:
    if promise.broken_on is not None or promise.fate(clock.today()) != Fate.BROKEN:
        raise Refused("state", "wrong-state", _("It is not broken, or the record already says so."))


@action(
    "law.mark_broken",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Put a broken promise on the record"),
    done=_("Promise broken: its first day has passed"),
    allows=_is_broken,
)
def mark_broken(ctx: Context, promise: Promise) -> Promise:
    """The first day that was promised has passed. A later day that was named since changes nothing."""
    ledger.break_it(ctx, promise)
    _follow(ctx, promise, promise.body_id)
    owed = promise.word_due_on
    ctx.note(
        kind=promise.kind,
        thing=promise.thing,
        first_on=promise.first_on.isoformat(),
        moved=promise.moved or None,
        word_due_on=owed.isoformat() if owed else None,
    )
    return ctx.save(promise)


def _follow(ctx: Context, promise: Promise, body: int) -> None:
    """Let everybody in office in a body hear of it."""
    terms = OfficeTerm.objects.filter(in_term(ctx.today), office__body=body)
    for account in terms.values_list("person__account", flat=True):
        ctx.follow(promise, account)


def _is_silent(_actor: Actor, promise: Promise) -> None:
    day = promise.tell_on
    if not promise.owes_word or promise.escalated >= COUNCIL or day is None or day >= clock.today():
        raise Refused("state", "wrong-state", _("No explanation is overdue here."))


@action(
    "law.escalate_promise",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Report that a body has not explained its broken promise"),
    done=_("No explanation of a broken promise: others were told"),
    allows=_is_silent,
)
def escalate_promise(ctx: Context, promise: Promise) -> Promise:
    """The head of the body is told first, then the reviewer; then it comes before the council."""
    promise.escalated += 1
    council = agenda.council(ctx.today)
    told = {
        HEAD: promise.body,
        REVIEWER: queries.holder_of("review-decisions", ctx.today, besides=promise.body_id),
        COUNCIL: council,
    }[promise.escalated]
    if told is not None:
        _follow(ctx, promise, told.pk)
    if promise.escalated == COUNCIL and council is not None:
        agenda.bring(ctx, promise, council, None)
    ctx.note(step=promise.escalated, told=told.code if told else None)
    # The next are told after as many days again.
    promise.tell_on = queries.due_day(ledger.WORD, ctx.today) or promise.tell_on
    return ctx.save(promise)


def _owes(actor: Actor, promise: Promise) -> None:
    if promise.body_id != actor.body and not agenda.is_before(promise, actor.body):
        raise Refused("state", "other-body", _("Another body made this promise."))
    if not promise.owes_word:
        raise Refused(
            "state",
            "wrong-state",
            _("No explanation is due: the promise is not broken, or it has been explained."),
        )


@action(
    "law.say_why",
    by=Kind.OFFICE,
    undo=put_back,
    power=ANSWER,
    title=_("Explain why it was broken"),
    done=_("Body explained why its promise was broken"),
    place=_unit_of,
    concerns=lambda promise: [promise.thing],
    allows=_owes,
)
def say_why(
    ctx: Context,
    promise: Promise,
    text: Annotated[
        str,
        Words(
            _("Why it was not done in time"),
            _(
                "This is public. Say what went wrong and what you will do to stop it happening again."
            ),
            most=4000,
            long=True,
            empty=_("Enter why it was not done in time."),
        ),
    ],
) -> Promise:
    """The public word that is owed for a broken promise. It stays broken."""
    promise.word, promise.said_on = text, ctx.today
    agenda.take_up(ctx, promise)
    return ctx.save(promise)
