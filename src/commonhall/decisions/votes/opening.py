"""What opening a vote takes, and what it does: for votes on questions and budgets, and for elections of people."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.inputs import Day, Moment
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.briefings import queries as briefings
from commonhall.decisions.votes import preparing, queries, tie_lots
from commonhall.decisions.votes.allowing import own_while
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.opening_actions import begin

State = Election.State
FEWEST_TELLERS = 3
_BRIEFING = _(
    "The vote has no briefing yet: two arguments on each side, from different people, organisations or bodies other than yours, and what it costs. Ask both sides. The page of the vote says what is missing, and from which day it can open all the same."
)
CLOSES = Moment(_("Voting ends"), _("Day and hour, for example 2026-05-21 18:00."))
OPENS = Moment(
    _("Voting begins"), _("Day and hour, in the future. Leave blank to open the vote now.")
)
ROLL_DAY = Day(
    _("Date of the roll"),
    _("Residents on the roll on this day may vote. Leave blank to use the opening day."),
)


def may_open(actor: Actor, election: Election) -> None:
    """Raises `Refused` unless the body that holds it may open it, with its options, tellers and briefing."""
    own_while(State.DRAFT)(actor, election)
    preparing.check_options(election)
    tellers = queries.tellers(election)
    if len(tellers) < max(FEWEST_TELLERS, election.need):
        raise Refused(
            "state",
            "tellers-missing",
            _("Name at least %(number)d tellers first.")
            % {"number": max(FEWEST_TELLERS, election.need)},
        )
    if not all(one.public_key for one in tellers):
        raise Refused(
            "state", "tellers-have-not-joined", _("Not all tellers have joined with their key yet.")
        )
    persons = [one.person_id for one in tellers]
    if queries.officials_of({election.body_id, actor.body}, persons):
        raise Refused(
            "standing",
            "teller-of-the-body",
            _("A teller cannot hold an office in the body that runs the vote. Name somebody else."),
        )
    if actor.person_id in persons:
        raise Refused(
            "standing",
            "own-teller",
            _("You are a teller for this vote, so somebody else must open it."),
        )
    if briefings.lacking(election):
        raise Refused("state", "briefing-missing", _BRIEFING)


def opened(
    ctx: Context,
    election: Election,
    closes_at: datetime,
    opens_at: datetime | None,
    roll_day: date | None,
) -> Election:
    """Let voting begin now, or set the hour at which it does. Raises `BadInput` for hours that do not follow each other."""
    begins = opens_at or ctx.occurred_at
    if opens_at is not None and opens_at < ctx.occurred_at:
        raise BadInput("opens_at", _("Enter a time in the future, or leave blank."))
    if closes_at <= begins:
        raise BadInput("closes_at", _("Enter a closing time after the opening time."))
    opening_day = timezone.localdate(begins)
    if roll_day is not None and not ctx.today <= roll_day <= opening_day:
        raise BadInput("roll_day", _("Enter a day from today to the opening day."))
    election.opens_at, election.closes_at = begins, closes_at
    election.roll_day = roll_day or opening_day
    if election.by_lot:
        election.beacon = tie_lots.beacon_after(closes_at)
    election.teller_keys = {str(one.number): one.public_key for one in queries.tellers(election)}
    ctx.note(tellers=len(election.teller_keys), need=election.need)
    if opens_at is None:
        return begin(ctx, election)
    election.state = State.SCHEDULED
    return ctx.save(election)
