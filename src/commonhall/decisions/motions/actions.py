"""What may be done with motions: table, vote by roll-call, conclude, annul."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import drafts, exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Names, Pick, Ref, Words
from commonhall.actions.undoing import by_action
from commonhall.core import clock, refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import conclusions, majorities, queries, search, standing_votes
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.decisions.motions.resolution_actions import carry_out, carry_out_followers
from commonhall.decisions.motions.undone import undone_with
from commonhall.decisions.urgent import outcomes
from commonhall.decisions.urgent.queries import of_motion as urgent_of
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Motion.State
# What is asked of whoever puts a decision to a body.
MATTER = Ref(
    _("Which matter it is about"),
    empty=_("Enter the matter on the record that this is about."),
    subject=True,
    concerned=True,
)
PLACE = Pick(_("Place"), rows=units, key="code", place=True, concerned=True)
NAMES = Names(
    _("The decision, in a few words"),
    empty=_("Enter in a few words what the body should decide."),
)
TEXTS = Names(
    _("Full text of the decision"),
    most=8000,
    long=True,
    empty=_("Enter the full text of the decision."),
)
COSTS = Amount(_("What it costs"), amount=True)


@action(
    "decisions.table_motion",
    by=Kind.OFFICE,
    power="decide-matters",
    remedy=owed.DECISION,
    title=_("Put a decision to the body"),
    done=_("Decision put to the body"),
)
def table_motion(
    ctx: Context,
    matter: Annotated[str, MATTER],
    unit: Annotated[Unit, PLACE],
    names: Annotated[dict[str, str], NAMES],
    texts: Annotated[dict[str, str], TEXTS],
    amount: Annotated[int | None, COSTS] = None,
) -> Motion:
    """Ask the body to decide about a matter on the record. Where the law says so, those concerned must
    have been asked before."""
    return put(ctx, matter, unit, names, texts, amount)


def put(
    ctx: Context,
    matter: str,
    unit: Unit,
    names: dict[str, str],
    texts: dict[str, str],
    amount: int | None,
) -> Motion:
    """Save a motion before the actor's body and tie it to its matter."""
    if refs.thing(matter) is None:
        raise BadInput("matter", _("There is nothing on the record with this reference. Check it."))
    if amount is not None and amount < 0:
        raise BadInput("amount", _("Enter an amount of zero or more."))
    motion = ctx.save(
        Motion(
            names=names,
            texts=texts,
            body_id=ctx.actor.body_id,
            unit=unit,
            about=matter,
            by_office_id=office_of(ctx.actor),
            amount=amount,
            tabled_at=ctx.occurred_at,
        )
    )
    ctx.link(matter, motion, "decided-by")
    ctx.follow(motion, ctx.actor.account)
    search.index_motion(motion)
    ctx.subject = motion.ref
    return motion


def _unit_of(motion: Motion) -> int:
    return motion.unit_id


def _concerned(motion: Motion) -> list[str]:
    return motion.parties


def _may_vote(actor: Actor, motion: Motion) -> None:
    conclusions.before_own_body(actor, motion)
    conclusions.alone(motion)
    standing_votes.check_free(actor, standing_votes.on(motion))


@action(
    "decisions.vote_on_motion",
    by=Kind.OFFICE,
    power="vote-in-body",
    remedy=owed.DECISION,
    title=_("Vote on it"),
    done=_("Voted by roll-call"),
    place=_unit_of,
    concerns=_concerned,
    allows=_may_vote,
    notifies=False,
)
def vote_on_motion(
    ctx: Context,
    motion: Motion,
    choice: Annotated[
        str,
        Choice(
            _("Your vote"),
            choices=RollCallVote.Choice.choices,
            radio=True,
            empty=_("Choose yes, no or abstain."),
        ),
    ],
    reason: Annotated[str, Words(_("Why"), most=2000, long=True)] = "",
) -> RollCallVote:
    """An office votes in the open; its member can change the vote until the body concludes. It stays the member's own: the
    next holder of the office does not vote on the same question again."""
    office = office_of(ctx.actor) or 0
    known: RollCallVote | None = standing_votes.on(motion).filter(office_id=office).first()
    vote = known or RollCallVote(
        motion=motion, office_id=office, reading=motion.reading, wording=motion.wording
    )
    vote.term = standing_votes.term_of(ctx.actor)
    ctx.note(choice=choice)
    vote.choice = choice
    vote.reason = reason.strip()
    vote.at = ctx.occurred_at
    return ctx.save(vote)


