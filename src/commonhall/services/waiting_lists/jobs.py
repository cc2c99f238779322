"""What follows at once when an offer comes to nothing: the place goes to the next in the order."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.subscriptions import on
from commonhall.people.actors import system
from commonhall.services.waiting_lists.models import PlaceOffer
from commonhall.services.waiting_lists.offering_actions import next_after, pass_on_place_offer


@on("services.decline_place_offer")
@on("services.lapse_place_offer")
def next_one(ctx: Context, offer: PlaceOffer, _arguments: dict[str, Any]) -> None:
    """The next one on the list is offered it."""
    if next_after(offer) is not None:
        ctx.perform_as(system(), pass_on_place_offer, place_offer=offer)
