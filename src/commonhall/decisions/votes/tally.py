"""Opening the envelopes when enough tellers have handed in their parts: outside the web process."""

from __future__ import annotations

import logging

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.votes import counting_actions, destruction, envelopes, queries
from commonhall.decisions.votes.allowing import the_set
from commonhall.decisions.votes.ballot_signatures import FEWEST
from commonhall.decisions.votes.models import Election, Result, TellerParts
from commonhall.decisions.votes.secret_shares import ShareError
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
    """Close the vote if its time is over, open, count and publish; then leave no envelope behind.

    Raises Refused when it cannot be counted now.
    """
    close_if_over(election)
    if election.state == Election.State.CLOSED:
        the_set(election)
    if election.state == Election.State.CLOSED and (lacking := missing(election)):
        raise Refused(
            "state",
            "parts-missing",
            _("%(number)d more tellers must hand in their parts.") % {"number": lacking},
        )
    if election.state == Election.State.CLOSED and (lacking := unsigned(election)):
        raise Refused(
            "state",
            "signatures-missing",
            _("%(number)d more tellers must sign the ballots.") % {"number": lacking},
        )
    sealed = (
        bytes(one)
        for one in election.envelopes.order_by("digest").values_list("sealed", flat=True).iterator()
    )
    try:
        ballots = envelopes.open_all(
            sealed, queries.parts_of(election), len(election.teller_keys), election.ref
        )
    except (ShareError, envelopes.EnvelopeError, IndexError) as error:
        raise Refused(
            "state", "parts-do-not-open", _("The parts handed in do not open the envelopes.")
        ) from error
    result = counting_actions.count_election.perform(
        system(), election=election, ballots=ballots
    ).result
    for left in destruction.envelopes():
        log.warning("After the count of vote %s: %s", election.pk, left)
    return result
