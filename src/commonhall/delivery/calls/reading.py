"""Who reads what of an offer."""

from __future__ import annotations

from commonhall.actions.actors import Actor, Kind
from commonhall.delivery.calls import queries
from commonhall.delivery.calls.models import Call, Offer


def reads_text(actor: Actor, offer: Offer) -> bool:
    """Before the opening nobody. Then the body that awards, its scorers, the organisation itself, and everybody where the
    call said so."""
    if not offer.is_open:
        return False
    if offer.call.shown == Call.Shown.WHOLE:
        return True
    if actor.kind is Kind.ORGANISATION:
        return actor.organisation == offer.offerer_id
    if actor.kind is Kind.OFFICE:
        own = actor.body == offer.call.body_id
        return own or queries.scorer_of(actor, offer.call) is not None
    return False
