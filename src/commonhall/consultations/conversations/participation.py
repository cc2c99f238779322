"""Who takes part in a conversation, and whether it runs."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.consultations.conversations.models import Conversation, Participant
from commonhall.consultations.speakers import KINDS, Speaker, spoken_by
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.people.residents.models import Person, Verification

EVERYBODY = (Kind.PERSON, Kind.ORGANISATION, Kind.OFFICE)


# --- taking part ----------------------------------------------------------------------------------
def running(actor: Actor, conversation: Conversation) -> None:
    """One may take part today; in some only confirmed residents."""
    phase = conversation.phase(clock.today())
    if phase == "before":
        raise Refused("state", "not-yet", _("This conversation has not opened yet."))
    if phase != "running":
        raise Refused("state", "over", _("This conversation has ended. You can read its results."))
    if conversation.residents_only and actor.kind is Kind.PERSON and not _resident(actor):
        raise Refused(
            "standing",
            "not-verified",
            _("This is for confirmed residents. You can be confirmed online or at an office."),
        )


def _resident(actor: Actor) -> bool:
    day = clock.today()
    rows = Verification.objects.filter(starts__lte=day, ends__gte=day, person_id=actor.person_id)
    return rows.exists()


def join(ctx: Context, conversation: Conversation) -> Participant:
    """The actor's participant, made at the first time."""
    known = participant_of(conversation, ctx.actor)
    if known is not None:
        return known
    who = spoken_by(ctx.actor)
    unit = None
    if who["speaker"] == Speaker.RESIDENT:
        unit = home_of(ctx.actor.person_id, ctx.today)
        ctx.note(kind=Speaker.RESIDENT.value)
    return Participant.objects.create(
        conversation=conversation, subject=ctx.actor.ref, unit_id=unit, **who
    )


def home_of(person: int, day: date) -> int | None:
    """The unit a person lives in, as confirmed, else as they say."""
    found = (
        Verification.objects.filter(person_id=person, starts__lte=day, ends__gte=day)
        .values_list("unit_id", flat=True)
        .first()
    )
    return found or Person.objects.filter(pk=person).values_list("unit_id", flat=True).first()


def participant_of(conversation: Conversation, actor: Actor) -> Participant | None:
    if not actor.ref or actor.kind not in KINDS:
        return None
    return Participant.objects.filter(conversation=conversation, subject=actor.ref).first()
