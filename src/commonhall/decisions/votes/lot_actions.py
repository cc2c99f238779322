"""The number of the beacon that decides ties: anybody enters it after the close, and only the right one is taken."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import beacon_numbers
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.refusals import Refused
from commonhall.decisions.votes import queries, tie_lots
from commonhall.decisions.votes.allowing import while_in
from commonhall.decisions.votes.models import Election

State = Election.State


def _may_enter(actor: Actor, election: Election) -> None:
    while_in(State.CLOSED, State.OPENED)(actor, election)
    if not election.by_lot:
        raise Refused(
            "state", "no-lot", _("Ties in this vote are not decided by lot. Nothing is needed.")
        )
    if election.lot:
        raise Refused("state", "lot-known", _("The number has been entered and cannot be changed."))
    beacon_numbers.not_before(election.lot_at)


@action(
    "decisions.enter_tie_lot",
    by=Kind.PERSON,
    right="enter-lotteries",
    title=_("Enter the beacon’s number for ties"),
    done=_("The beacon’s number for ties was entered and checked"),
    allows=_may_enter,
)
def enter_tie_lot(
    ctx: Context, election: Election, signature: Annotated[str, beacon_numbers.SIGNATURE]
) -> Election:
    """Enter what the round of the public beacon gave that was named when the vote opened. Everybody can; only the right
    signature is taken. It gives the order in which ties are decided, and the vote can be counted."""
    election.lot = beacon_numbers.read(election.beacon, election.beacon["round"], signature)
    codes = [one.code for one in queries.options(election) if not one.withdrawn]
    election.tie_order = tie_lots.order_of(election.set_root, election.lot, codes)
    ctx.note(round=election.beacon["round"], order=election.tie_order)
    return ctx.save(election)
