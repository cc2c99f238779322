"""The System confirms that nothing is left of a vote's envelopes: before a result is told, and after an annulment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.refusals import Refused
from commonhall.decisions.votes.allowing import unit_of, while_in
from commonhall.decisions.votes.models import Election

State = Election.State


def _ended(actor: Actor, election: Election) -> None:
    while_in(State.OPENED, State.ANNULLED)(actor, election)
    if election.destroyed or election.envelopes.exists():
        raise Refused("state", "not-due", _("There is nothing to confirm."))


@action(
    "decisions.confirm_destruction",
    by=Kind.SYSTEM,
    power="count-votes",
    title=_("Confirm that the envelopes are destroyed"),
    done=_("Envelopes destroyed and checked"),
    place=unit_of,
    allows=_ended,
    no_door="done by the System when it has looked through the database's files",
)
def confirm_destruction(ctx: Context, election: Election) -> Election:
    """No byte of an envelope or of a teller's parts was found in the database's files, as far as the program sees them."""
    election.destroyed = True
    return ctx.save(election)
