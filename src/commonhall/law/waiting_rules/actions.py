"""What becomes of a rule that waits: the reviewer allows it or objects, or nobody did in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import search
from commonhall.law.demands.reasons import REASONS
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import Body, OfficeTerm

REVIEW = "review-decisions"
State = WaitingRule.State
ONE = timedelta(days=1)


def _place(waiting: WaitingRule) -> int:
    return waiting.body.unit_id


def _may_judge(actor: Actor, waiting: WaitingRule) -> None:
    _waits(waiting)
    if actor.body == waiting.body_id:
        raise Refused("segregation", "for-itself", _("Nobody may judge their own case."))
    terms = OfficeTerm.objects.filter(in_term(clock.today()), office__body=waiting.body_id)
    if actor.person is not None and terms.filter(person=actor.person).exists():
        raise Refused("segregation", "for-itself", _("Nobody may judge their own case."))


def _waits(waiting: WaitingRule) -> None:
    if not waiting.waits:
        raise Refused("state", "wrong-state", _("This has already been decided."))


@action(
    "law.allow_waiting_rule",
    by=Kind.OFFICE,
    power=REVIEW,
    any_body=exemptions.REVIEWED,
    undo=put_back,
    title=_("Give permission"),
    done=_("The reviewer gave permission for a rule"),
    place=_place,
    allows=_may_judge,
    second_factor=True,
)
def allow_waiting_rule(
    ctx: Context,
    waiting: WaitingRule,
    reasons: Annotated[str, Words(_("Why"), most=4000, long=True)] = "",
) -> WaitingRule:
    """The rule may touch the right: it is in force from its day, at the earliest today."""
    if waiting.provision is not None:
        if not _still_fits(ctx, waiting):
            raise Refused(
                "state",
                "changed-meanwhile",
                _("The provision has been changed or has ended since."),
                waiting.provision.ref,
            )
        _reword(ctx, waiting)
    else:
        for provision in waiting.instrument.provisions.order_by("pk"):
            provision.starts = max(waiting.starts, ctx.today)
            ctx.save(provision)
    return _decide(ctx, waiting, State.ALLOWED, reasons)


@action(
    "law.object_to_waiting_rule",
    by=Kind.OFFICE,
    power=REVIEW,
    any_body=exemptions.REVIEWED,
    undo=put_back,
    title=_("Object"),
    done=_("The reviewer objected to a rule"),
    place=_place,
    allows=_may_judge,
    second_factor=True,
)
def object_to_waiting_rule(
    ctx: Context, waiting: WaitingRule, reasons: Annotated[str, REASONS]
) -> WaitingRule:
    """The rule never comes into force. Its body may adopt another one; the reasons are public."""
    if waiting.provision is None:
        instrument = waiting.instrument
        for provision in instrument.provisions.order_by("pk"):
            provision.ends = min(provision.starts, ctx.today) - ONE
            ctx.save(provision)
        instrument.ends = ctx.today - ONE
        instrument.review_on = None
        ctx.save(instrument)
    return _decide(ctx, waiting, State.OBJECTED, reasons)


@action(
    "law.begin_waiting_rule",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Put a rule into force"),
    done=_("Nobody objected to a rule in time"),
    place=_place,
)
def begin_waiting_rule(ctx: Context, waiting: WaitingRule) -> WaitingRule:
    """The days in which the reviewer could object are over."""
    _waits(waiting)
    if waiting.until >= ctx.today:
        raise Refused("state", "in-time", _("There is still time to object."))
    if waiting.provision is not None:
        if not _still_fits(ctx, waiting):
            return _decide(ctx, waiting, State.OVERTAKEN)
        _reword(ctx, waiting)
    return _decide(ctx, waiting, State.UNOPPOSED)


def _still_fits(ctx: Context, waiting: WaitingRule) -> bool:
    """Are the words that were to be changed still those, and in force?"""
    provision = waiting.provision
    assert provision is not None
    ended = provision.ends is not None and provision.ends < ctx.today
    return bool(provision.texts == waiting.before and not ended)


def _reword(ctx: Context, waiting: WaitingRule) -> None:
    provision = waiting.provision
    assert provision is not None
    provision.texts = waiting.texts
    ctx.save(provision)
    search.index_provisions(provision.instrument)


def _decide(ctx: Context, waiting: WaitingRule, state: str, reasons: str = "") -> WaitingRule:
    waiting.state, waiting.decided_on, waiting.reasons = state, ctx.today, reasons
    waiting.decided_by = (
        Body.objects.filter(pk=ctx.actor.body_id).first() if ctx.actor.body else None
    )
    return ctx.save(waiting)
