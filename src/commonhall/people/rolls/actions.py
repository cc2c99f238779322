"""Four eyes on the roll: a second body agrees to changes by a list, and looks at confirmations at the counter by sample."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import Refused
from commonhall.people import four_eyes
from commonhall.people.rolls import changes, queries
from commonhall.people.rolls.models import CounterCheck, RollChange

State, Result = RollChange.State, CounterCheck.Result
CONFIRM = changes.CONFIRM
# Of a hundred confirmations at the counter so many are looked at, and at least this many of a draw.
PER_CENT, LEAST = 5, 5


def _place_of(change: RollChange) -> int:
    return change.unit_id


def _another(actor: Actor, change: RollChange) -> None:
    if change.state not in (State.WAITING, State.ALONE):
        raise Refused("state", "wrong-state", _("This change of the roll waits no longer."))
    four_eyes.check_another(actor, change.body_id, change.by_office_id, change.proposed_at)


def _decide(ctx: Context, change: RollChange, state: str, words: str) -> RollChange:
    change.state, change.reasons = state, words
    change.decided_by_id, change.decided_at = ctx.actor.body_id, ctx.occurred_at
    change.rows.all().delete()
    return ctx.save(change)


@action(
    "people.confirm_roll_change",
    by=Kind.OFFICE,
    power=CONFIRM,
    remedy=owed.DONE_AGAIN,
    any_body=exemptions.WATCHED,
    title=_("Agree to the change of the roll"),
    done=_("Change of the roll confirmed by a second body"),
    place=_place_of,
    allows=_another,
    second_factor=True,
)
def confirm_roll_change(
    ctx: Context,
    roll_change: RollChange,
    seen: Annotated[
        str,
        Words(
            _("What you checked"),
            _("This is public."),
            most=1000,
            long=True,
            empty=_("Say what you looked at: where the list comes from, and lines you checked."),
        ),
    ],
) -> RollChange:
    """An official of another body looked at the list. Only then do its lines stand on the roll."""
    if roll_change.state == State.WAITING:
        changes.write(roll_change)
    ctx.note(new=roll_change.new, changed=roll_change.changed)
    return _decide(ctx, roll_change, State.CONFIRMED, seen)


@action(
    "people.refuse_roll_change",
    by=Kind.OFFICE,
    power=CONFIRM,
    remedy=owed.DONE_AGAIN,
    any_body=exemptions.WATCHED,
    title=_("Refuse the change of the roll"),
    done=_("Change of the roll refused by a second body"),
    place=_place_of,
    allows=_another,
)
def refuse_roll_change(
    ctx: Context,
    roll_change: RollChange,
    reason: Annotated[
        str,
        Words(_("Why not"), _("This is public."), most=1000, long=True, empty=_("Enter why not.")),
    ],
) -> RollChange:
    """The lines do not come onto the roll. Where they were brought in before a second body could look, those that
    confirmed nobody go again."""
    if roll_change.state == State.ALONE:
        ctx.note(taken_out=changes.take_out(roll_change))
    return _decide(ctx, roll_change, State.REFUSED, reason)


def _waits(_actor: Actor, change: RollChange) -> None:
    if change.state != State.WAITING:
        raise Refused("state", "wrong-state", _("This change of the roll waits no longer."))


@action(
    "people.withdraw_roll_change",
    by=Kind.OFFICE,
    power="verify-residents",
    remedy=owed.DONE_AGAIN,
    title=_("Take the list back"),
    done=_("Change of the roll withdrawn"),
    place=_place_of,
    allows=_waits,
)
def withdraw_roll_change(
    ctx: Context,
    roll_change: RollChange,
    reason: Annotated[
        str,
        Words(_("Why"), _("This is public."), most=1000, long=True, empty=_("Enter the reasons.")),
    ],
) -> RollChange:
    """The body that handed the list in takes it back; the roll stays as it is."""
    return _decide(ctx, roll_change, State.WITHDRAWN, reason)


# --- confirmations at the counter -----------------------------------------------------------------
def _somebody_new(_actor: Actor, _thing: None) -> None:
    if not queries.counter_undrawn().exists():
        raise Refused(
            "state", "nothing-new", _("Nobody was confirmed at the counter since the last draw.")
        )


@action(
    "people.draw_counter_checks",
    by=Kind.OFFICE,
    power=CONFIRM,
    nobody_concerned=exemptions.EVERYBODY,
    remedy=owed.DONE_AGAIN,
    title=_("Draw confirmations to look at"),
    done=_("Confirmations at the counter drawn, to be looked at by a second body"),
    allows=_somebody_new,
)
def draw_counter_checks(ctx: Context) -> int:
    """Draw five of a hundred of the residents whom an office confirmed since the last draw, and at least five. Nobody
    can know beforehand which: the number that decides is made now, and stands on the record."""
    rows = list(queries.counter_undrawn().values_list("pk", flat=True))
    seed = secrets.token_hex(32)
    rows.sort(key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).digest())
    wanted = max(LEAST, -(-len(rows) * PER_CENT // 100))
    last = max(rows)
    for number in sorted(rows[:wanted]):
        ctx.save(
            CounterCheck(
                verification_id=number,
                drawn_on=ctx.today,
                among_until=last,
                body_id=ctx.actor.body_id,
            )
        )
    ctx.note(seed=seed, among=len(rows), first=min(rows), last=last)
    return min(wanted, len(rows))


def _unchecked(_actor: Actor, check: CounterCheck) -> None:
    if check.result:
        raise Refused("state", "wrong-state", _("Somebody has looked at this confirmation."))


@action(
    "people.check_counter_confirmation",
    by=Kind.OFFICE,
    power=CONFIRM,
    undo=put_back,
    title=_("Say what you found"),
    done=_("A confirmation at the counter was looked at by a second body"),
    allows=_unchecked,
)
def check_counter_confirmation(
    ctx: Context,
    counter_check: CounterCheck,
    result: Annotated[
        str,
        Choice(
            _("What you found"),
            choices=Result.choices,
            radio=True,
            empty=_("Choose what you found."),
        ),
    ],
    words: Annotated[
        str,
        Words(
            _("How you looked"),
            _("Read by offices that confirm residents. Do not write who it is."),
            most=1000,
            long=True,
            empty=_("Say how you looked: by telephone, in the register, or at the address."),
        ),
    ],
) -> CounterCheck:
    """Call the person, or look in the register. If nobody of that name lives there, the confirmation ends at once."""
    check = counter_check
    check.result, check.words, check.checked_at = result, words, ctx.occurred_at
    if result == Result.WRONG:
        seen = check.verification
        seen.ends = ctx.today - timedelta(days=1)
        ctx.save(seen)
    return ctx.save(check)