drafts.never(vote_on_motion)


def _can_conclude(actor: Actor, motion: Motion) -> None:
    conclusions.before_own_body(actor, motion)
    conclusions.alone(motion)
    outcomes.not_over(motion)
    if waiting := motion.amendments.filter(state="open").count():
        raise Refused(
            "state",
            "amendments-first",
            _("Amendments are voted on first: %(number)d waiting.") % {"number": waiting},
        )
    rule = queries.rule_of(motion)
    count = queries.count(motion, rule, queries.sitting(motion))
    conclusions.check_count(motion, count, rule, motion.worded_at or motion.tabled_at)
    if motion.reading > 1 and motion.read_on is not None and motion.read_on >= clock.today():
        raise Refused(
            "state",
            "same-day",
            _("The next reading must be on another day than the one before."),
            rule.provision,
        )


@action(
    "decisions.conclude_motion",
    by=Kind.OFFICE,
    power="vote-in-body",
    undo=by_action("decisions.annul_motion"),
    title=_("Conclude the roll-call"),
    done=_("Decision taken"),
    place=_unit_of,
    concerns=_concerned,
    allows=_can_conclude,
    second_factor=True,
)
def conclude_motion(ctx: Context, motion: Motion) -> Motion:
    """Count the roll-call by the quorum and majority that the law sets. What a passed motion holds is done with it.

    Where the law wants several readings, all of them must pass it. What was done because it could not wait is
    confirmed, or undone.
    """
    rule = queries.rule_of(motion)
    count = queries.count(motion, rule, queries.sitting(motion))
    passed = majorities.passed(count, rule.majority)
    ctx.note(yes=count.yes, no=count.no, passed=passed, reading=motion.reading)
    if passed and motion.reading < rule.readings:
        motion.reading += 1
        motion.read_on = ctx.today
        return ctx.save(motion)
    motion.state = State.PASSED if passed else State.REJECTED
    motion.decided_at = ctx.occurred_at
    motion.rule, motion.counted = rule.as_state(), count.as_state()
    if not passed:
        outcomes.lapse(ctx, motion)
    elif not outcomes.confirm(ctx, motion):
        carry_out(ctx, motion)
    ctx.save(motion)
    carry_out_followers(ctx, motion)
    return motion


def _is_in_force(_actor: Actor, motion: Motion) -> None:
    urgent = urgent_of(motion)
    if motion.state != State.PASSED and not (urgent is not None and urgent.in_force):
        raise Refused("state", "wrong-state", _("Only a decision in force can be annulled."))


@action(
    "decisions.annul_motion",
    by=Kind.OFFICE,
    power="review-decisions",
    any_body=exemptions.REVIEWED,
    title=_("Annul the decision"),
    done=_("Decision annulled on review"),
    place=_unit_of,
    concerns=lambda motion: [Body.ref_of(motion.body_id)],
    allows=_is_in_force,
)
def annul_motion(ctx: Context, motion: Motion) -> Motion:
    """An independent review found that the decision cannot stand. What it did is undone with it."""
    if motion.state == State.OPEN:
        outcomes.lapse(ctx, motion)
    else:
        for ref in undone_with(ctx, motion):
            ctx.link(motion, ref, "undone")
    motion.state = State.ANNULLED
    return ctx.save(motion)
