"""A body suggests a pair, and either organisation declines it; the clock ends pairs; moderation of what both made public."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Pick, Words
from commonhall.actions.subscriptions import part_of
from commonhall.actions.undoing import put_back
from commonhall.consultations.moderation.joining import hides
from commonhall.consultations.moderation.judging import REASON
from commonhall.consultations.moderation.kinds import Hideable
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.moderation.withheld_actions import hide
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.mentoring import law, queries
from commonhall.delivery.mentoring.models import (
    Field,
    MentorOffer,
    MentorPair,
    MentorSuggestion,
)
from commonhall.delivery.mentoring.offer_actions import end_offer
from commonhall.delivery.mentoring.pair_actions import BY, check_fits, close, follow_both
from commonhall.people.organisations.models import Organisation

State = MentorSuggestion.State


def living_organisations() -> Any:
    """All that were not dissolved: the young and small ones need not be recognised."""
    return Organisation.objects.exclude(state=Organisation.State.ENDED).order_by("pk")


def _stands(_actor: Actor, offer: MentorOffer) -> None:
    if not queries.offers().filter(pk=offer.pk).exists():
        raise Refused("state", "wrong-state", _("This offer does not stand any more."))


@action(
    "delivery.suggest_mentor",
    by=Kind.OFFICE,
    power=law.SUGGEST,
    undo=put_back,
    title=_("Suggest a pair"),
    done=_("Body suggested a mentoring pair"),
    place=lambda offer: offer.unit_id,
    concerns=lambda offer: [offer.ref, Organisation.ref_of(offer.organisation_id)],
    allows=_stands,
)
def suggest_mentor(
    ctx: Context,
    offer: MentorOffer,
    organisation: Annotated[
        Organisation,
        Pick(
            _("Number of the organisation that could learn"),
            _("It is in the address of its page."),
            rows=living_organisations,
            concerned=True,
            empty=_("Enter the number of an organisation."),
        ),
    ],
    field: Annotated[
        str, Choice(_("In which field"), choices=Field.choices, empty=_("Choose a field."))
    ],
    reasons: Annotated[
        str,
        Words(
            _("Why the two fit"),
            _("This is public."),
            most=2000,
            long=True,
            empty=_("Enter why the two fit."),
        ),
    ],
) -> MentorSuggestion:
    """Both organisations are told. It binds neither: the one asks or does not, the other agrees or does not."""
    try:
        check_fits(offer, organisation, field)
    except BadInput as wrong:
        # What is chosen here is the organisation; the offer is what the page is about.
        name = "organisation" if wrong.field == "offer" else wrong.field
        raise BadInput(name, wrong.message) from wrong
    if offer.suggestions.filter(learner=organisation, state=State.OPEN).exists():
        raise BadInput(
            "organisation", _("This pair is already suggested. Choose another organisation.")
        )
    made = ctx.save(
        MentorSuggestion(
            offer=offer,
            learner=organisation,
            body_id=ctx.actor.body_id,
            field=field,
            reasons=reasons,
            on=ctx.today,
        )
    )
    follow_both(ctx, made, offer.organisation, organisation)
    ctx.subject = made.ref
    return made


def _for_us(actor: Actor, suggestion: MentorSuggestion) -> None:
    two = {suggestion.learner_id, suggestion.offer.organisation_id}
    if not two & queries.spoken_for(actor):
        raise Refused("state", "not-yours", _("This is between two other organisations."))
    if suggestion.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This suggestion does not stand any more."))


@action(
    "delivery.decline_mentor_suggestion",
    by=BY,
    right=law.MENTOR,
    title=_("Decline the suggestion"),
    done=_("Suggested mentoring pair declined"),
    allows=_for_us,
)
def decline_mentor_suggestion(ctx: Context, suggestion: MentorSuggestion) -> MentorSuggestion:
    """You need give no reasons, and it has no consequences."""
    suggestion.state = State.DECLINED
    return ctx.save(suggestion)


# --- by the clock, and when an organisation goes --------------------------------------------------
def _is_over(_actor: Actor, pair: MentorPair) -> None:
    if not pair.is_over(clock.today()):
        raise Refused("state", "wrong-state", _("Its last day is not past."))


@action(
    "delivery.end_mentoring_by_day",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("End a pair whose last day is past"),
    done=_("Mentoring pair ended: its last day is past"),
    allows=_is_over,
)
def end_mentoring_by_day(ctx: Context, pair: MentorPair) -> MentorPair:
    """Both are told, and can say what came of it."""
    return close(ctx, pair)


@part_of("people.dissolve_organisation")
def goes(ctx: Context, result: Organisation, _arguments: dict[str, Any]) -> None:
    """What a dissolved organisation offered stands no more; its pairs end, and its requests are withdrawn."""
    for offer in MentorOffer.objects.filter(organisation=result, ended_on=None).order_by("pk"):
        end_offer(ctx, offer)
    for one in MentorSuggestion.objects.filter(learner=result, state=State.OPEN).order_by("pk"):
        one.state = State.WITHDRAWN
        ctx.save(one)
    either = Q(mentor=result) | Q(learner=result)
    for pair in MentorPair.objects.filter(either).order_by("pk"):
        if pair.state == MentorPair.State.RUNNING:
            pair.ended_by = result
            close(ctx, pair)
        elif pair.state == MentorPair.State.ASKED:
            pair.state = MentorPair.State.WITHDRAWN
            ctx.save(pair)


# --- moderation -----------------------------------------------------------------------------------
def parties(pair: MentorPair) -> list[str]:
    return [pair.ref, Organisation.ref_of(pair.mentor_id), Organisation.ref_of(pair.learner_id)]


def _everybody_reads(_actor: Actor, pair: MentorPair) -> None:
    if not pair.public_judgement or not (pair.mentor_word or pair.learner_word):
        raise Refused("state", "wrong-state", _("There is nothing here that could be hidden."))


@action(
    "delivery.hide_mentor_pair",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide what the two say"),
    done=_("Words of a mentoring pair hidden by moderation"),
    place=lambda pair: pair.offer.unit_id,
    concerns=parties,
    allows=_everybody_reads,
)
def hide_mentor_pair(ctx: Context, pair: MentorPair, reason: Annotated[str, REASON]) -> Withheld:
    """Hide what both made public at the end, for one of the published reasons. Both are told, and may appeal once."""
    return hide(ctx, pair, Withheld.What.TEXT, reason)


hides(
    hide_mentor_pair.code,
    Hideable(
        MentorPair,
        text=("mentor_word", "learner_word"),
        own=lambda actor, pair: bool({pair.mentor_id, pair.learner_id} & queries.spoken_for(actor)),
        parties=parties,
        seen=lambda pair: pair.public_judgement,
    ),
)
