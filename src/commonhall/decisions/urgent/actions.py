"""What may be done when something cannot wait: call it urgent, agree, and, for the System, let it lapse."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action, action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import by_action
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.core.money import hall_currency, money_of
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import conclusions, days, held
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.queries import sitting
from commonhall.decisions.motions.resolution_actions import CHANGED
from commonhall.decisions.urgent import outcomes, queries
from commonhall.decisions.urgent.models import UrgentAgreement, UrgentDecision
from commonhall.decisions.urgent.queries import UrgentRule
from commonhall.people.actors import by_resolution, office_of

State = UrgentDecision.State


def _rule(motion: Motion) -> UrgentRule:
    """By what rule this may be decided urgently. Raises `Refused`, naming the provision."""
    found = held.action_of(motion)
    rule = queries.rule_of(motion.body_id, found.power, clock.today()) if found else None
    if found is None or rule is None:
        raise Refused(
            "competence",
            "never-urgent",
            _("Under the charter, nobody can decide this urgently. It must wait for the body."),
        )
    _can_lapse(found, rule)
    if motion.amount is not None and motion.amount > rule.most:
        raise Refused(
            "competence",
            "above-amount",
            _("An urgent decision can be about %(amount)s at most.")
            % {"amount": money_of(rule.most, hall_currency())},
            rule.provision,
        )
    if before := queries.decided_before(motion):
        raise Refused(
            "state",
            "decided-before",
            _(
                "This was decided urgently before (motion %(number)d). This time it must wait for the body."
            )
            % {"number": before.motion_id},
            rule.provision,
        )
    if held.changed_meanwhile(motion, found):
        raise Refused("state", "changed-meanwhile", CHANGED)
    return rule


def _can_lapse(found: Action[..., object], rule: UrgentRule) -> None:
    if not queries.can_be_undone(found):
        raise Refused(
            "competence",
            "cannot-lapse",
            _("You cannot decide this urgently, because it cannot be undone."),
            rule.provision,
        )


def _may_be_called(actor: Actor, motion: Motion) -> None:
    conclusions.before_own_body(actor, motion)
    if queries.of_motion(motion) is not None:
        raise Refused("state", "called-already", _("This has already been called urgent."))
    _rule(motion)


@action(
    "decisions.call_urgent",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Say that it cannot wait"),
    done=_("Called urgent"),
    place=lambda motion: motion.unit_id,
    concerns=lambda motion: motion.parties,
    allows=_may_be_called,
    second_factor=True,
)
def call_urgent(
    ctx: Context,
    motion: Motion,
    reason: Annotated[
        str,
        Words(
            _("Why can it not wait for the body?"),
            _("This is public, and every member is told."),
            most=4000,
            long=True,
            empty=_("Enter why it cannot wait."),
        ),
    ],
) -> Motion:
    """A member says that what a motion holds cannot wait until the body has voted. Once as many members as the charter
    asks for agree, it is done; it lapses unless the body then confirms it in time."""
    rule = _rule(motion)
    urgent = ctx.save(
        UrgentDecision(
            motion=motion,
            reason=reason,
            members=rule.members,
            days=rule.days,
            wording=motion.wording,
            called_at=ctx.occurred_at,
        )
    )
    _agrees(ctx, urgent)
    for term in sitting(motion, ()).filled:
        ctx.follow(motion, term.person.account_id)
    ctx.note(does=motion.action)
    return motion


def _agrees(ctx: Context, urgent: UrgentDecision) -> None:
    office = office_of(ctx.actor) or 0
    ctx.save(UrgentAgreement(urgent=urgent, office_id=office, at=ctx.occurred_at))


def _may_agree(actor: Actor, motion: Motion) -> None:
    conclusions.before_own_body(actor, motion)
    urgent = queries.of_motion(motion)
    if urgent is None or urgent.state != State.CALLED:
        raise Refused("state", "wrong-state", _("Nothing here is waiting for another member."))
    own = urgent.agreements.filter(office_id=office_of(actor) or 0)
    if actor.person in queries.people_who_agreed(urgent) or own.exists():
        raise Refused(
            "state", "same-member", _("You have already agreed. Another member must agree.")
        )
    if urgent.wording != motion.wording:
        raise Refused(
            "state",
            "reworded",
            _("The motion was amended after it was called urgent, so it must wait for the body."),
        )
    _rule(motion)


@action(
    "decisions.agree_urgently",
    by=Kind.OFFICE,
    undo=by_action("decisions.annul_motion"),
    power="vote-in-body",
    title=_("Agree to do it now"),
    done=_("Agreed that it cannot wait"),
    place=lambda motion: motion.unit_id,
    concerns=lambda motion: motion.parties,
    allows=_may_agree,
    second_factor=True,
)
def agree_urgently(ctx: Context, motion: Motion) -> Motion:
    """Another member agrees. Once they are enough, it is done by the body as a whole at once, and is in force until the
    body has voted: unless it passes in time, it is undone."""
    found, urgent = held.action_of(motion), motion.urgent.as_read()
    _agrees(ctx, urgent)
    agreed = queries.still_agree(urgent, sitting(motion, ()))
    if found is None or len(agreed) < urgent.members:
        return motion
    actor = by_resolution(motion.body, motion.ref)
    result = ctx.perform_as(actor, found, **days.arguments_today(motion, found))
    urgent.state, urgent.done_at = State.IN_FORCE, ctx.occurred_at
    urgent.confirm_by = ctx.today + timedelta(days=urgent.days)
    ctx.save(urgent)
    if isinstance(result, Governed):
        motion.result = result.ref
        ctx.link(motion, result, "decided")
    outcomes.put_on_next(ctx, motion)
    ctx.note(does=motion.action, confirm_by=urgent.confirm_by.isoformat())
    return ctx.save(motion)


def _is_over(_actor: Actor, motion: Motion) -> None:
    urgent = queries.of_motion(motion)
    if motion.state != Motion.State.OPEN or urgent is None or not urgent.is_over:
        raise Refused("state", "wrong-state", _("No urgent decision lapses here today."))


@action(
    "decisions.lapse_urgent",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Let an urgent decision lapse"),
    done=_("Urgent decision lapsed: the body did not confirm it in time"),
    allows=_is_over,
)
def lapse_urgent(ctx: Context, motion: Motion) -> Motion:
    """The body has not confirmed it in time: what was done is undone, and the motion is over with it."""
    outcomes.lapse(ctx, motion)
    motion.state, motion.decided_at = Motion.State.LAPSED, ctx.occurred_at
    motion.sitting, motion.order = None, 0
    return ctx.save(motion)
