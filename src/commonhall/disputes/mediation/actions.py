"""In mediation: sessions, the mediator's own notes, offers of the sides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import drafts
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Moment
from commonhall.actions.inputs import Words as Text
from commonhall.core.refusals import BadInput
from commonhall.disputes.disputes import letters, parties, reading, rules
from commonhall.disputes.disputes.actions import ON_ITS_PAGE, TAKES_PART
from commonhall.disputes.disputes.models import Dispute, Words

State, Kinds = Dispute.State, Words.Kind
MEDIATES = "mediate-disputes"


@action(
    "disputes.call_session",
    by=Kind.PERSON,
    right=MEDIATES,
    title=_("Set a session"),
    done=_("Session set"),
    allows=parties.mediator_while(State.MEDIATING),
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def call_session(
    ctx: Context,
    dispute: Dispute,
    begins: Annotated[datetime, Moment(_("Day and hour"), empty=_("Enter the day and the hour."))],
    where: Annotated[
        str,
        Text(
            _("Where"),
            _("A room, or the number or address of a call. Both sides read it."),
            most=300,
            empty=_("Enter a place, or how to join the call."),
        ),
    ],
) -> Dispute:
    """Ask both sides to a session: a day, an hour, a place or a call. They are told that something waits for them."""
    if begins <= ctx.occurred_at:
        raise BadInput("begins", _("Choose a day and an hour that are still to come."))
    rules.unnamed(ctx)
    said = {"begins": begins.isoformat(), "where": where}
    reading.write(dispute, Kinds.SESSION, parties.MEDIATOR, ctx.occurred_at, **said)
    letters.news(dispute)
    return ctx.save(dispute)


@action(
    "disputes.note_dispute",
    by=Kind.PERSON,
    right=MEDIATES,
    title=_("Write a note for yourself"),
    done=_("Note of the mediator written"),
    allows=parties.mediator_while(State.MEDIATING),
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def note_dispute(
    ctx: Context,
    dispute: Dispute,
    text: Annotated[
        str,
        Text(
            _("Your note"),
            _("Nobody but you reads it. It is destroyed with all other words."),
            most=4000,
            long=True,
            empty=_("Enter your note."),
        ),
    ],
) -> Dispute:
    """Keep a private note. It is sealed, and neither side ever reads it."""
    rules.unnamed(ctx)
    reading.write(dispute, Kinds.NOTE, parties.MEDIATOR, ctx.occurred_at, text=text)
    return ctx.save(dispute)


@action(
    "disputes.offer_dispute",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Make an offer"),
    done=_("Offer made"),
    allows=parties.party_while(State.MEDIATING),
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def offer_dispute(
    ctx: Context,
    dispute: Dispute,
    text: Annotated[
        str,
        Text(
            _("What you offer"),
            _("The other side and the mediator read it. It binds you to nothing."),
            most=4000,
            long=True,
            empty=_("Enter what you offer."),
        ),
    ],
) -> Dispute:
    """Say what you would do to end the dispute. An offer binds nobody until both have signed an agreement."""
    rules.unnamed(ctx)
    party = parties.own_side(ctx.actor, dispute)
    reading.write(dispute, Kinds.OFFER, party.side, ctx.occurred_at, text=text)
    letters.news(dispute)
    return ctx.save(dispute)


for _one in (call_session, note_dispute, offer_dispute):
    drafts.keep_nothing(_one)
