"""What is done when voting is over: close, count, publish; and, on review, annul."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.actions.undoing import by_action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.votes import counting, paper, papers, queries, voter_keys
from commonhall.decisions.votes.allowing import the_set, unit_of, while_in
from commonhall.decisions.votes.ballot_signatures import (
    FEWEST,
    ballots_root,
    leaf,
    numbered,
)
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import (
    CastBallot,
    Election,
    HandedIn,
    OpenedBallot,
    Option,
    Result,
    TellerParts,
)
from commonhall.people.bodies.models import Body

State = Election.State


def _is_over(actor: Actor, election: Election) -> None:
    while_in(State.OPEN)(actor, election)
    if election.closes_at is None or clock.now() < election.closes_at:
        raise Refused("state", "not-over", _("The vote is still open. Nobody can close it early."))
    if paper.waits(election):
        raise Refused(
            "state", "not-due", _("Ballots on paper are still being entered. The vote closes then.")
        )


@action(
    "decisions.close_election",
    by=(Kind.SYSTEM, Kind.OFFICE),
    power="close-votes",
    any_body=exemptions.WATCHED,
    undo=by_action("decisions.annul_election"),
    title=_("Close the vote"),
    done=_("Vote closed"),
    place=unit_of,
    allows=_is_over,
)
def close_election(ctx: Context, election: Election) -> Election:
    """The time is over: no envelope is taken any more, those cast by the record are counted, and their names go."""
    standing = queries.cast_on_record(election).standing
    election.set_size, election.set_root = len(standing), root_of(standing)
    ctx.note(
        envelopes=election.set_size,
        root=election.set_root,
        on_paper=election.on_paper or None,
        paper_in=election.paper_in or None,
    )
    paper.forget(election)
    election.state = State.CLOSED
    # Whoever came onto the roll in the course of its day counts, too; whoever left since was on it and may have voted.
    election.eligible = max(election.eligible, queries.eligible(election))
    election.turnout = counting.turnout_by(queries.voters_by_part(election))
    transaction.on_commit(partial(voter_keys.destroy, election.pk))
    return ctx.save(election)


@action(
    "decisions.open_envelopes",
    by=Kind.SYSTEM,
    power="count-votes",
    undo=by_action("decisions.annul_election"),
    title=_("Open the envelopes"),
    done=_("Envelopes opened and deleted"),
    place=unit_of,
    allows=while_in(State.CLOSED),
    no_door="done by the System when enough tellers have handed in and signed",
)
def open_envelopes(
    ctx: Context,
    election: Election,
    ballots: Annotated[Sequence[Ballot], Internal()],
    void: Annotated[int, Internal()] = 0,
) -> Election:
    """Keep the ballots that the tellers signed, and delete the envelopes. The result is told when nothing is left of them.

    ballots: all of them, sorted by tracker; void: envelopes that held none. Together there must be as many as envelopes
    were handed in.
    """
    handed_in = len(the_set(election))
    if len(ballots) + void != handed_in:
        raise Refused(
            "state",
            "ballots-missing",
            _("%(there)d envelopes contained %(found)d ballots, so nothing is counted.")
            % {"found": len(ballots), "there": handed_in},
        )
    if handed_in > election.eligible:
        raise Refused(
            "state",
            "above-the-roll",
            _(
                "There are %(found)d envelopes but only %(roll)d people may vote, so nothing is counted."
            )
            % {"found": handed_in, "roll": election.eligible},
        )
    trackers = [ballot.tracker for ballot in ballots]
    if trackers != sorted(trackers):
        raise Refused("state", "ballots-unsorted", _("The ballots are not sorted."))
    ctx.note(root=election.set_root, envelopes=handed_in, **_signed(election, ballots))
    OpenedBallot.objects.bulk_create(
        [
            OpenedBallot(
                election=election, tracker=one.tracker, choices=list(map(list, one.choices))
            )
            for one in ballots
        ],
        batch_size=500,
    )
    _delete_envelopes(election)
    election.void = void
    election.state = State.OPENED
    return ctx.save(election)


def _signed(election: Election, ballots: Sequence[Ballot]) -> dict[str, Any]:
    """Root of the ballots, and the numbers of the tellers who signed it. Refuses when these are too few."""
    root = ballots_root(leaf(ballot) for ballot in ballots)
    signed = queries.signers(election, root, len(ballots))
    if election.set_size and len(signed) < max(election.need, FEWEST):
        raise Refused(
            "state",
            "ballots-not-signed",
            _(
                "%(signed)d tellers have signed these ballots but %(need)d must, so nothing is counted."
            )
            % {"signed": len(signed), "need": max(election.need, FEWEST)},
        )
    return {
        "ballots_root": root,
        "signed": signed,
        "void": (election.set_size or 0) - len(ballots),
        "paper": papers.of(election).digest,
    }


def _delete_envelopes(election: Election) -> None:
    TellerParts.objects.filter(teller__election=election).delete()
    election.envelopes.all().delete()
    HandedIn.objects.filter(election=election).delete()


def _may_be_told(actor: Actor, election: Election) -> None:
    while_in(State.OPENED)(actor, election)
    if not election.destroyed:
        raise Refused(
            "state",
            "not-destroyed",
            _("Some envelopes have not been destroyed. The result has to wait."),
        )
    if election.waits_for_lot:
        raise Refused(
            "state",
            "lot-missing",
            _("The beacon’s number for ties has not been entered yet. Anybody can enter it."),
        )


@action(
    "decisions.count_election",
    by=(Kind.SYSTEM, Kind.OFFICE),
    power="count-votes",
    any_body=exemptions.WATCHED,
    undo=by_action("decisions.annul_election"),
    title=_("Count the vote"),
    done=_("Vote counted and published"),
    place=unit_of,
    allows=_may_be_told,
    batch=True,
    no_door="done by the System when nothing is left of the envelopes",
)
def count_election(ctx: Context, election: Election) -> Result:
    """Publish the ballots that came out of the envelopes, and count them."""
    ballots = queries.opened(election)
    ctx.note(**_signed(election, ballots))
    election.opened.all().delete()
    terms = queries.terms(election)
    options = list(election.options.filter(withdrawn=False).select_related("unit").order_by("code"))
    rows = queries.option_rows(options)
    on_ballot = {row.code: row for row in rows}
    good: list[Ballot] = []
    invalid: list[list[Any]] = []
    for ballot in numbered(ballots):
        if wrong := counting.fault(ballot.choices, terms, on_ballot):
            invalid.append([ballot.tracker, [list(one) for one in ballot.choices], wrong])
        else:
            good.append(ballot)
    ctx.save_all(
        [
            CastBallot(
                election=election,
                tracker=ballot.tracker,
                choices=[list(one) for one in ballot.choices],
            )
            for ballot in good
        ]
    )
    outcome = counting.count(terms, rows, [one.choices for one in good])
    return conclude(ctx, election, options, outcome, len(good), invalid)


def conclude(
    ctx: Context,
    election: Election,
    options: Sequence[Option],
    outcome: dict[str, Any],
    ballots: int,
    invalid: Sequence[Any],
) -> Result:
    """Write the result, say of each option whether it won. invalid: as in `Result`."""
    spoilt = len(invalid) + election.void
    result = ctx.save(
        Result(
            election=election,
            outcome=outcome,
            ballots=ballots,
            spoilt=spoilt,
            invalid=list(invalid),
        )
    )
    winners = set(outcome["winners"])
    for option in options:
        option.won = option.code in winners
        ctx.save(option)
    election.state = State.COUNTED
    election.counted_at = ctx.occurred_at
    ctx.save(election)
    ctx.note(root=election.set_root, ballots=ballots, spoilt=spoilt, winners=len(winners))
    return result


def _may_annul(actor: Actor, election: Election) -> None:
    while_in(State.SCHEDULED, State.OPEN, State.CLOSED, State.OPENED, State.COUNTED)(
        actor, election
    )
    if election.persons and election.seat_vote.result_id is not None:
        raise Refused(
            "state",
            "seated",
            _("Its result has given offices. Only an appeal against that can undo it."),
        )


@action(
    "decisions.annul_election",
    by=Kind.OFFICE,
    power="review-decisions",
    any_body=exemptions.REVIEWED,
    title=_("Annul the vote"),
    done=_("Vote annulled"),
    place=unit_of,
    concerns=lambda election: [Body.ref_of(election.body_id)],
    allows=_may_annul,
)
def annul_election(ctx: Context, election: Election) -> Election:
    """An independent review found that the vote cannot stand; what was done stays on the record. Envelopes are destroyed."""
    _delete_envelopes(election)
    paper.forget(election)
    election.opened.all().delete()
    transaction.on_commit(partial(voter_keys.destroy, election.pk))
    for option in election.options.filter(won=True):
        option.won = None
        ctx.save(option)
    election.state = State.ANNULLED
    return ctx.save(election)
