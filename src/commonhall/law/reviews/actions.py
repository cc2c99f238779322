"""Rules with an end: set the last day, renew in time and with reasons, review an instrument."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.appeals.actions import words
from commonhall.law.instruments.models import Instrument, Provision, Rank
from commonhall.law.reviews.models import Reconsidered

REASONS = _("Give the reasons; they are public.")


def own_law(instrument: Instrument, request: ActionRequest, ref: str) -> None:
    """Whoever adopted an instrument changes it; what the founding set is above all bodies here."""
    if instrument.rank < Rank.LOCAL_RULE:
        raise Refused("rights", "higher-law", _("A council cannot change higher law."), ref)
    if instrument.adopted_by_id != request.actor.body:
        raise Refused(
            "rights", "not-its-law", _("Only the body that adopted a rule can change it."), ref
        )


def _own_provision(request: ActionRequest) -> None:
    provision: Provision = request.arguments["provision"]
    own_law(provision.instrument, request, provision.ref)
    if provision.ends is not None and provision.ends < timezone.localdate(request.at):
        raise Refused("state", "ended", _("It has ended: adopt it anew instead."), provision.ref)


@action(
    "law.set_sunset",
    by=Kind.OFFICE,
    power="adopt-local-rules",
    title=_("Set an end"),
    done=_("End set for a provision"),
    subject="provision",
    place=lambda provision, **_arguments: (
        provision.instrument.adopted_by and provision.instrument.adopted_by.unit_id
    ),
    guard=_own_provision,
)
def set_sunset(ctx: Context, provision: Provision, ends: date, text: str) -> Provision:
    """From the day after `ends` nothing rests on the provision, unless it is renewed before."""
    reasons = words("text", text, REASONS)
    if ends < max(ctx.today, provision.starts):
        raise BadInput("ends", _("Give the last day in force, from today on."))
    if provision.ends is not None and provision.ends < ends:
        raise BadInput("ends", _("It ends before that day: to let it live longer, renew it."))
    _keep(ctx, provision, Reconsidered.Kind.END_SET, reasons, ends)
    provision.ends = ends
    return ctx.save(provision)


@action(
    "law.renew_provision",
    by=Kind.OFFICE,
    power="adopt-local-rules",
    title=_("Renew it"),
    done=_("Provision renewed"),
    subject="provision",
    place=lambda provision, **_arguments: (
        provision.instrument.adopted_by and provision.instrument.adopted_by.unit_id
    ),
    guard=lambda request: _renewable(request),
)
def renew_provision(
    ctx: Context, provision: Provision, text: str, ends: date | None = None
) -> Provision:
    """Let a provision live on, with reasons; without `ends`, until somebody ends it."""
    reasons = words("text", text, REASONS)
    if ends is not None and provision.ends is not None and ends <= provision.ends:
        raise BadInput("ends", _("A renewal reaches beyond the present end."))
    _keep(ctx, provision, Reconsidered.Kind.RENEWED, reasons, ends)
    provision.ends = ends
    return ctx.save(provision)


def _renewable(request: ActionRequest) -> None:
    _own_provision(request)
    if request.arguments["provision"].ends is None:
        raise Refused("state", "wrong-state", _("It has no end, so there is nothing to renew."))


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
    power="adopt-local-rules",
    title=_("Report the review"),
    done=_("Instrument reviewed"),
    subject="instrument",
    place=lambda instrument, **_arguments: instrument.adopted_by and instrument.adopted_by.unit_id,
    guard=lambda request: own_law(
        request.arguments["instrument"], request, request.arguments["instrument"].ref
    ),
)
def review_instrument(
    ctx: Context,
    instrument: Instrument,
    text: str,
    review_on: date | None = None,
    ends: date | None = None,
) -> Instrument:
    """Say what the review found, when the next one is, and whether the instrument now ends."""
    reasons = words("text", text, REASONS)
    if review_on is not None and review_on <= ctx.today:
        raise BadInput("review_on", _("The next review lies in the future."))
    if ends is not None and ends < ctx.today:
        raise BadInput("ends", _("Give the last day in force, from today on."))
    ctx.save(
        Reconsidered(
            instrument=instrument,
            body_id=ctx.actor.body_id,
            kind=Reconsidered.Kind.REVIEWED,
            text=reasons,
            ends=ends,
            review_on=review_on,
            on=ctx.today,
        )
    )
    ctx.note(review_on=review_on and review_on.isoformat(), ends=ends and ends.isoformat())
    instrument.review_on = review_on
    instrument.ends = ends
    return ctx.save(instrument)
