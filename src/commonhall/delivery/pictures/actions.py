"""What may be done with pictures of the plan: the body that answers shows how it was, and how it is."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Upload, Words
from commonhall.core import photos
from commonhall.core.refusals import Refused
from commonhall.delivery.pictures.models import ItemPicture
from commonhall.delivery.plan.actions import State, parties, unit_of
from commonhall.delivery.plan.models import Item
from commonhall.delivery.preconditions import check_own_body

MOST = 8


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
    image: Annotated[
        Any,
        Upload(
            _("Photo"),
            kinds=("jpg", "jpeg", "png", "webp"),
            clean=photos.clean,
            empty=_("Choose a photo."),
        ),
    ],
    when: Annotated[str, Choice(_("When was it taken?"), choices=ItemPicture.When.choices)],
    words: Annotated[
        str,
        Words(
            _("What the photo shows"),
            _(
                "Read to people who cannot see it, for example: New lamps on both sides of the road."
            ),
            most=200,
            empty=_("Say what the photo shows."),
        ),
    ],
) -> ItemPicture:
    """Show how it was before, or how it is now. Hidden data, such as where it was taken, are removed."""
    return ctx.save(ItemPicture(item=item, when=when, image=image, words=words, at=ctx.occurred_at))
