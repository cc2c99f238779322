"""What may be done with shifts: offer, sign up, leave, say who came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Moment, Names, Number, Pick, PickSeveral
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery import search
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan.queries import not_stopped
from commonhall.delivery.shifts.models import Shift, Volunteer
from commonhall.delivery.shifts.queries import hands_of, volunteer_of
from commonhall.places.models import Unit
from commonhall.places.queries import units

MOST_PLACES = 500


@action(
    "delivery.offer_shift",
    by=(Kind.ORGANISATION, Kind.OFFICE),
    right="offer-shifts",
    title=_("Ask for volunteers"),
    done=_("Volunteers asked for"),
)
def offer_shift(
    ctx: Context,
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name."))],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code")],
    starts_at: Annotated[datetime, Moment(_("Begins"), _("For example 2026-05-01 14:00."))],
    ends_at: Annotated[datetime, Moment(_("Ends"), _("For example 2026-05-01 17:00."))],
    places: Annotated[int, Number(_("Number of volunteers"), least=1, most=MOST_PLACES)],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    item: Annotated[Item | None, Pick(_("Part of the plan"), rows=not_stopped)] = None,
) -> Shift:
    """Say what is to be done, where and when, and how many hands it takes."""
    if not ctx.occurred_at < starts_at < ends_at:
        raise BadInput("starts_at", _("Enter a start in the future, and an end after it."))
    shift = ctx.save(
        Shift(
            names=names,
            texts=texts or {},
            unit=unit,
            item=item,
            starts_at=starts_at,
            ends_at=ends_at,
            places=places,
            organisation_id=ctx.actor.organisation,
            body_id=ctx.actor.body,
        )
    )
    if item is not None:
        ctx.link(item, shift, "helped-by")
    search.index(shift)
    return shift


# --- signing up -----------------------------------------------------------------------------------
def _before_it_begins(shift: Shift) -> None:
    if shift.cancelled or clock.now() >= shift.starts_at:
        raise Refused("state", "wrong-state", _("You can no longer sign up for this."))


def _place_left(actor: Actor, shift: Shift) -> None:
    _before_it_begins(shift)
    if volunteer_of(actor.person_id, shift) is not None:
        raise Refused("state", "joined", _("You are already signed up."))
    if hands_of(shift).count() >= shift.places:
        raise Refused("state", "full", _("There are enough volunteers already. Thank you."))


@action(
    "delivery.join_shift",
    by=Kind.PERSON,
    right="take-part",
    title=_("Sign up"),
    done=_("Somebody signed up"),
    allows=_place_left,
    notifies=False,
)
def join_shift(ctx: Context, shift: Shift) -> Volunteer:
    """Sign up. The office or organisation that offered it knows who comes; the public sees how many."""
    ctx.follow(shift, ctx.actor.account)
    known: Volunteer | None = shift.hands.filter(person_id=ctx.actor.person_id).first()
    volunteer = known or Volunteer(shift=shift, person_id=ctx.actor.person_id)
    volunteer.left_on = None
    return ctx.save(volunteer)


def _signed_up(actor: Actor, shift: Shift) -> None:
    _before_it_begins(shift)
    if volunteer_of(actor.person_id, shift) is None:
        raise Refused("state", "not-joined", _("You are not signed up."))


@action(
    "delivery.leave_shift",
    by=Kind.PERSON,
    right="take-part",
    title=_("Cancel my sign-up"),
    done=_("Somebody cancelled their sign-up"),
    allows=_signed_up,
    notifies=False,
)
def leave_shift(ctx: Context, shift: Shift) -> Volunteer:
    """Give the place free, while there is time."""
    hand: Volunteer = shift.hands.get(person_id=ctx.actor.person_id, left_on=None)
    hand.left_on = ctx.today
    return ctx.save(hand)


# --- who came -------------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class Hands(PickSeveral):
    """Those who signed up, by their names; only whoever asked for hands is shown them."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return _ByName(
            self._rows(thing), widget=forms.CheckboxSelectMultiple, **self.options(required)
        )


class _ByName(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.person or _("somebody"))


def _asked_for_by(actor: Actor, shift: Shift) -> None:
    own = (
        shift.organisation_id == actor.organisation
        if actor.kind is Kind.ORGANISATION
        else shift.body_id is not None and shift.body_id == actor.body
    )
    if not own:
        raise Refused(
            "state",
            "not-yours",
            _("Only the body or organisation that asked for volunteers can do this."),
        )
    if clock.now() < shift.starts_at:
        raise Refused("state", "not-begun", _("It has not started yet."))


def _hands_by_name(shift: Shift) -> QuerySet[Volunteer]:
    return hands_of(shift).select_related("person").order_by("pk")


@action(
    "delivery.count_volunteers",
    by=(Kind.ORGANISATION, Kind.OFFICE),
    right="offer-shifts",
    title=_("Record who came"),
    done=_("Who came was recorded"),
    allows=_asked_for_by,
    notifies=False,
)
def count_volunteers(
    ctx: Context,
    shift: Shift,
    came: Annotated[
        Sequence[Volunteer],
        Hands(
            _("Attendance"),
            _("For programs: the numbers of their sign-ups."),
            rows=Volunteer.objects.none,
            rows_of=_hands_by_name,
        ),
    ] = (),
) -> int:
    """Which of those who signed up came; nobody did where none is named."""
    present = {hand.pk for hand in came}
    hands = list(hands_of(shift).order_by("pk"))
    if unknown := present - {hand.pk for hand in hands}:
        raise BadInput("came", _("Nobody signed up with number %(n)d.") % {"n": min(unknown)})
    for hand in hands:
        hand.came = hand.pk in present
        ctx.save(hand)
    ctx.note(came=len(present), signed_up=len(hands))
    return len(present)
