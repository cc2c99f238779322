"""Handing in an offer, another one in its place, or taking it back: all of it only before the hour."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Upload, Words
from commonhall.core.money import hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import envelopes
from commonhall.delivery.calls import queries, rules, sealing
from commonhall.delivery.calls.models import Call, Offer, SealedOffer

BEFORE_THE_HOUR = "until the hour nobody may know who offers"
State = Offer.State


@action(
    "delivery.hand_in_offer",
    by=Kind.ORGANISATION,
    right="make-offers",
    title=_("Hand in a sealed offer"),
    done=_("Sealed offer handed in"),
    told=lambda offer: (
        _(
            "Your offer is sealed. Nobody can read it before the hour, neither you nor this server. Its digest: %(digest)s"
        )
        % {"digest": offer.digest}
    ),
    allows=rules.while_open,
    veiled=BEFORE_THE_HOUR,
    notifies=False,
)
def hand_in_offer(
    ctx: Context,
    call: Call,
    price: Annotated[
        int, Amount(_("Your price in all"), _("Everything included. Public after the opening."))
    ],
    text: Annotated[
        str,
        Words(
            _("Your offer"),
            _(
                "Say how you meet each criterion. Keep a copy: once sealed, you cannot read it here."
            ),
            most=20_000,
            long=True,
            empty=_("Enter your offer."),
        ),
    ],
    file: Annotated[
        Any,
        Upload(
            _("Attachment"),
            _("One PDF. It is sealed with the offer."),
            kinds=("pdf",),
            private=True,
        ),
    ] = None,
) -> Offer:
    """Your offer is sealed at once. If your organisation has handed in one before, this one takes its place."""
    if price < 0:
        raise BadInput("price", _("Enter an amount of zero or more."))
    content = sealing.Content(
        price,
        hall_currency(),
        text,
        str(file.name)[:200] if file else "",
        file.read() if file else b"",
    )
    sealed = sealing.seal(content, call.keys, call.ref)
    digest = envelopes.digest(sealed)
    known = call.offer_rows.filter(organisation=ctx.actor.organisation).first()
    offer: Offer = known or Offer(
        call=call, organisation_id=ctx.actor.organisation, handed_in=0, at=ctx.occurred_at
    )
    stood = offer.digest if offer.state == State.SEALED and known else None
    offer.digest, offer.state, offer.at = digest, State.SEALED, ctx.occurred_at
    offer.person_id = ctx.actor.person
    offer.handed_in += 1
    made = ctx.save(offer)
    SealedOffer.objects.update_or_create(offer=made, defaults={"sealed": sealed})
    ctx.follow(call, ctx.actor.account)
    ctx.note(envelope=digest, replaces=stood)
    return made


def _has_offer(actor: Actor, call: Call) -> None:
    rules.while_open(actor, call)
    offer = queries.offer_of(actor, call)
    if offer is None or offer.state != State.SEALED:
        raise Refused("state", "no-offer", _("Your organisation has no offer here."))


@action(
    "delivery.withdraw_offer",
    by=Kind.ORGANISATION,
    right="make-offers",
    title=_("Withdraw your offer"),
    done=_("Sealed offer withdrawn"),
    allows=_has_offer,
    veiled=BEFORE_THE_HOUR,
    notifies=False,
)
def withdraw_offer(ctx: Context, call: Call) -> Offer:
    """Take your sealed offer back, unread. Until the hour you can hand in another one."""
    offer = queries.offer_of(ctx.actor, call)
    assert offer is not None
    SealedOffer.objects.filter(offer=offer).delete()
    offer.state = State.WITHDRAWN
    ctx.note(envelope=offer.digest)
    return ctx.save(offer)
