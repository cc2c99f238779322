"""What may be done with motions: table, vote by roll-call, conclude, annul."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.models import Governed, in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import queries, search
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.people.bodies.models import Body, Office
from commonhall.places.models import Unit

State = Motion.State


@action(
    "decisions.table_motion",
    by=Kind.OFFICE,
    power="decide-matters",
    title=_("Put a decision before the body"),
    done=_("Decision put before the body"),
    subject="matter",
    place=lambda unit, **_arguments: unit.pk,
    amount=lambda amount=None, **_arguments: amount,
    concerns=lambda matter, unit, **_arguments: [matter.ref, unit.ref],
)
def table_motion(
    ctx: Context,
    matter: Governed,
    unit: Unit,
    names: dict[str, str],
    texts: dict[str, str],
    amount: int | None = None,
) -> Motion:
    """Ask the body to decide about a matter on the record. Where the law says so, those concerned must
    have been asked before."""
    if not in_language(names).strip():
        raise BadInput("names", _("Say in a few words what is to be decided."))
    if not in_language(texts).strip():
        raise BadInput("texts", _("Write what exactly is to be decided."))
    if amount is not None and amount < 0:
        raise BadInput("amount", _("An amount cannot be below nought."))
    motion = ctx.save(
        Motion(
            names=names,
            texts=texts,
            body_id=ctx.actor.body_id,
            unit=unit,
            about=matter.ref,
            amount=amount,
            tabled_at=ctx.occurred_at,
        )
    )
    ctx.link(matter, motion, "decided-by")
    ctx.follow(motion, ctx.actor.account)
    search.index_motion(motion)
    ctx.subject = motion.ref
    return motion


def _concerned(motion: Motion, **_arguments: Any) -> list[str]:
    return [motion.about, motion.ref, Unit.ref_of(motion.unit_id)]


def _before_own_body(request: ActionRequest) -> None:
    motion: Motion = request.arguments["motion"]
    if motion.body_id != request.actor.body:
        raise Refused("state", "other-body", _("Another body decides about this."))
    if motion.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This has been decided."))


@action(
    "decisions.vote_on_motion",
    by=Kind.OFFICE,
    power="vote-in-body",
    title=_("Vote on it"),
    done=_("Voted by roll-call"),
    subject="motion",
    place=lambda motion, **_arguments: motion.unit_id,
    concerns=_concerned,
    guard=_before_own_body,
    notifies=False,
)
def vote_on_motion(ctx: Context, motion: Motion, choice: str, reason: str = "") -> RollCallVote:
    """An office votes in the open; a vote can be changed until the body concludes."""
    if choice not in RollCallVote.Choice.values:
        raise BadInput("choice", _("Vote yes, no, or abstain."))
    office = int(ctx.actor.ref.partition(":")[2])
    known: RollCallVote | None = motion.votes.filter(office_id=office).first()
    vote = known or RollCallVote(motion=motion, office_id=office)
    ctx.note(choice=choice)
    vote.choice = choice
    vote.reason = reason.strip()
    vote.at = ctx.occurred_at
    return ctx.save(vote)


@action(
    "decisions.conclude_motion",
    by=Kind.OFFICE,
    power="vote-in-body",
    title=_("Conclude the roll-call"),
    done=_("Decision taken"),
    subject="motion",
    place=lambda motion, **_arguments: motion.unit_id,
    concerns=_concerned,
    guard=lambda request: _can_conclude(request),
)
def conclude_motion(ctx: Context, motion: Motion) -> Motion:
    """More yes than no, with more than half of the offices that may vote taking part: passed."""
    yes, no, _abstained, _may = queries.roll_call(motion)
    passed = yes > no
    ctx.note(yes=yes, no=no, passed=passed)
    motion.state = State.PASSED if passed else State.REJECTED
    motion.decided_at = ctx.occurred_at
    return ctx.save(motion)


def _can_conclude(request: ActionRequest) -> None:
    _before_own_body(request)
    yes, no, abstained, may = queries.roll_call(request.arguments["motion"])
    if (yes + no + abstained) * 2 <= may:
        raise Refused(
            "state",
            "no-quorum",
            _("Not enough offices have voted: more than half of those not recused must."),
        )


@action(
    "decisions.annul_motion",
    by=Kind.OFFICE,
    power="review-decisions",
    title=_("Annul the decision"),
    done=_("Decision annulled on review"),
    subject="motion",
    place=lambda motion, **_arguments: motion.unit_id,
    concerns=lambda motion, **_arguments: [Body.ref_of(motion.body_id)],
    guard=lambda request: _is_passed(request),
)
def annul_motion(ctx: Context, motion: Motion) -> Motion:
    """An independent review found that the decision cannot stand."""
    motion.state = State.ANNULLED
    return ctx.save(motion)


def _is_passed(request: ActionRequest) -> None:
    if request.arguments["motion"].state != State.PASSED:
        raise Refused("state", "wrong-state", _("Only a decision in force can be annulled."))


def may_vote(office: Office, motion: Motion) -> bool:
    """Does the office sit in the deciding body?"""
    return office.body_id == motion.body_id
