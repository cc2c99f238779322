"""Ending the key of somebody else's program: whoever runs the hall may have to, and it stands on the record."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, Words
from commonhall.people.api_keys import letters
from commonhall.people.api_keys.models import ApiKey


def _keys() -> QuerySet[ApiKey]:
    return ApiKey.objects.order_by("pk")


@action(
    "people.end_key",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    remedy=owed.DONE_AGAIN,
    title=_("End a program's key"),
    done=_("A program's key ended"),
    second_factor=True,
    notifies=False,
)
def end_key(
    ctx: Context,
    key: Annotated[
        ApiKey,
        Pick(_("Key"), rows=_keys, empty=_("Choose one of the keys listed.")),
    ],
    reason: Annotated[
        str,
        Words(
            _("Why"),
            _("The owner receives this in a letter."),
            most=300,
            empty=_("Enter the reason, so that the owner knows."),
        ),
    ],
) -> None:
    """End a key that a program of somebody else uses, for example because it was found in the open.

    The program is refused from now on. The owner gets a letter and can make a new key. The record says that a key was
    ended, and not whose it was.
    """
    office = str(key.office.ref) if key.office is not None else ""
    ctx.note(**({"office": office} if office else {}))
    letters.say_ended.enqueue(key.account_id, key.name, reason, ctx.actor.name)
    key.delete()
