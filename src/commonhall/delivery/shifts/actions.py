"""What may be done with shifts: offer, sign up, leave, say who came."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import search
from commonhall.delivery.plan.models import Item
from commonhall.delivery.shifts.models import Shift, Volunteer
from commonhall.places.models import Unit

MOST_PLACES = 500


@action(
    "delivery.offer_shift",
    by=(Kind.ORGANISATION, Kind.OFFICE),
    right="offer-shifts",
    title=_("Ask for hands"),
    done=_("Hands asked for"),
)
def offer_shift(
    ctx: Context,
    names: dict[str, str],
    unit: Unit,
    starts_at: datetime,
    ends_at: datetime,
    places: int,
    texts: dict[str, str] | None = None,
    item: Item | None = None,
) -> Shift:
    """Say what is to be done, where and when, and how many hands it takes."""
    if not in_language(names).strip():
        raise BadInput("names", _("Give it a name."))
    if not ctx.occurred_at < starts_at < ends_at:
        raise BadInput("starts_at", _("It begins after now, and ends after that."))
    if not 1 <= places <= MOST_PLACES:
        raise BadInput("places", _("Between one and 500 hands."))
    shift = ctx.save(
        Shift(
            names=names, texts=texts or {}, unit=unit, item=item, starts_at=starts_at,
            ends_at=ends_at, places=places, organisation_id=ctx.actor.organisation,
            body_id=ctx.actor.body,
        )
    )  # fmt: skip
    if item is not None:
        ctx.link(item, shift, "helped-by")
    search.index(shift)
    return shift


def _open(request: ActionRequest) -> None:
    shift: Shift = request.arguments["shift"]
    if shift.cancelled or request.at >= shift.starts_at:
        raise Refused("state", "wrong-state", _("Nobody can sign up for this any more."))


@action(
    "delivery.join_shift",
    by=Kind.PERSON,
    right="take-part",
    title=_("I will come"),
    done=_("Somebody will come"),
    subject="shift",
    guard=_open,
    notifies=False,
)
def join_shift(ctx: Context, shift: Shift) -> Volunteer:
    """Sign up. Who comes is known to whoever offered it; the public sees how many."""
    known: Volunteer | None = shift.hands.filter(person_id=ctx.actor.person_id).first()
    if known is not None and known.left_on is None:
        raise Refused("state", "joined", _("You are signed up already."))
    if shift.hands.filter(left_on=None).count() >= shift.places:
        raise Refused("state", "full", _("There are enough hands already; thank you."))
    ctx.follow(shift, ctx.actor.account)
    volunteer = known or Volunteer(shift=shift, person_id=ctx.actor.person_id)
    volunteer.left_on = None
    return ctx.save(volunteer)


@action(
    "delivery.leave_shift",
    by=Kind.PERSON,
    right="take-part",
    title=_("I cannot come after all"),
    done=_("Somebody cannot come after all"),
    subject="shift",
    guard=_open,
    notifies=False,
)
def leave_shift(ctx: Context, shift: Shift) -> Volunteer:
    """Give the place free, while there is time."""
    known: Volunteer | None = shift.hands.filter(
        person_id=ctx.actor.person_id, left_on=None
    ).first()
    if known is None:
        raise Refused("state", "not-joined", _("You are not signed up."))
    known.left_on = ctx.today
    return ctx.save(known)


def _offered_by(request: ActionRequest) -> None:
    shift: Shift = request.arguments["shift"]
    actor = request.actor
    own = (
        shift.organisation_id == actor.organisation
        if actor.kind is Kind.ORGANISATION
        else shift.body_id is not None and shift.body_id == actor.body
    )
    if not own:
        raise Refused("state", "not-yours", _("Only whoever asked for hands can say this."))


@action(
    "delivery.count_volunteers",
    by=(Kind.ORGANISATION, Kind.OFFICE),
    right="offer-shifts",
    title=_("Say who came"),
    done=_("Said who came"),
    subject="shift",
    guard=_offered_by,
    notifies=False,
)
def count_volunteers(ctx: Context, shift: Shift, came: list[int]) -> int:
    """Which of those who signed up came, by the number of their sign-up; how many did."""
    if ctx.occurred_at < shift.starts_at:
        raise Refused("state", "not-begun", _("It has not begun yet."))
    present = set(came)
    hands = list(shift.hands.filter(left_on=None).order_by("pk"))
    if unknown := present - {hand.pk for hand in hands}:
        raise BadInput("came", _("Nobody signed up with number %(n)d.") % {"n": min(unknown)})
    for hand in hands:
        hand.came = hand.pk in present
        ctx.save(hand)
    ctx.note(came=len(present), signed_up=len(hands))
    return len(present)
