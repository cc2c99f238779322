"""Opening the envelopes when enough tellers have handed in their parts: outside the web process."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.votes import (
    counting_actions,
    destruction,
    destruction_actions,
    envelopes,
    papers,
    queries,
)
from commonhall.decisions.votes.allowing import the_set
from commonhall.decisions.votes.ballot_signatures import FEWEST
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.decisions.votes.models import Election, Result, TellerParts
from commonhall.people.actors import system

log = logging.getLogger(__name__)


def missing(election: Election) -> int:
    """How many tellers must still hand in before the vote can be counted; none where nobody voted."""
    if not election.set_size:
        return 0
    there = TellerParts.objects.filter(teller__election=election).count()
    return max(0, election.need - there)


def unsigned(election: Election) -> int:
    """How many tellers must still sign the ballots, once enough have handed in; none where nobody voted."""
    if not election.set_size:
        return 0
    return max(0, max(election.need, FEWEST) - len(queries.signatures(election)))


def close_if_over(election: Election) -> None:
    """Close a vote whose time is over."""
    if election.state == Election.State.OPEN and election.closes_at <= clock.now():  # type: ignore[operator]
        counting_actions.close_election.perform(system(), election=election)
        election.refresh_from_db()


def tally(election: Election) -> Result:
    """Close the vote if its time is over, open the envelopes and destroy them; then count and publish.

    Each step is done once; where one is cut short or refused, the next call goes on from there. Raises Refused when it
    cannot be counted now.
    """
    close_if_over(election)
    if election.state != Election.State.OPENED:
        ballots = _opened(election)
        counting_actions.open_envelopes.perform(
            system(),
            election=election,
            ballots=ballots,
            void=(election.set_size or 0) - len(ballots),
        )
        election.refresh_from_db()
    destroy(election)
    return counting_actions.count_election.perform(system(), election=election).result


def _opened(election: Election) -> list[Ballot]:
    """What comes out of the envelopes of a closed vote with the parts handed in."""
    if election.state != Election.State.CLOSED:
        return []
    the_set(election)
    if lacking := missing(election):
        raise Refused(
            "state",
            "parts-missing",
            _("%(number)d more tellers must send their parts.") % {"number": lacking},
        )
    if lacking := unsigned(election):
        raise Refused(
            "state",
            "signatures-missing",
            _("%(number)d more tellers must sign the ballots.") % {"number": lacking},
        )
    numbers, paper = queries.parts_given(election), papers.of(election)
    given = (
        (sealed, dict(zip(numbers, own, strict=True)))
        for _digest, sealed, own in queries.every_envelope(election)
    )
    try:
        return envelopes.open_all(given, paper.read)
    except (envelopes.EnvelopeError, ValueError, IndexError) as error:
        raise Refused(
            "state", "parts-do-not-open", _("The parts sent do not open the envelopes.")
        ) from error


def destroy(election: Election) -> None:
    """Leave nothing of the envelopes of a vote that was opened or annulled, and look. Raises Refused if something is left."""
    if election.destroyed:
        return
    if left := destruction.envelopes([election.pk]):
        log.error("After vote %s: %s", election.pk, "; ".join(left))
        raise Refused(
            "state",
            "not-destroyed",
            _("Some envelopes have not been destroyed. The result has to wait."),
        )
    destruction_actions.confirm_destruction.perform(system(), election=election)
    election.refresh_from_db()
