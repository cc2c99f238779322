"""Making, moving and keeping promises, inside the actions of the apps that make them.

    ledger.make(ctx, case, "case", body=case.body_id, unit=case.unit_id, day=promise, reason=text)
    ledger.keep(ctx, case)

A thing has one promise. Whoever promises again moves its day and says why; the first day stays what counts.
"""

from __future__ import annotations

from datetime import date

from commonhall.actions.context import Context
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.models import Governed
from commonhall.law import queries
from commonhall.law.agenda import agenda
from commonhall.law.promises.models import Fate, Promise

WORD = "say-why-broken"
_OF = CompiledQuery(lambda ref: Promise.objects.filter(thing=ref).order_by("pk")[:1], ref="")


def of(ref: str) -> Promise | None:
    """The promise of a thing."""
    return next(iter(_OF.rows(ref=ref)), None)


def make(
    ctx: Context, thing: Governed, kind: str, *, body: int, unit: int, day: date, reason: str = ""
) -> Promise:
    """Promise a day for a thing, or move the day that was promised before, with the reason."""
    known = of(thing.ref)
    if known is not None:
        return move(ctx, thing, day, reason)
    return ctx.save(
        Promise(
            thing=thing.ref,
            kind=kind,
            body_id=body,
            unit_id=unit,
            first_on=day,
            due_on=day,
            made_at=ctx.occurred_at,
        )
    )


def move(ctx: Context, thing: Governed, day: date | None, reason: str) -> Promise:
    """Name another day for what was promised, or none any more; its first day stays."""
    promise = of(thing.ref)
    assert promise is not None
    if day == promise.due_on:
        return promise
    promise.due_on = day or promise.due_on
    promise.moved += 1
    promise.reason = reason
    return ctx.save(promise)


def keep(ctx: Context, thing: Governed) -> None:
    """It is done. After its first day it was broken, and the word is owed all the same."""
    promise = of(thing.ref)
    if promise is None or promise.done:
        return
    if ctx.today > promise.first_on:
        break_it(ctx, promise)
    promise.kept_on, promise.undone_on = ctx.today, None
    ctx.save(promise)


def undo(ctx: Context, thing: Governed) -> None:
    """It was said to be done, and is not: the promise is open again, as if that had not been said."""
    promise = of(thing.ref)
    if promise is None or not promise.done:
        return
    promise.undone_on = ctx.today
    if ctx.today > promise.first_on:
        break_it(ctx, promise)
    ctx.save(promise)


def give_up(ctx: Context, thing: Governed, reason: str) -> None:
    """It will not be done: broken today, whichever day was promised. The reason is the word that is owed."""
    promise = of(thing.ref)
    if promise is None or promise.done:
        return
    promise.reason = reason
    break_it(ctx, promise)
    if reason and promise.said_on is None:
        promise.word, promise.said_on = reason, ctx.today
        agenda.take_up(ctx, promise)
    ctx.save(promise)


def withdraw(ctx: Context, thing: Governed) -> None:
    """What it was promised for went away before its first day, by no doing of the body: nobody waits for it any more."""
    promise = of(thing.ref)
    if promise is not None and promise.fate(ctx.today) == Fate.TO_COME:
        promise.withdrawn_on = ctx.today
        ctx.save(promise)


def owe_again(ctx: Context, thing: Governed) -> None:
    """What it was promised for is there again: the promise is as open as it was."""
    promise = of(thing.ref)
    if promise is not None and promise.withdrawn_on is not None:
        promise.withdrawn_on = None
        ctx.save(promise)


def break_it(ctx: Context, promise: Promise) -> None:
    """Note that it is broken; the caller saves. From now on the body owes a word."""
    if promise.broken_on is None:
        promise.broken_on = ctx.today
        promise.word_due_on = promise.tell_on = queries.due_day(WORD, ctx.today)
