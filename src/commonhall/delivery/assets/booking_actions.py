"""Booking an asset by the hour, cancelling, and calling a booking off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Moment, Number, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.assets import law, queries
from commonhall.delivery.assets.actions import parties
from commonhall.delivery.assets.models import Asset, BookedHour, Booking
from commonhall.law.residence import require_lives_in

BY = (Kind.PERSON, Kind.ORGANISATION)
NOT_NAMED = "names of who books what are not public"
OpenTo = Asset.OpenTo
# Bookings of one person or organisation for one asset that are still to come.
MOST_COMING = 5


def _takes(actor: Actor, asset: Asset) -> None:
    if not asset.bookable:
        raise Refused("state", "not-booked", _("It is not booked by the hour."))
    if actor.kind is Kind.PERSON:
        if asset.open_to == OpenTo.ORGANISATIONS:
            raise Refused("state", "not-for-you", _("Only organisations may book it."))
        require_lives_in(actor, asset.unit)
    elif actor.kind is Kind.ORGANISATION and asset.open_to == OpenTo.RESIDENTS:
        raise Refused("state", "not-for-you", _("Only residents may book it."))
    if _mine(actor, asset) >= MOST_COMING:
        raise Refused(
            "state",
            "enough",
            _("You have five bookings of it to come. Use or cancel one first."),
        )


def _mine(actor: Actor, asset: Asset) -> int:
    if actor.organisation is not None:
        return queries.coming(asset).filter(organisation_id=actor.organisation).count()
    if actor.person is None:
        return 0
    return queries.coming(asset).filter(person_id=actor.person).count()


@action(
    "delivery.book_asset",
    by=BY,
    right=law.BOOK,
    verified=True,
    title=_("Book it"),
    done=_("Asset booked"),
    told=lambda _made: _("The hours are yours. You can cancel on your own page."),
    allows=_takes,
    veiled=NOT_NAMED,
    notifies=False,
    limit="delivery.book_asset",
)
def book_asset(
    ctx: Context,
    asset: Asset,
    starts_at: Annotated[
        datetime,
        Moment(
            _("From"), _("A full hour, for example 2026-05-01 14:00."), empty=_("Enter an hour.")
        ),
    ],
    hours: Annotated[int, Number(_("For how many hours"), least=1, most=24)],
) -> Booking:
    """Free hours, by the rule. Others see that they are taken, but not by whom."""
    first = starts_at.astimezone(UTC)
    wanted = [first + number * queries.HOUR for number in range(hours)]
    _check(asset, wanted, hours)
    made = ctx.save(
        Booking(
            asset=asset,
            person_id=ctx.actor.person if ctx.actor.kind is Kind.PERSON else None,
            organisation_id=ctx.actor.organisation if ctx.actor.kind is Kind.ORGANISATION else None,
            starts_at=first,
            ends_at=wanted[-1] + queries.HOUR,
        )
    )
    try:
        with transaction.atomic():
            ctx.save_all([BookedHour(booking=made, asset=asset, at=at) for at in wanted])
    except IntegrityError as error:
        # Somebody booked one of them between our look and our booking.
        raise BadInput("starts_at", _TAKEN) from error
    # They hear of it if it is called off.
    ctx.follow(made, ctx.actor.account)
    ctx.subject = asset.ref
    return made


_TAKEN = _("Some of these hours are taken. Choose free ones.")


def _check(asset: Asset, wanted: list[datetime], hours: int) -> None:
    """Raises BadInput for hours that are past, too far away, closed, too many or taken."""
    first = timezone.localtime(wanted[0])
    if (first.minute, first.second) != (0, 0):
        raise BadInput("starts_at", _("Enter a full hour, for example 14:00."))
    if wanted[0] <= clock.now():
        raise BadInput("starts_at", _("Enter an hour in the future."))
    if first.date() > clock.today() + timedelta(days=asset.ahead):
        raise BadInput(
            "starts_at",
            _("It can be booked up to %(days)d days ahead.") % {"days": asset.ahead},
        )
    if hours > asset.most_hours:
        raise BadInput(
            "hours", _("One booking has up to %(most)d hours.") % {"most": asset.most_hours}
        )
    if not set(wanted) <= set(queries.hours_of(asset, first.date())):
        raise BadInput(
            "starts_at",
            _("It is open from %(opens)d:00 to %(closes)d:00.")
            % {"opens": asset.opens, "closes": asset.closes},
        )
    if BookedHour.objects.filter(asset=asset, at__in=wanted, freed=False).exists():
        raise BadInput("starts_at", _TAKEN)


# --- cancelling -----------------------------------------------------------------------------------
def _stands(booking: Booking) -> None:
    if booking.cancelled_on is not None:
        raise Refused("state", "wrong-state", _("It was cancelled."))
    if booking.starts_at <= clock.now():
        raise Refused("state", "begun", _("It has begun. It can no longer be cancelled."))


def _own(actor: Actor, booking: Booking) -> None:
    mine = (
        booking.organisation_id is not None and booking.organisation_id == actor.organisation
        if actor.kind is Kind.ORGANISATION
        else booking.person_id is not None and booking.person_id == actor.person
    )
    if not mine:
        raise Refused("state", "not-yours", _("This is not your booking."))
    _stands(booking)
    latest = booking.starts_at - timedelta(hours=booking.asset.cancel_hours)
    if clock.now() > latest:
        raise Refused(
            "state",
            "too-late",
            _("It can be cancelled until %(hours)d hours before. Ask the body that looks after it.")
            % {"hours": booking.asset.cancel_hours},
        )


@action(
    "delivery.cancel_booking",
    by=BY,
    right=law.BOOK,
    title=_("Cancel my booking"),
    done=_("Booking cancelled"),
    allows=_own,
    veiled=NOT_NAMED,
    notifies=False,
)
def cancel_booking(ctx: Context, booking: Booking) -> Booking:
    """The hours are free for others at once."""
    return _free(ctx, booking)


def _can_be_called_off(_actor: Actor, booking: Booking) -> None:
    _stands(booking)


@action(
    "delivery.call_off_booking",
    by=Kind.OFFICE,
    power=law.KEEP,
    remedy=owed.DONE_AGAIN,
    title=_("Call this booking off"),
    done=_("Booking called off"),
    concerns=lambda booking: parties(booking.asset),
    place=lambda booking: booking.asset.unit_id,
    allows=_can_be_called_off,
)
def call_off_booking(
    ctx: Context,
    booking: Booking,
    why: Annotated[
        str,
        Words(
            _("Why"),
            _("This is public. Do not name people."),
            most=300,
            empty=_("Enter the reasons."),
        ),
    ],
) -> Booking:
    """For example because the pitch is flooded. The hours are free again."""
    booking.why = why
    return _free(ctx, booking)


def _free(ctx: Context, booking: Booking) -> Booking:
    booking.cancelled_on = ctx.today
    for hour in booking.hours.filter(freed=False).order_by("pk"):
        hour.freed = True
        ctx.save(hour)
    return ctx.save(booking)
