"""An organisation offers to mentor others, changes its offer, and withdraws it; moderation of its words."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import ChoiceMany, Number, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import hide
from commonhall.core.refusals import Refused
from commonhall.delivery.mentoring import law, search
from commonhall.delivery.mentoring.models import Field, MentorOffer, MentorSuggestion
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit
from commonhall.places.queries import units

MOST_PLACES = 20


def codes(fields: list[str]) -> str:
    """Fields as they are kept: each code between blanks."""
    return f" {' '.join(one for one in Field.values if one in fields)} "


FIELDS = ChoiceMany(
    _("What you can help with"),
    choices=Field.choices,
    empty=_("Choose at least one field."),
    present=lambda offer: offer.codes if offer else None,
)
TEXT = Words(
    _("What you have done yourselves, and how you help"),
    _("This is public. For example: we meet once a month at your place and go through your books."),
    most=4000,
    long=True,
    empty=_("Enter what you have done and how you help."),
    present=lambda offer: offer.text if offer else None,
)
PLACES = Number(
    _("How many organisations at once"),
    least=1,
    most=MOST_PLACES,
    empty=_("Enter a number."),
    present=lambda offer: offer.places if offer else None,
)
WHERE = Pick(
    _("Place"),
    rows=units,
    key="code",
    present=lambda offer: offer.unit if offer else None,
)


def _has_none(actor: Actor, _nothing: None) -> None:
    if MentorOffer.objects.filter(organisation=actor.organisation, ended_on=None).exists():
        raise Refused(
            "state", "offered", _("Your organisation has an offer already. You can change it.")
        )


@action(
    "delivery.offer_mentoring",
    by=Kind.ORGANISATION,
    right=law.MENTOR,
    title=_("Offer to mentor"),
    done=_("Organisation offered to mentor others"),
    allows=_has_none,
)
def offer_mentoring(
    ctx: Context,
    fields: Annotated[list[str], FIELDS],
    text: Annotated[str, TEXT],
    unit: Annotated[Unit, WHERE],
    places: Annotated[int, PLACES],
) -> MentorOffer:
    """Offer what your organisation has learned to younger or smaller ones. They ask, and you decide each time."""
    made = ctx.save(
        MentorOffer(
            organisation_id=ctx.actor.organisation or 0,
            fields=codes(fields),
            text=text,
            unit=unit,
            places=places,
            at=ctx.occurred_at,
        )
    )
    ctx.follow(made, ctx.actor.account)
    search.index_offer(made)
    ctx.subject = made.ref
    return made


def _own_open(actor: Actor, offer: MentorOffer) -> None:
    if actor.organisation != offer.organisation_id:
        raise Refused("state", "not-yours", _("Another organisation offers this."))
    if offer.ended_on is not None:
        raise Refused("state", "wrong-state", _("This offer was withdrawn."))


@action(
    "delivery.change_mentor_offer",
    by=Kind.ORGANISATION,
    right=law.MENTOR,
    title=_("Change the offer"),
    done=_("Offer to mentor changed"),
    allows=_own_open,
)
def change_mentor_offer(
    ctx: Context,
    offer: MentorOffer,
    fields: Annotated[list[str], FIELDS],
    text: Annotated[str, TEXT],
    unit: Annotated[Unit, WHERE],
    places: Annotated[int, PLACES],
) -> MentorOffer:
    """Pairs that run go on as they are."""
    if offer.moderated and not offer.text:
        raise Refused(
            "state",
            "hidden",
            _("Its words were hidden. You can appeal, or withdraw the offer and make another."),
        )
    offer.fields, offer.text, offer.unit, offer.places = codes(fields), text, unit, places
    made = ctx.save(offer)
    search.index_offer(made)
    return made


@action(
    "delivery.withdraw_mentor_offer",
    by=Kind.ORGANISATION,
    right=law.MENTOR,
    title=_("Withdraw the offer"),
    done=_("Offer to mentor withdrawn"),
    allows=_own_open,
)
def withdraw_mentor_offer(ctx: Context, offer: MentorOffer) -> MentorOffer:
    """Nobody can ask you any more. Pairs that run go on; you can still answer who has asked."""
    return end_offer(ctx, offer)


def end_offer(ctx: Context, offer: MentorOffer) -> MentorOffer:
    """The offer stands no more, nor what a body suggested of it."""
    for one in offer.suggestions.filter(state=MentorSuggestion.State.OPEN).order_by("pk"):
        one.state = MentorSuggestion.State.WITHDRAWN
        ctx.save(one)
    offer.ended_on = ctx.today
    made = ctx.save(offer)
    search.index_offer(made)
    return made


# --- moderation -----------------------------------------------------------------------------------
def parties(offer: MentorOffer) -> list[str]:
    return [offer.ref, Organisation.ref_of(offer.organisation_id)]


def _has_words(_actor: Actor, offer: MentorOffer) -> None:
    if not offer.text:
        raise Refused("state", "wrong-state", _("There is nothing here that could be hidden."))


@action(
    "delivery.hide_mentor_offer",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide its words"),
    done=_("Words of an offer to mentor hidden by moderation"),
    place=lambda offer: offer.unit_id,
    concerns=parties,
    allows=_has_words,
)
def hide_mentor_offer(ctx: Context, offer: MentorOffer, reason: Annotated[str, REASON]) -> Withheld:
    """Hide the words of an offer for one of the published reasons. The organisation is told, and may appeal once."""
    return hide(ctx, offer, Withheld.What.TEXT, reason)


hides(
    hide_mentor_offer.code,
    Hideable(
        MentorOffer,
        text=("text",),
        changed=lambda _ctx, offer: search.index_offer(offer),
        parties=parties,
    ),
)
