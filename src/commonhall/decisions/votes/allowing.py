"""When something may be done with a vote: what its state and its holder allow."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core.refusals import Refused
from commonhall.decisions.votes import queries
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.decisions.votes.models import Election


def unit_of(election: Election) -> int:
    """Where it happens."""
    return election.unit_id


def while_in(*states: str) -> Callable[[Actor, Election], None]:
    """The election is in one of these states."""

    def check(_actor: Actor, election: Election) -> None:
        if election.state not in states:
            raise Refused(
                "state",
                "wrong-state",
                _("You cannot do this while the vote is in its current state."),
            )

    return check


def own_while(*states: str) -> Callable[[Actor, Election], None]:
    """The election is held by the actor's body, in one of these states."""
    in_state = while_in(*states)

    def check(actor: Actor, election: Election) -> None:
        if election.body_id != actor.body:
            raise Refused("state", "other-body", _("Another body runs this vote."))
        in_state(actor, election)

    return check


def own_ballot(actor: Actor, election: Election) -> None:
    """The options of a vote in preparation, held by the actor's body. Those that residents proposed and that were checked
    are neither withdrawn nor joined by others that were not."""
    own_while(Election.State.DRAFT)(actor, election)
    if election.persons:
        raise Refused(
            "state",
            "persons",
            _("People stand for election themselves: nobody adds or removes them."),
        )
    if election.options.exclude(proposal=None).exists():
        raise Refused(
            "state",
            "drawn-from-proposals",
            _(
                "Its options are residents’ proposals that were checked: nothing is added or withdrawn."
            ),
        )


def the_set(election: Election) -> list[str]:
    """Digests of the envelopes of a closed vote. Refuses when they are not those that were cast by the record."""
    found = queries.digests(election)
    if (len(found), root_of(found)) != (election.set_size, election.set_root):
        raise Refused(
            "state",
            "other-envelopes",
            _(
                "There are %(found)d envelopes here but %(cast)d were cast. Nothing is counted. Annul the vote and hold it again."
            )
            % {"found": len(found), "cast": election.set_size or 0},
        )
    return found
