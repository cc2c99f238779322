"""The hour: the call closes by the clock, and two officials of other bodies open all offers in one act."""

from __future__ import annotations

from typing import Annotated, Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Upload
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import envelopes, teller_files
from commonhall.decisions.votes.envelopes import EnvelopeError
from commonhall.decisions.votes.secret_shares import ShareError
from commonhall.decisions.votes.teller_files import Parts
from commonhall.delivery.calls import queries, rules, sealing
from commonhall.delivery.calls.models import (
    NEED,
    Call,
    Offer,
    Opener,
    OpenerParts,
    SealedOffer,
)
from commonhall.delivery.calls.preparing_actions import OTHERS_OPEN

State = Call.State


# --- the hour -------------------------------------------------------------------------------------
def _is_due(_actor: Actor, call: Call) -> None:
    if call.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This call does not take offers."))
    if clock.now() < call.closes_at:
        raise Refused("state", "in-time", _("The hour of this call has not come."))


def _close(ctx: Context, call: Call) -> None:
    digests, root = queries.set_of(call)
    call.offers, call.set_root, call.state = len(digests), root, State.CLOSED
    ctx.note(offers=len(digests), set=root)


@action(
    "delivery.close_call",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Close a call at its hour"),
    done=_("Call closed: no offers are taken any more"),
    place=rules.unit_of,
    allows=_is_due,
)
def close_call(ctx: Context, call: Call) -> Call:
    """The hour has come. How many offers there are, and which, is on the record before anybody opens one."""
    _close(ctx, call)
    return ctx.save(call)


# --- opening --------------------------------------------------------------------------------------
def _may_open(actor: Actor, call: Call) -> None:
    rules.check_of_another_body(actor, call)
    opener = queries.opener_of(actor, call)
    if opener is None:
        raise Refused(
            "segregation", "no-opener", _("Only the officials who joined can open the offers.")
        )
    if call.takes_offers or call.state == State.DRAFT:
        raise Refused(
            "state",
            "too-early",
            _("Nobody can open an offer before %(hour)s.") % {"hour": rules.hour(call.closes_at)},
        )
    if call.state not in (State.OPEN, State.CLOSED):
        raise Refused("state", "wrong-state", _("The offers have been opened, or the call ended."))
    if opener.opened_at is not None:
        raise Refused(
            "state",
            "opened-alone",
            _("You have opened your parts. Another opener must open theirs: nobody does it alone."),
        )
    if not queries.standing(call).exists():
        raise Refused("state", "no-offers", _("Nobody handed in an offer: there is none to open."))


def _read(file: Any) -> Parts:
    try:
        return teller_files.read_parts(file.read().decode())
    except (UnicodeDecodeError, teller_files.FileError) as error:
        raise BadInput(
            "file", _("This is not a parts file. Choose the file that your opener's page made.")
        ) from error


@action(
    "delivery.open_offers",
    by=Kind.OFFICE,
    power="open-offers",
    any_body=OTHERS_OPEN,
    remedy=owed.LOOKED_AT,
    title=_("Open the offers"),
    done=_("Offers opened by an official of another body"),
    place=rules.unit_of,
    concerns=lambda call: [call.ref],
    allows=_may_open,
    second_factor=True,
)
def open_offers(
    ctx: Context,
    call: Call,
    file: Annotated[
        Any,
        Upload(
            _("Parts file"),
            _("Your page makes it with your key file. It opens nothing without another opener's."),
            kinds=("json",),
            empty=_("Choose the parts file."),
        ),
    ],
) -> Call:
    """Give your parts of all envelopes. With the second opener's, all offers are opened at once, and none before."""
    given = file if isinstance(file, Parts) else _read(file)
    opener = queries.opener_of(ctx.actor, call)
    assert opener is not None
    if (given.vote, given.teller) != (call.ref, opener.number):
        raise BadInput("file", _("These parts belong to another call or another opener."))
    if call.state == State.OPEN:
        _close(ctx, call)
    offers, parts = list(queries.standing(call)), teller_files.cut_parts(given.parts)
    sealed = {row.offer_id: bytes(row.sealed) for row in _envelopes(offers)}
    if len(parts) != len(offers) or given.set != call.set_root:
        raise BadInput("file", _("These parts belong to other offers, or some are missing."))
    place = [int(one) for one in call.keys].index(opener.number)
    pairs = zip(offers, parts, strict=True)
    if not all(envelopes.fits(sealed[one.pk], place, part) for one, part in pairs):
        raise BadInput("file", _("Some of these parts are not the ones sealed for you."))
    OpenerParts.objects.create(opener=opener, parts=given.parts)
    opener.opened_at = ctx.occurred_at
    ctx.save(opener)
    ctx.note(opener=opener.number, set=given.set)
    given_parts = {
        row.opener.number: teller_files.cut_parts(bytes(row.parts))
        for row in OpenerParts.objects.filter(opener__call=call).select_related("opener")
    }
    if len(given_parts) >= NEED:
        for at, offer in enumerate(offers):
            own = {number: rows[at] for number, rows in given_parts.items()}
            _open(ctx, call, offer, sealed[offer.pk], own)
        OpenerParts.objects.filter(opener__call=call).delete()
        call.state = State.OPENED
    return ctx.save(call)


def _envelopes(offers: list[Offer]) -> Any:
    return SealedOffer.objects.filter(offer__in=[one.pk for one in offers])


def _open(ctx: Context, call: Call, offer: Offer, sealed: bytes, parts: dict[int, bytes]) -> None:
    """From now on it is told who offered, and for how much."""
    try:
        if envelopes.digest(sealed) != offer.digest:
            raise EnvelopeError("changed since it was handed in")
        content = sealing.unseal(sealed, parts, len(call.keys), call.ref)
    except (EnvelopeError, ShareError):
        offer.state = Offer.State.LOST
        ctx.save(offer)
        return
    offer.offerer_id = offer.organisation_id
    offer.price, offer.currency, offer.text = content.price, content.currency, content.text
    offer.file_name = content.file_name
    if content.file:
        offer.file = ContentFile(content.file, name="offer.pdf")
    offer.state = Offer.State.OPENED
    ctx.save(offer)


# --- for the openers' pages -----------------------------------------------------------------------
def envelopes_for(call: Call, opener: Opener, after: str = "") -> list[tuple[str, bytes]]:
    """Each digest with what this opener's key opens of the envelope; nobody's name."""
    place = [int(one) for one in call.keys].index(opener.number)
    rows = SealedOffer.objects.filter(
        offer__call=call, offer__state=Offer.State.SEALED, offer__digest__gt=after
    ).order_by("offer__digest")
    pairs = rows.values_list("offer__digest", "sealed")
    return [(digest, envelopes.for_teller(bytes(sealed), place)) for digest, sealed in pairs]
