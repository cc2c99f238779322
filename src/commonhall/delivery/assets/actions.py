"""Keeping the register of assets: enter, change, let, give back, say how it is booked, take out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    Day,
    Names,
    Number,
    Pick,
    Point,
    PointOnMap,
    Words,
)
from commonhall.actions.undoing import put_back
from commonhall.core.money import hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.assets import law, queries, search
from commonhall.delivery.assets.models import Asset, AssetHolding
from commonhall.law.promises import ledger
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.queries import recognised_organisations
from commonhall.places.models import Unit
from commonhall.places.queries import units

NAMES = Names(_("Name"), empty=_("Enter a name."))
USE = Names(_("What it is, and what it is used for"), most=4000, long=True)
POINT = PointOnMap(
    _("Where it is"),
    _("Leave blank if it has no fixed place."),
    boundaries=reverse_lazy("places:boundaries"),
)


def parties(asset: Asset) -> list[str]:
    """Whose interests recuse from what is done with an asset."""
    return [asset.ref, Unit.ref_of(asset.unit_id)]


def check_kept(_actor: Actor, asset: Asset) -> None:
    """For `allows`: it is still in the register."""
    if asset.retired_on is not None:
        raise Refused("state", "wrong-state", _("It is no longer in the register."))


@action(
    "delivery.enter_asset",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Enter an asset"),
    done=_("Asset entered in the register"),
)
def enter_asset(
    ctx: Context,
    code: Annotated[
        str,
        Words(
            _("Number"),
            _("As in your inventory."),
            most=40,
            empty=_("Enter the number of the asset."),
        ),
    ],
    names: Annotated[dict[str, str], NAMES],
    kind: Annotated[str, Choice(_("What is it?"), choices=Asset.Kind.choices)],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    texts: Annotated[dict[str, str] | None, USE] = None,
    point: Annotated[Point | None, POINT] = None,
) -> Asset:
    """Land, a building, a room, a pitch or a vehicle that the public owns. Your body looks after it."""
    if Asset.objects.filter(code=code).exists():
        raise BadInput("code", _("Another asset has this number. Enter another."))
    latitude, longitude = point or (None, None)
    made = ctx.save(
        Asset(
            code=code,
            names=names,
            kind=kind,
            unit=unit,
            texts=texts or {},
            body_id=ctx.actor.body_id,
            latitude=latitude,
            longitude=longitude,
        )
    )
    search.index_asset(made)
    ctx.subject = made.ref
    return made


@action(
    "delivery.change_asset",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Change what is said of it"),
    done=_("Asset changed in the register"),
    concerns=parties,
    allows=check_kept,
)
def change_asset(
    ctx: Context,
    asset: Asset,
    names: Annotated[
        dict[str, str], Names(NAMES.label, empty=NAMES.empty, present=lambda asset: asset.names)
    ],
    texts: Annotated[
        dict[str, str] | None,
        Names(USE.label, most=4000, long=True, present=lambda asset: asset.texts),
    ] = None,
    point: Annotated[
        Point | None,
        PointOnMap(
            _("Where it is, if that has changed"),
            _("Leave blank to keep it where it is."),
            boundaries=reverse_lazy("places:boundaries"),
        ),
    ] = None,
) -> Asset:
    """Its name, its use and its point on the map."""
    asset.names, asset.texts = names, texts or {}
    if point is not None:
        asset.latitude, asset.longitude = point
    search.index_asset(asset)
    return ctx.save(asset)


# --- who holds it ---------------------------------------------------------------------------------
def _not_held(actor: Actor, asset: Asset) -> None:
    check_kept(actor, asset)
    if asset.holdings.filter(ended_on=None).exists():
        raise Refused("state", "held", _("Somebody holds it. It must be given back first."))


@action(
    "delivery.let_asset",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Let it to an organisation"),
    done=_("Asset let to an organisation"),
    concerns=parties,
    allows=_not_held,
    second_factor=True,
)
def let_asset(
    ctx: Context,
    asset: Asset,
    organisation: Annotated[
        Organisation, Pick(_("Who holds it"), rows=recognised_organisations, concerned=True)
    ],
    use: Annotated[
        str, Words(_("What for"), _("This is public."), most=300, empty=_("Enter what for."))
    ],
    rent: Annotated[int, Amount(_("Rent for a year"), _("Enter 0 if it is free."))],
    starts: Annotated[date, Day(_("First day"), empty=_("Enter a day."))],
    ends: Annotated[date, Day(_("Last day"), empty=_("Enter a day."))],
) -> AssetHolding:
    """Who holds it, for how long and for which rent. Your body promises to settle by the last day what comes next."""
    if ends <= max(starts, ctx.today):
        raise BadInput("ends", _("Enter a last day in the future, after the first day."))
    made = ctx.save(
        AssetHolding(
            asset=asset,
            organisation=organisation,
            use=use,
            rent=rent,
            currency=hall_currency(),
            starts=starts,
            ends=ends,
        )
    )
    ledger.make(ctx, made, law.PROMISE, body=asset.body_id, unit=asset.unit_id, day=ends)
    ctx.link(asset, made, "led-to")
    ctx.subject = asset.ref
    return made


def _held(_actor: Actor, asset: Asset) -> None:
    if not asset.holdings.filter(ended_on=None).exists():
        raise Refused("state", "not-held", _("Nobody holds it."))


@action(
    "delivery.take_back_asset",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Record that it was given back"),
    done=_("Asset given back"),
    concerns=parties,
    allows=_held,
)
def take_back_asset(ctx: Context, asset: Asset) -> AssetHolding:
    """It is free again. What was promised for the last day is kept."""
    holding = asset.holdings.get(ended_on=None)
    holding.ended_on = ctx.today
    ledger.keep(ctx, holding)
    ctx.subject = asset.ref
    return ctx.save(holding)


# --- booking, and the end -------------------------------------------------------------------------
@action(
    "delivery.open_asset",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Set how it is booked"),
    done=_("Rule for booking an asset set"),
    concerns=parties,
    allows=check_kept,
)
def open_asset(
    ctx: Context,
    asset: Asset,
    open_to: Annotated[
        str,
        Choice(
            _("Who may book it?"),
            choices=Asset.OpenTo.choices,
            radio=True,
            present=lambda asset: asset.open_to,
        ),
    ],
    opens: Annotated[
        int, Number(_("First hour of the day"), least=0, most=23, present=lambda asset: asset.opens)
    ],
    closes: Annotated[
        int, Number(_("Closes at"), least=1, most=24, present=lambda asset: asset.closes)
    ],
    price: Annotated[
        int,
        Amount(
            _("Cost of an hour"), _("Enter 0 if it is free."), present=lambda asset: asset.price
        ),
    ],
    ahead: Annotated[
        int,
        Number(
            _("How many days ahead it can be booked"),
            least=1,
            most=365,
            present=lambda asset: asset.ahead,
        ),
    ],
    cancel_hours: Annotated[
        int,
        Number(
            _("Until how many hours before it can be cancelled"),
            least=0,
            most=720,
            present=lambda asset: asset.cancel_hours,
        ),
    ],
    most_hours: Annotated[
        int,
        Number(
            _("Most hours of one booking"),
            least=1,
            most=24,
            present=lambda asset: asset.most_hours,
        ),
    ],
) -> Asset:
    """Hours, cost and who may book. Bookings that stand are not changed."""
    if closes <= opens:
        raise BadInput("closes", _("Enter an hour after the first one."))
    asset.open_to, asset.opens, asset.closes = open_to, opens, closes
    asset.price, asset.currency, asset.ahead = price, hall_currency(), ahead
    asset.cancel_hours, asset.most_hours = cancel_hours, most_hours
    return ctx.save(asset)


def _can_go(actor: Actor, asset: Asset) -> None:
    _not_held(actor, asset)
    if queries.coming(asset).exists():
        raise Refused("state", "booked", _("It is booked. Call the bookings off first."))


@action(
    "delivery.retire_asset",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Take it out of the register"),
    done=_("Asset taken out of the register"),
    concerns=parties,
    allows=_can_go,
)
def retire_asset(
    ctx: Context,
    asset: Asset,
    why: Annotated[
        str,
        Words(
            _("Why"),
            _("For example: sold, demolished, scrapped. This is public."),
            most=2000,
            long=True,
            empty=_("Enter the reasons."),
        ),
    ],
) -> Asset:
    """It was sold, demolished or scrapped. What is on the record stays."""
    asset.retired_on, asset.why = ctx.today, why
    return ctx.save(asset)
