"""How places are offered: to the next in the order; out of order with reasons in public alone; on to the next by the System."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.methods import allocation
from commonhall.services.waiting_lists import rules
from commonhall.services.waiting_lists.keeping_actions import REASON
from commonhall.services.waiting_lists.models import PlaceOffer, WaitingEntry

State, Offered = WaitingEntry.State, PlaceOffer.State
GONE = (Offered.DECLINED, Offered.LAPSED)


def _next(_actor: Actor, entry: WaitingEntry) -> None:
    rules.in_state(entry, (State.WAITING,))
    rules.check_free(entry.waiting_list)
    rules.check_next(entry)


@action(
    "services.offer_place",
    by=Kind.OFFICE,
    power=rules.KEEPS,
    undo=put_back_anew,
    title=_("Offer the place"),
    done=_("Place offered to the next on a waiting list"),
    concerns=rules.parties,
    allows=_next,
)
def offer_place(ctx: Context, waiting_entry: WaitingEntry) -> PlaceOffer:
    """A place is free, and it is their turn. They get a letter, and have the days of the list to answer. If they decline or
    do not answer, the place goes to the next by itself."""
    return rules.offer(ctx, waiting_entry, rules.rule_of(waiting_entry.waiting_list))


def _before(entry: WaitingEntry) -> int:
    """How many stand before somebody; Raises `Refused` while there is no order."""
    waiting_list = entry.waiting_list
    rule = rules.rule_of(waiting_list)
    found = rules.order(waiting_list, rule)
    if found is None:
        rules.seed_of(waiting_list, rule)
        raise Refused(
            "state", "not-drawn", _("The order has not been drawn yet. See the page of the draw.")
        )
    return allocation.ahead(found, entry.pk)


def _not_next(_actor: Actor, entry: WaitingEntry) -> None:
    rules.in_state(entry, (State.WAITING,))
    rules.check_free(entry.waiting_list)
    if not _before(entry):
        raise Refused("state", "is-next", _("It is their turn. Offer them the place as usual."))


@action(
    "services.offer_out_of_order",
    by=Kind.OFFICE,
    power=rules.URGENT,
    undo=put_back_anew,
    title=_("Offer the place out of order"),
    done=_("Place offered out of order"),
    concerns=rules.parties,
    allows=_not_next,
    second_factor=True,
)
def offer_out_of_order(
    ctx: Context,
    waiting_entry: WaitingEntry,
    reason: Annotated[str, REASON],
) -> PlaceOffer:
    """Only where waiting would do harm. The reasons and how many people were passed over stand on the page of the list, and
    each of them can appeal."""
    before = _before(waiting_entry)
    rule = rules.rule_of(waiting_entry.waiting_list)
    return rules.offer(ctx, waiting_entry, rule, before=before, reason=reason)


# --- a place falls free ---------------------------------------------------------------------------
def _is_held(_actor: Actor, offer: PlaceOffer) -> None:
    if offer.state != Offered.ACCEPTED or offer.free_on is not None:
        raise Refused("state", "wrong-state", _("Nobody has this place."))


@action(
    "services.free_place",
    by=Kind.OFFICE,
    power=rules.KEEPS,
    undo=put_back,
    title=_("Record that the place is free"),
    done=_("Place fell free"),
    concerns=lambda offer: rules.parties(offer.entry),
    allows=_is_held,
)
def free_place(ctx: Context, place_offer: PlaceOffer) -> PlaceOffer:
    """They have given it back, or its time is over. It can be offered to the next."""
    place_offer.free_on = ctx.today
    ctx.subject = place_offer.entry.ref
    return ctx.save(place_offer)


# --- the System -----------------------------------------------------------------------------------
def _is_late(_actor: Actor, offer: PlaceOffer) -> None:
    if offer.state != Offered.OPEN or clock.today() <= offer.answer_by:
        raise Refused("state", "not-late", _("There is still time to answer."))


@action(
    "services.lapse_place_offer",
    by=Kind.SYSTEM,
    power=rules.WATCHES,
    title=_("End an offer that was not answered"),
    done=_("Offer of a place not answered in time"),
    allows=_is_late,
)
def lapse_place_offer(ctx: Context, place_offer: PlaceOffer) -> PlaceOffer:
    """They stay on the list, and are asked whether they still want it."""
    entry = place_offer.entry
    place_offer.state, place_offer.answered_on = Offered.LAPSED, ctx.today
    entry.state = State.WAITING
    entry.asked_on = ctx.today
    entry.answer_until = ctx.today + rules.days_to_answer(ctx.today)
    ctx.save(entry)
    ctx.subject = entry.ref
    return ctx.save(place_offer)


def next_after(offer: PlaceOffer) -> WaitingEntry | None:
    """Who is offered a place that came to nothing: the next in the order who did not have this very place; None if nobody."""
    waiting_list, had = offer.waiting_list, []
    link: PlaceOffer | None = offer
    while link is not None:
        had.append(link.entry_id)
        link = link.after
    found = rules.order(waiting_list, rules.rule_of(waiting_list), had)
    if not found or rules.free_places(waiting_list) < 1:
        return None
    rows = WaitingEntry.objects.select_related("waiting_list")
    entry: WaitingEntry = rows.get(pk=found[0].number)
    return entry


def _goes_on(_actor: Actor, offer: PlaceOffer) -> None:
    ended = offer.waiting_list.ended_on is not None
    if ended or offer.state not in GONE or PlaceOffer.objects.filter(after=offer).exists():
        raise Refused("state", "wrong-state", _("This place is not to be passed on."))
    if next_after(offer) is None:
        raise Refused("state", "nobody", _("Nobody else waits for this place."))


@action(
    "services.pass_on_place_offer",
    by=Kind.SYSTEM,
    power=rules.WATCHES,
    title=_("Offer the place to the next"),
    done=_("Place passed on to the next on a waiting list"),
    allows=_goes_on,
)
def pass_on_place_offer(ctx: Context, place_offer: PlaceOffer) -> PlaceOffer:
    """A place that was declined, or not answered for, goes to the next in the order: no choice is left to anybody."""
    entry = next_after(place_offer)
    assert entry is not None
    rule = rules.rule_of(entry.waiting_list)
    return rules.offer(ctx, entry, rule, after=place_offer)
