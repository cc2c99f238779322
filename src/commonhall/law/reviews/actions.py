"""Rules with an end: set the last day, renew in time and with reasons, review an instrument."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.demands.reasons import REASONS
from commonhall.law.instruments.actions import ADOPT
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.instruments.own_law import (
    own_instrument,
    own_provision,
    unit_of,
    unit_of_instrument,
)
from commonhall.law.reviews.models import Reconsidered

NEW_END = Day(_("New last day in force"), _("Leave blank if it has no end date."))


@action(
    "law.set_sunset",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Set an end"),
    done=_("End set for a provision"),
    place=unit_of,
    allows=own_provision,
    second_factor=True,
    unasked="it only lets a rule end sooner",
)
def set_sunset(
    ctx: Context,
    provision: Provision,
    ends: Annotated[
        date,
        Day(_("Last day in force"), empty=_("Enter its last day in force: today or a later day.")),
    ],
    text: Annotated[str, REASONS],
) -> Provision:
    """From the day after `ends` nothing rests on the provision, unless it is renewed before."""
    if ends < max(ctx.today, provision.starts):
        raise BadInput("ends", _("Enter its last day in force: today or a later day."))
    if provision.ends is not None and provision.ends < ends:
        raise BadInput("ends", _("It ends before that day. To keep it longer, renew it."))
    _keep(ctx, provision, Reconsidered.Kind.END_SET, text, ends)
    provision.ends = ends
    return ctx.save(provision)


def _renewable(actor: Actor, provision: Provision) -> None:
    own_provision(actor, provision)
    if provision.ends is None:
        raise Refused(
            "state", "wrong-state", _("It has no end date, so it does not need renewing.")
        )


@action(
    "law.renew_provision",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Renew it"),
    done=_("Provision renewed"),
    place=unit_of,
    allows=_renewable,
    second_factor=True,
)
def renew_provision(
    ctx: Context,
    provision: Provision,
    text: Annotated[str, REASONS],
    ends: Annotated[date | None, NEW_END] = None,
) -> Provision:
    """Let a provision live on, with reasons; without `ends`, until somebody ends it."""
    if ends is not None and provision.ends is not None and ends <= provision.ends:
        raise BadInput("ends", _("Enter a day after the present last day."))
    _keep(ctx, provision, Reconsidered.Kind.RENEWED, text, ends)
    provision.ends = ends
    return ctx.save(provision)


def _keep(ctx: Context, provision: Provision, kind: str, text: str, ends: date | None) -> None:
    ctx.save(
        Reconsidered(
            instrument_id=provision.instrument_id,
            provision=provision,
            body_id=ctx.actor.body_id,
            kind=kind,
            text=text,
            ends=ends,
            on=ctx.today,
        )
    )
    ctx.note(ends=ends.isoformat() if ends else None)


@action(
    "law.review_instrument",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Report the review"),
    done=_("Instrument reviewed"),
    place=unit_of_instrument,
    allows=own_instrument,
    second_factor=True,
    unasked="a review keeps the rule as it is, or lets it end sooner",
)
def review_instrument(
    ctx: Context,
    instrument: Instrument,
    text: Annotated[str, REASONS],
    review_on: Annotated[date | None, Day(_("Next review by"))] = None,
    ends: Annotated[
        date | None,
        Day(_("Last day in force"), present=lambda instrument: instrument.ends),
    ] = None,
) -> Instrument:
    """Say what the review found, when the next one is, and whether the instrument ends sooner. To let it live longer is
    to renew it: those concerned are then asked first."""
    if review_on is not None and review_on <= ctx.today:
        raise BadInput("review_on", _("Enter a day in the future for the next review."))
    ends = ends or instrument.ends
    if ends != instrument.ends and ends is not None and ends < ctx.today:
        raise BadInput("ends", _("Enter its last day in force: today or a later day."))
    if instrument.ends is not None and ends is not None and ends > instrument.ends:
        raise BadInput("ends", _("It ends before that day. To keep it longer, renew it."))
    ctx.save(
        Reconsidered(
            instrument=instrument,
            body_id=ctx.actor.body_id,
            kind=Reconsidered.Kind.REVIEWED,
            text=text,
            ends=ends,
            review_on=review_on,
            on=ctx.today,
        )
    )
    ctx.note(review_on=review_on and review_on.isoformat(), ends=ends and ends.isoformat())
    instrument.review_on = review_on
    instrument.ends = ends
    return ctx.save(instrument)


def _runs_out(actor: Actor, instrument: Instrument) -> None:
    own_instrument(actor, instrument)
    if instrument.ends is None:
        raise Refused(
            "state", "wrong-state", _("It has no end date, so it does not need renewing.")
        )
    if instrument.ends < clock.today():
        raise Refused("state", "ended", _("It has ended. Adopt it again instead."), instrument.ref)


@action(
    "law.renew_instrument",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Renew it"),
    done=_("Instrument renewed"),
    place=unit_of_instrument,
    allows=_runs_out,
    second_factor=True,
)
def renew_instrument(
    ctx: Context,
    instrument: Instrument,
    text: Annotated[str, REASONS],
    ends: Annotated[date | None, NEW_END] = None,
) -> Instrument:
    """Let an instrument live on, with reasons; without `ends`, until somebody ends it."""
    if ends is not None and instrument.ends is not None and ends <= instrument.ends:
        raise BadInput("ends", _("Enter a day after the present last day."))
    ctx.save(
        Reconsidered(
            instrument=instrument,
            body_id=ctx.actor.body_id,
            kind=Reconsidered.Kind.RENEWED,
            text=text,
            ends=ends,
            on=ctx.today,
        )
    )
    ctx.note(ends=ends.isoformat() if ends else None)
    instrument.ends = ends
    return ctx.save(instrument)
