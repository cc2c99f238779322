"""What the System does with lists: the yearly question, its warning and its end, and destroying words in time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.services.applications import rules as application_rules
from commonhall.services.waiting_lists import rules
from commonhall.services.waiting_lists.actions import off
from commonhall.services.waiting_lists.erasing import forget
from commonhall.services.waiting_lists.models import WaitingEntry

State = WaitingEntry.State


def _not_yet() -> Refused:
    return Refused("state", "not-yet", _("Its day has not come."))


def _to_ask(_actor: Actor, entry: WaitingEntry) -> None:
    last = rules.asked_before(clock.today())
    waits = entry.state == State.WAITING and entry.answer_until is None
    if last is None or not waits or entry.kept_on > last:
        raise _not_yet()


@action(
    "services.ask_waiting_entry",
    by=Kind.SYSTEM,
    power=rules.WATCHES,
    title=_("Ask whether they still want it"),
    done=_("Somebody on a waiting list was asked whether they still want it"),
    allows=_to_ask,
)
def ask_waiting_entry(ctx: Context, waiting_entry: WaitingEntry) -> WaitingEntry:
    """Once a year. One click keeps their place; without an answer they are taken off, after a warning."""
    waiting_entry.asked_on = ctx.today
    waiting_entry.answer_until = ctx.today + rules.days_to_answer(ctx.today)
    return ctx.save(waiting_entry)


def _to_warn(_actor: Actor, entry: WaitingEntry) -> None:
    until = entry.answer_until
    due = until is not None and clock.today() >= until - rules.WARNED_BEFORE
    if entry.state != State.WAITING or entry.warned_on is not None or not due:
        raise _not_yet()


@action(
    "services.warn_waiting_entry",
    by=Kind.SYSTEM,
    power=rules.WATCHES,
    title=_("Warn before they are taken off"),
    done=_("Somebody on a waiting list was warned"),
    allows=_to_warn,
)
def warn_waiting_entry(ctx: Context, waiting_entry: WaitingEntry) -> WaitingEntry:
    """The last letter before the day: whoever does not answer it leaves the list."""
    waiting_entry.warned_on = ctx.today
    return ctx.save(waiting_entry)


def _to_lapse(_actor: Actor, entry: WaitingEntry) -> None:
    until, warned = entry.answer_until, entry.warned_on
    over = until is not None and clock.today() > until
    if entry.state != State.WAITING or warned is None or not over:
        raise _not_yet()
    if clock.today() < warned + rules.WARNED_BEFORE:
        raise _not_yet()


@action(
    "services.lapse_waiting_entry",
    by=Kind.SYSTEM,
    power=rules.WATCHES,
    title=_("Take them off the list"),
    done=_("Somebody who did not answer was taken off a waiting list"),
    allows=_to_lapse,
)
def lapse_waiting_entry(ctx: Context, waiting_entry: WaitingEntry) -> WaitingEntry:
    """They were asked and warned, and did not answer. They can join again."""
    return off(ctx, waiting_entry, State.LAPSED)


def _over(_actor: Actor, entry: WaitingEntry) -> None:
    since = application_rules.kept_since(clock.today())
    ended = entry.ended_on
    if entry.destroyed_on or since is None or ended is None or ended >= since:
        raise Refused("state", "not-over", _("The words are kept until their day."))


@action(
    "services.destroy_waiting_entry",
    by=Kind.SYSTEM,
    power=rules.WATCHES,
    title=_("Destroy what somebody on a waiting list said"),
    done=_("What somebody on a waiting list said was destroyed"),
    allows=_over,
    notifies=False,
)
def destroy_waiting_entry(ctx: Context, waiting_entry: WaitingEntry) -> WaitingEntry:
    """After the days of the provision nothing is left but the number, the list, the days and the state."""
    forget(ctx, waiting_entry)
    waiting_entry.destroyed_on = ctx.today
    return ctx.save(waiting_entry)
