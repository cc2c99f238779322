"""What may be done with pictures: the body shows how a part of the plan was and is, and what an asset looks like."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Upload, Words
from commonhall.actions.undoing import put_back
from commonhall.core import photos
from commonhall.core.refusals import Refused
from commonhall.delivery.assets import law
from commonhall.delivery.assets.actions import check_kept
from commonhall.delivery.assets.actions import parties as asset_parties
from commonhall.delivery.assets.models import Asset
from commonhall.delivery.pictures.models import AssetPicture, ItemPicture
from commonhall.delivery.plan.actions import State, parties, unit_of
from commonhall.delivery.plan.models import Item
from commonhall.delivery.preconditions import check_own_body

MOST = 8
PHOTO = Upload(
    _("Photo"),
    kinds=("jpg", "jpeg", "png", "webp"),
    clean=photos.clean,
    empty=_("Choose a photo."),
)
SHOWS = Words(
    _("What the photo shows"),
    _("Read to people who cannot see it, for example: New lamps on both sides of the road."),
    most=200,
    empty=_("Say what the photo shows."),
)


def _room(actor: Actor, item: Item) -> None:
    check_own_body(actor, item, (State.PLANNED, State.RUNNING, State.DONE))
    if item.pictures.count() >= MOST:
        raise Refused(
            "state", "enough-photos", _("This part of the plan has eight photos already.")
        )


@action(
    "delivery.add_item_picture",
    by=Kind.OFFICE,
    power="carry-out-plans",
    remedy=owed.LOOKED_AT,
    title=_("Add a photo"),
    done=_("Photo added to the plan"),
    place=unit_of,
    concerns=parties,
    allows=_room,
)
def add_item_picture(
    ctx: Context,
    item: Item,
    image: Annotated[Any, PHOTO],
    when: Annotated[str, Choice(_("When was it taken?"), choices=ItemPicture.When.choices)],
    words: Annotated[str, SHOWS],
) -> ItemPicture:
    """Show how it was before, or how it is now. Hidden data, such as where it was taken, are removed."""
    return ctx.save(ItemPicture(item=item, when=when, image=image, words=words, at=ctx.occurred_at))


# --- the register of assets -------------------------------------------------------------------------
def _room_for_asset(actor: Actor, asset: Asset) -> None:
    check_kept(actor, asset)
    if shown(asset).count() >= MOST:
        raise Refused(
            "state", "enough-photos", _("It has eight photos already. Remove one of them first.")
        )


def shown(asset: Asset) -> QuerySet[AssetPicture]:
    """The photos that stand on an asset's page, oldest first."""
    rows: QuerySet[AssetPicture] = asset.pictures.filter(removed_on=None).exclude(image="")
    return rows.order_by("pk")


@action(
    "delivery.add_asset_picture",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Add a photo"),
    done=_("Photo of an asset added"),
    concerns=asset_parties,
    allows=_room_for_asset,
)
def add_asset_picture(
    ctx: Context, asset: Asset, image: Annotated[Any, PHOTO], words: Annotated[str, SHOWS]
) -> AssetPicture:
    """Show what it looks like. Hidden data, such as where it was taken, are removed."""
    return ctx.save(AssetPicture(asset=asset, image=image, words=words, at=ctx.occurred_at))


def _is_shown(_actor: Actor, picture: AssetPicture) -> None:
    if picture.removed_on is not None:
        raise Refused("state", "wrong-state", _("This photo is no longer shown."))


@action(
    "delivery.remove_asset_picture",
    by=Kind.OFFICE,
    power=law.KEEP,
    undo=put_back,
    title=_("Remove the photo"),
    done=_("Photo of an asset removed"),
    place=lambda picture: picture.asset.unit_id,
    concerns=lambda picture: asset_parties(picture.asset),
    allows=_is_shown,
)
def remove_asset_picture(ctx: Context, picture: AssetPicture) -> AssetPicture:
    """It is shown no more."""
    picture.removed_on = ctx.today
    return ctx.save(picture)
