"""Opening the envelopes: what tellers do together, outside the web process."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import actions, destruction, envelopes
from commonhall.decisions.votes.models import Election, Result
from commonhall.decisions.votes.secret_shares import ShareError
from commonhall.people.actors import system


def check_shares(election: Election, parts: Sequence[str]) -> None:
    """Each share must be one that was made for this election. Raises BadInput naming the wrong one."""
    known = set(election.prints)
    for number, part in enumerate(parts, start=1):
        if envelopes.print_of(part) not in known:
            raise BadInput(
                "share", _("Share %(number)d was not made for this vote.") % {"number": number}
            )
    if len(parts) < election.need:
        raise BadInput(
            "share",
            _("%(need)d shares are needed, %(there)d were given.")
            % {"need": election.need, "there": len(parts)},
        )


def tally(election: Election, parts: Sequence[str]) -> Result:
    """Close the vote if its time is over, open, count and publish; then leave no envelope behind.

    Raises BadInput for shares that do not open it, Refused when it cannot be counted now.
    """
    check_shares(election, parts)
    actor = system()
    if election.state == Election.State.OPEN and election.closes_at <= clock.now():  # type: ignore[operator]
        actions.close_election.perform(actor, election=election)
        election.refresh_from_db()
    sealed = (bytes(one) for one in election.envelopes.values_list("sealed", flat=True).iterator())
    try:
        ballots = envelopes.open_all(sealed, parts, election.public_key, election.ref)
    except (ShareError, envelopes.EnvelopeError) as error:
        raise BadInput("share", str(error)) from error
    result = actions.count_election.perform(actor, election=election, ballots=ballots).result
    destruction.envelopes()
    return result
