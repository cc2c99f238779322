"""The way back: the organisation that carries a function gives notice, and the body carries it again from a day."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.delivery.functions.models import Transfer
from commonhall.law import queries as law_queries

NOTICE = "hand-back-function"


def check_own(actor: Actor, transfer: Transfer) -> None:
    """The actor's organisation carries it now."""
    if transfer.organisation_id != actor.organisation:
        raise Refused("state", "not-yours", _("Another organisation carries this."))
    if transfer.returned_on is not None:
        raise Refused("state", "wrong-state", _("This has already been taken back."))


def _may_hand_back(actor: Actor, transfer: Transfer) -> None:
    check_own(actor, transfer)
    if transfer.hand_back_on is not None:
        raise Refused("state", "notice-given", _("You have given notice already."))


@action(
    "delivery.hand_back_function",
    by=Kind.ORGANISATION,
    right="hand-back-functions",
    title=_("Hand it back"),
    done=_("Organisation gave notice to hand a function back"),
    place=lambda transfer: transfer.service.unit_id,
    allows=_may_hand_back,
)
def hand_back_function(
    ctx: Context,
    transfer: Transfer,
    reasons: Annotated[
        str,
        Words(
            _("Why you hand it back"),
            _("This is public."),
            most=2000,
            long=True,
            empty=_("Enter the reasons."),
        ),
    ],
) -> Transfer:
    """Your organisation goes on carrying it until the notice has run. From then on the body carries it again."""
    day = law_queries.due_day(NOTICE, ctx.today) or ctx.today
    transfer.hand_back_on, transfer.hand_back_for = min(day, max(transfer.ends, ctx.today)), reasons
    ctx.note(hand_back_on=transfer.hand_back_on.isoformat())
    return ctx.save(transfer)


def _notice_ran(_actor: Actor, transfer: Transfer) -> None:
    if transfer.returned_on is not None or transfer.hand_back_on is None:
        raise Refused("state", "wrong-state", _("Nobody gave notice, or it has been taken back."))
    if clock.today() < transfer.hand_back_on:
        raise Refused("state", "in-time", _("The notice still runs."))


@action(
    "delivery.end_notice",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Return a function when its notice has run"),
    done=_("Function returned: the notice of the organisation has run"),
    place=lambda transfer: transfer.service.unit_id,
    allows=_notice_ran,
)
def end_notice(ctx: Context, transfer: Transfer) -> Transfer:
    """The body carries the service itself again."""
    service = transfer.service.as_read()
    if service.organisation_id == transfer.organisation_id:
        service.organisation = None
        ctx.save(service)
    transfer.returned_on = ctx.today
    return ctx.save(transfer)
