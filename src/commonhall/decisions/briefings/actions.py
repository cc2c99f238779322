"""What may be done with the briefing of a vote: argue, answer the other side, take back, state what it costs."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Words
from commonhall.actions.undoing import put_back
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import WHAT, hide, may_hide, parties
from commonhall.consultations.speakers import spoken_by
from commonhall.core.money import hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.briefings import queries
from commonhall.decisions.briefings.models import CostStatement, VoteArgument
from commonhall.decisions.votes.allowing import unit_of
from commonhall.decisions.votes.models import Election

ARGUE = "argue-votes"
TEXT = Words(_("Argument"), most=1000, long=True, empty=_("Enter an argument."))
SOURCE = Words(
    _("Where it comes from"),
    _("A page, a report, an office: where others can check it."),
    most=300,
    empty=_("Enter where it comes from."),
)


def _takes_arguments(_actor: Actor, election: Election) -> None:
    if election.kind != Election.Kind.QUESTION or election.persons:
        raise Refused("state", "no-question", _("Only questions have a briefing."))
    if election.state not in (Election.State.DRAFT, Election.State.SCHEDULED):
        raise Refused(
            "state", "frozen", _("The vote has opened: its briefing stays as it was then.")
        )


@action(
    "decisions.argue_vote",
    by=EVERYBODY,
    right=ARGUE,
    title=_("Add an argument"),
    done=_("Argument added before a vote"),
    place=unit_of,
    allows=_takes_arguments,
    limit="consultations.write_statement",
)
def argue_vote(
    ctx: Context,
    election: Election,
    side: Annotated[
        str,
        Choice(
            _("Side"),
            choices=VoteArgument.Side.choices,
            radio=True,
            empty=_("Choose whether you argue for it or against it."),
        ),
    ],
    text: Annotated[str, TEXT],
    source: Annotated[str, SOURCE],
) -> VoteArgument:
    """Say why people should vote for it, or against it. It stands beside the ballot, and is frozen when voting begins."""
    if queries.own(election, ctx.actor).filter(side=side).count() >= queries.MOST_OWN:
        words = _("You have given %(most)d arguments for this side. You cannot give more.")
        raise BadInput("text", words % {"most": queries.MOST_OWN})
    return _said(ctx, VoteArgument(election=election, side=side, text=text, source=source))


def _said(ctx: Context, argument: VoteArgument) -> VoteArgument:
    for name, value in {**spoken_by(ctx.actor), "at": ctx.occurred_at}.items():
        setattr(argument, name, value)
    ctx.save(argument)
    ctx.subject = argument.election.ref
    return argument


def _place(argument: VoteArgument) -> int:
    return argument.election.unit_id


def _stands(actor: Actor, argument: VoteArgument) -> None:
    _takes_arguments(actor, argument.election)
    if argument.withdrawn:
        raise Refused("state", "withdrawn", _("This argument was taken back."))


def _can_be_answered(actor: Actor, argument: VoteArgument) -> None:
    _stands(actor, argument)
    if argument.answers_id is not None:
        raise Refused("state", "an-answer", _("This is an answer already. Answer the argument."))


@action(
    "decisions.answer_argument",
    by=EVERYBODY,
    right=ARGUE,
    title=_("Answer this argument"),
    done=_("Argument before a vote answered"),
    place=_place,
    allows=_can_be_answered,
    limit="consultations.write_statement",
)
def answer_argument(
    ctx: Context,
    argument: VoteArgument,
    text: Annotated[str, TEXT],
    source: Annotated[str, SOURCE],
) -> VoteArgument:
    """Say what the other side leaves out. Your answer stands below the argument, once for each of you."""
    election = argument.election
    if queries.own(election, ctx.actor).filter(answers=argument).exists():
        raise BadInput("text", _("You have answered this argument already."))
    sides = VoteArgument.Side
    other = sides.AGAINST if argument.side == sides.FOR else sides.FOR
    return _said(
        ctx,
        VoteArgument(election=election, side=other, text=text, source=source, answers=argument),
    )


def _is_own(actor: Actor, argument: VoteArgument) -> None:
    if not argument.said_by(actor):
        raise Refused("state", "other-author", _("Somebody else gave this argument."))
    _stands(actor, argument)


@action(
    "decisions.withdraw_argument",
    by=EVERYBODY,
    right=ARGUE,
    title=_("Take back this argument"),
    done=_("Argument before a vote taken back"),
    place=_place,
    allows=_is_own,
)
def withdraw_argument(ctx: Context, argument: VoteArgument) -> VoteArgument:
    """Take back your own argument, before voting begins. Answers to it go with it."""
    for row in (*argument.answered.filter(withdrawn=False).order_by("pk"), argument):
        row.withdrawn = True
        ctx.save(row)
    return argument


def _holds_no_part(actor: Actor, election: Election) -> None:
    _takes_arguments(actor, election)
    if election.body_id == actor.body:
        raise Refused(
            "state", "own-vote", _("Your body holds this vote. Another body says what it costs.")
        )


@action(
    "decisions.state_costs",
    by=Kind.OFFICE,
    power=queries.STATE_COSTS,
    any_body=exemptions.COSTED,
    undo=put_back,
    title=_("State what it costs"),
    done=_("Costs of a vote stated"),
    place=unit_of,
    allows=_holds_no_part,
)
def state_costs(
    ctx: Context,
    election: Election,
    text: Annotated[
        str,
        Words(
            _("What it costs, and who pays"),
            _("Say what each outcome costs, in the first year and later, and how you know."),
            most=2000,
            long=True,
            empty=_("Enter what it costs, and who pays."),
        ),
    ],
    amount: Annotated[
        int | None,
        Amount(_("Money"), _("Leave blank if one sum cannot be told.")),
    ] = None,
) -> CostStatement:
    """Say before the vote what its outcome would cost. It stands beside the arguments; saying it again replaces it."""
    known = CostStatement.objects.filter(election=election).first()
    said = known or CostStatement(election=election)
    said.withdrawn = False
    said.text, said.amount, said.at = text, amount, ctx.occurred_at
    said.currency = hall_currency()
    assert ctx.actor.body is not None  # an office has one
    said.body_id = ctx.actor.body
    ctx.save(said)
    ctx.subject = election.ref
    return said


@action(
    "decisions.hide_argument",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide this argument"),
    done=_("Argument before a vote hidden by moderation"),
    place=_place,
    concerns=parties,
    allows=may_hide,
)
def hide_argument(
    ctx: Context,
    argument: VoteArgument,
    what: Annotated[str, WHAT],
    reason: Annotated[str, REASON],
) -> Withheld:
    """Hide the words of an argument for one of the published reasons. Who gave it is told, and may appeal once."""
    return hide(ctx, argument, what, reason)


hides(hide_argument.code, Hideable(VoteArgument, text=("text", "source")))
