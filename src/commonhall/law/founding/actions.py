"""What may be done with founding: found the hall, and close the founding period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import ChoiceMany, Internal
from commonhall.core.refusals import Refused
from commonhall.law.founding import charter, lapsing, queries
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.instruments.models import Instrument


@action(
    "law.found",
    by=Kind.SYSTEM,
    founding=True,
    title=_("Found the hall"),
    done=_("The hall was founded"),
    notifies=False,
    no_door="done once, by commonhall found or the guided set-up",
)
def found(ctx: Context, plan: Annotated[charter.Plan, Internal()]) -> Instrument:
    """The one action that rests on no provision: it sets the first instruments, bodies and offices."""
    return charter.write(ctx, plan)


def _place(period: FoundingPeriod) -> int:
    return period.office.body.unit_id


def _is_open(actor: Actor, period: FoundingPeriod) -> None:
    if period.closed_on is not None:
        raise Refused("state", "wrong-state", _("The founding period has already been closed."))
    if actor.body == period.office.body_id:
        raise Refused(
            "state", "own-body", _("A body that used these powers cannot confirm what it did.")
        )


@action(
    "law.close_founding_period",
    by=Kind.OFFICE,
    power="close-founding-period",
    any_body=exemptions.BEGUN,
    remedy=owed.LOOKED_AT,
    title=_("Close the founding period"),
    done=_("Founding period closed"),
    place=_place,
    allows=_is_open,
    second_factor=True,
)
def close_founding_period(
    ctx: Context,
    period: FoundingPeriod,
    lapsing_ones: Annotated[
        Sequence[str],
        ChoiceMany(
            _("What should lapse"),
            _("Everything else done in the period is confirmed."),
            choices_of=lapsing.can_lapse,
        ),
    ] = (),
) -> FoundingPeriod:
    """At its first sitting the council confirms what one office did alone, or lets it lapse; its powers end."""
    entries = [str(one.pk) for one in queries.done(period)]
    chosen = [one for one in lapsing_ones if one in entries]
    lapsed = [one for one in chosen if lapsing.lapse(ctx, UUID(one))]
    period.lapsed = lapsed
    period.confirmed = [one for one in entries if one not in lapsed]
    period.closed_on = ctx.today
    provision = period.provision
    provision.ends = ctx.today - timedelta(days=1)
    ctx.save(provision)
    ctx.note(confirmed=len(period.confirmed), lapsed=lapsed)
    return ctx.save(period)
