"""The speakers' list of a meeting: ask to speak, and be called in turn.

Nobody chooses who speaks next: those who have not spoken yet come first, and among equals those who asked first. What is
counted is time, by kind of subject.
"""

from __future__ import annotations

from django.db.models import Max, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.meetings import chairs
from commonhall.consultations.meetings.actions import RIGHT, attended
from commonhall.consultations.meetings.models import Meeting, SpeakingTurn
from commonhall.consultations.speakers import spoken_by
from commonhall.core.refusals import Refused

State = SpeakingTurn.State


def _runs(meeting: Meeting) -> None:
    if not meeting.runs:
        raise Refused("state", "not-now", _("This meeting is not being held at the moment."))


def own_turns(actor: Actor, meeting: Meeting) -> QuerySet[SpeakingTurn]:
    """The actor's own places on the list, also those they had."""
    if actor.kind is Kind.PERSON and not actor.person:
        return SpeakingTurn.objects.none()
    who = {key: value for key, value in spoken_by(actor).items() if key.endswith("_id") and value}
    return (
        SpeakingTurn.objects.filter(meeting=meeting, **who) if who else SpeakingTurn.objects.none()
    )


def speaking_and_waiting(meeting: Meeting) -> QuerySet[SpeakingTurn]:
    """Who speaks, and who waits to speak, the next first."""
    rows = SpeakingTurn.objects.filter(meeting=meeting, state__in=(State.SPEAKING, State.WAITING))
    return rows.select_related("organisation", "office__body").order_by("state", "-first", "place")


def _may_ask(actor: Actor, meeting: Meeting) -> None:
    _runs(meeting)
    if attended(actor, meeting) is None:
        raise Refused("state", "not-there", _("Say that you are here first, with the code."))
    if own_turns(actor, meeting).filter(state__in=(State.WAITING, State.SPEAKING)).exists():
        raise Refused("state", "on-the-list", _("You are on the speakers’ list."))


@action(
    "consultations.ask_to_speak",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Ask to speak"),
    done=_("Somebody asked to speak at a meeting"),
    told=lambda turn: (
        gettext("You are number %(place)d on the speakers’ list.") % {"place": turn.place}
    ),
    allows=_may_ask,
    limit="consultations.write_comment",
    notifies=False,
)
def ask_to_speak(ctx: Context, meeting: Meeting) -> SpeakingTurn:
    """Put yourself on the list. Those who have not spoken at this meeting are called first."""
    before = own_turns(ctx.actor, meeting).exclude(state=State.WITHDRAWN)
    last = meeting.turns.aggregate(last=Max("place"))["last"] or 0
    return ctx.save(
        SpeakingTurn(
            meeting=meeting,
            place=last + 1,
            first=not before.exists(),
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )


def _waits(actor: Actor, meeting: Meeting) -> None:
    if not own_turns(actor, meeting).filter(state=State.WAITING).exists():
        raise Refused("state", "wrong-state", _("You are not on the speakers’ list."))


@action(
    "consultations.stop_waiting",
    by=EVERYBODY,
    right=RIGHT,
    title=_("Leave the speakers’ list"),
    done=_("Somebody left the speakers’ list of a meeting"),
    allows=_waits,
    notifies=False,
)
def stop_waiting(ctx: Context, meeting: Meeting) -> SpeakingTurn:
    """You are not called. You can ask to speak again."""
    turn = own_turns(ctx.actor, meeting).get(state=State.WAITING)
    turn.state = State.WITHDRAWN
    return ctx.save(turn)


def end_turn(ctx: Context, turn: SpeakingTurn) -> SpeakingTurn:
    """Somebody has spoken: until now, and no longer than the meeting lasts."""
    turn.state = State.SPOKEN
    turn.ended_at = min(ctx.occurred_at, turn.meeting.ends_at)
    return ctx.save(turn)


def _may_call(actor: Actor, meeting: Meeting) -> None:
    chairs.must_run(actor, meeting)
    _runs(meeting)
    there = meeting.turns.filter(state__in=(State.WAITING, State.SPEAKING))
    if not there.exists():
        raise Refused("state", "wrong-state", _("Nobody waits to speak."))


@action(
    "consultations.call_next",
    by=chairs.RUNS,
    right=RIGHT,
    title=_("Call the next speaker"),
    done=_("Next speaker called at a meeting"),
    allows=_may_call,
    notifies=False,
)
def call_next(ctx: Context, meeting: Meeting) -> Meeting:
    """End the speech that runs, and give the word to the next on the list. The list decides who that is."""
    listed = speaking_and_waiting(meeting)
    for turn in listed.filter(state=State.SPEAKING):
        end_turn(ctx, turn)
    called = listed.filter(state=State.WAITING).first()
    if called is not None:
        called.state, called.began_at = State.SPEAKING, ctx.occurred_at
        ctx.save(called)
    return meeting
