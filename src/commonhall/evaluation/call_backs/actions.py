"""Calling back: the clock names a month's cases, a public beacon draws the sample, another body asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import beacon_numbers, exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Internal
from commonhall.actions.undoing import put_back
from commonhall.cases.cases.models import Case, Confirmation
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.call_backs import drawing, queries
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.evaluation.proposals.proposing import not_measured
from commonhall.law.appeals import lot
from commonhall.people import four_eyes
from commonhall.people.bodies.models import Body

PER_BODY = 30
CALLED_FOR = timedelta(days=28)
TRIES = 3
State, Calls = CallBackRound.State, CallBack.State
NOT_REACHED = "not_reached"


@action(
    "evaluation.begin_call_backs",
    by=Kind.SYSTEM,
    power="draw-call-backs",
    title=_("Name the cases to be called back"),
    done=_("Cases to be called back were named"),
)
def begin_call_backs(ctx: Context, month: Annotated[date, Internal()]) -> CallBackRound:
    """Put a month's finished cases on the record, and name the round of a public beacon that draws among them."""
    rows = queries.finished(month)
    begun = ctx.save(
        CallBackRound(
            month=month,
            cases=[list(row) for row in rows],
            per_body=PER_BODY,
            beacon=lot.named_round(ctx.occurred_at),
            begun_at=ctx.occurred_at,
        )
    )
    ctx.subject = begun.ref
    ctx.note(month=month.isoformat(), cases=len(rows), round=begun.beacon["round"])
    return begun


# --- the lot --------------------------------------------------------------------------------------
def _waits_for_lot(_actor: Actor, of: CallBackRound) -> None:
    if of.state != State.WAITING:
        raise Refused("state", "wrong-state", _("The sample has been drawn already."))
    beacon_numbers.not_before(of.due_at)


@action(
    "evaluation.draw_call_backs",
    by=Kind.PERSON,
    right="draw-call-backs",
    title=_("Draw the sample"),
    done=_("The cases to be called back were drawn"),
    allows=_waits_for_lot,
)
def draw_call_backs(
    ctx: Context,
    call_back_round: CallBackRound,
    signature: Annotated[str, beacon_numbers.SIGNATURE],
) -> CallBackRound:
    """Enter what the named round of the public beacon gave: it draws the cases that are called back. Everybody with an
    account can; only the right signature is taken."""
    of = call_back_round
    of.seed_from = beacon_numbers.read(of.beacon, of.beacon["round"], signature)
    rows = [(case, body, said) for case, body, said in of.cases]
    sample = drawing.drawn(rows, of.seed_from["signature"], of.per_body)
    ctx.save_all(
        [CallBack(round=of, case_id=case, body_id=body, said=said) for case, body, said in sample]
    )
    of.state = State.DRAWN
    of.drawn_at = ctx.occurred_at
    of.close_on = timezone.localdate(ctx.occurred_at) + CALLED_FOR
    ctx.note(round=of.beacon["round"], drawn=len(sample))
    return ctx.save(of)


# --- calling --------------------------------------------------------------------------------------
def _may_call(actor: Actor, call: CallBack) -> None:
    """Another body calls than any that is measured, and nobody who holds an office of the one asked about."""
    not_measured(actor)
    if four_eyes.sat_in(actor, (call.body_id,)):
        raise Refused(
            "state",
            "own-body",
            _("You hold an office of the body that answered this case. Somebody else calls."),
        )
    if call.round.state != State.DRAWN or call.round.is_over(clock.today()):
        raise Refused("state", "closed", _("The calls of this month are over."))
    if call.state != Calls.WAITING:
        raise Refused("state", "wrong-state", _("This call has been written down already."))


def _where(call: CallBack) -> int:
    return call.case.unit_id


def _parties(call: CallBack) -> list[str]:
    return [Body.ref_of(call.body_id), Case.ref_of(call.case_id)]


@action(
    "evaluation.record_call",
    by=Kind.OFFICE,
    power=queries.POWER,
    any_body=exemptions.MEASURED,
    undo=put_back,
    title=_("Write down the call"),
    done=_("Call written down"),
    place=_where,
    concerns=_parties,
    allows=_may_call,
    notifies=False,
)
def record_call(
    ctx: Context,
    call: CallBack,
    outcome: Annotated[
        str,
        Choice(
            _("Did you reach them?"),
            choices=[
                (Calls.REACHED.value, _("Yes, they answered the questions")),
                (NOT_REACHED, _("No, nobody answered")),
                (Calls.DECLINED.value, _("Yes, but they do not want to answer")),
            ],
            radio=True,
            empty=_("Choose whether you reached them."),
        ),
    ],
    contacted: Annotated[
        str,
        Choice(
            _("“Did the office get in touch with you about it?”"),
            choices=CallBack.Contacted.choices,
            radio=True,
            unsaid=_("Not asked"),
        ),
    ] = "",
    verdict: Annotated[
        str,
        Choice(
            _("“Has it been solved?”"),
            choices=CallBack.Verdict.choices,
            radio=True,
            unsaid=_("Not asked"),
        ),
    ] = "",
    satisfied: Annotated[
        str,
        Choice(
            _("“Are you satisfied with how you were treated?”"),
            choices=Confirmation.Satisfied.choices,
            radio=True,
            unsaid=_("Not said"),
        ),
    ] = "",
) -> CallBack:
    """Write down how a call went. The answers are sealed: the page shows sums alone. Who is not reached three times is
    not called again."""
    answered = outcome == Calls.REACHED
    if answered and not verdict:
        raise BadInput("verdict", _("Choose whether it has been solved, in their words."))
    if not answered and (verdict or contacted or satisfied):
        raise BadInput("outcome", _("You wrote down answers. Choose “Yes, they answered”."))
    if outcome == NOT_REACHED:
        call.tries += 1
        call.state = Calls.AWAY if call.tries >= TRIES else Calls.WAITING
    else:
        call.state = outcome
    call.contacted, call.verdict, call.satisfied = contacted, verdict, satisfied
    call.at = ctx.occurred_at
    return ctx.save(call)


def _is_over(_actor: Actor, of: CallBackRound) -> None:
    if of.state != State.DRAWN or not queries.is_over(of):
        raise Refused("state", "not-over", _("People of this month are still being called."))


@action(
    "evaluation.close_call_backs",
    by=Kind.SYSTEM,
    power="draw-call-backs",
    title=_("End the calls of a month"),
    done=_("The calls of a month ended"),
    allows=_is_over,
)
def close_call_backs(ctx: Context, call_back_round: CallBackRound) -> CallBackRound:
    """Nobody of this month is called any more: who was not reached counts as not reached."""
    for call in list(queries.calls(call_back_round).order_by("pk")):
        call.state = Calls.AWAY
        ctx.save(call)
    call_back_round.state = State.CLOSED
    call_back_round.closed_at = ctx.occurred_at
    return ctx.save(call_back_round)
