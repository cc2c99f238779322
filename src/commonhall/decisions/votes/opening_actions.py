"""What happens by the clock before a vote opens: its roll is fixed, and voting begins."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.briefings import queries as briefings
from commonhall.decisions.votes import queries, voter_keys
from commonhall.decisions.votes.allowing import unit_of, while_in
from commonhall.decisions.votes.models import Election

State = Election.State


def begin(ctx: Context, election: Election) -> Election:
    """Let those on the roll vote from now on."""
    election.state = State.OPEN
    voter_keys.make(election.pk)
    if briefings.needs_one(election):
        # Nobody can change it any more: the dump holds the words, the record what they were.
        ctx.note(briefing=briefings.digest(election))
    return _freeze(ctx, election)


def _freeze(ctx: Context, election: Election) -> Election:
    """Whoever comes onto the roll after its day has no part in this vote."""
    if election.roll_last is None:
        election.roll_last = queries.roll_end()
        election.eligible = queries.eligible(election)
        ctx.note(eligible=election.eligible)
    return ctx.save(election)


def _roll_due(actor: Actor, election: Election) -> None:
    while_in(State.SCHEDULED)(actor, election)
    if election.roll_last is not None or (election.roll_day or date.max) > clock.today():
        raise Refused("state", "not-due", _("It is not yet time to fix the roll."))


@action(
    "decisions.fix_roll",
    by=Kind.SYSTEM,
    power="open-votes",
    title=_("Fix the roll of a vote"),
    done=_("Roll fixed"),
    place=unit_of,
    allows=_roll_due,
)
def fix_roll(ctx: Context, election: Election) -> Election:
    """The stated day has come: who is on the roll now may vote."""
    return _freeze(ctx, election)


def _opening_due(actor: Actor, election: Election) -> None:
    while_in(State.SCHEDULED)(actor, election)
    if election.opens_at is None or clock.now() < election.opens_at:
        raise Refused("state", "not-due", _("The vote opens later."))


@action(
    "decisions.begin_election",
    by=Kind.SYSTEM,
    power="open-votes",
    title=_("Open a vote at its set time"),
    done=_("Vote opened at its set time"),
    place=unit_of,
    allows=_opening_due,
)
def begin_election(ctx: Context, election: Election) -> Election:
    """The stated hour has come: from now on those on the roll may vote."""
    return begin(ctx, election)
