"""What may be done with conversations: open, take part, write, moderate, appeal, close, respond.

Votes are not acts: they are a person's, and never on the record one by one. Taking part is an act, so
the gate judges it; each vote is asked of the gate again (`votes.cast`). The closing act names all of
them by the Merkle root over their salted leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.acts import rates, registry
from commonhall.acts.actors import Actor, Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.refusals import BadInput, Refused
from commonhall.acts.stages import ActRequest
from commonhall.consult import ballots, search
from commonhall.consult.models import (
    Argument,
    Conversation,
    Participant,
    Statement,
)
from commonhall.consult.models.speakers import KINDS, Speaker, spoken_by
from commonhall.law.queries import deadline_days
from commonhall.look import fold
from commonhall.people.models import Person, Verification
from commonhall.places.models import Unit
from commonhall.places.queries import covers

LONGEST = 400
RECOMMENDED = 140
MOST_DAYS = 366
EVERYBODY = (Kind.PERSON, Kind.ORGANISATION, Kind.OFFICE)
State = Conversation.State
# (side, argument, where it comes from)
Briefing = Sequence[tuple[str, str, str]]


def unit_of(conversation: Conversation, **_arguments: Any) -> int:
    return conversation.unit_id


# --- opening --------------------------------------------------------------------------------------
@act(
    "consult.open_conversation",
    by=Kind.OFFICE,
    power="hold-conversations",
    title=_("Open a conversation"),
    done=_("Conversation opened"),
    place=lambda unit, **_arguments: unit.pk,
)
def open_conversation(
    ctx: Context,
    title: str,
    question: str,
    unit: Unit,
    opens_on: date,
    closes_on: date,
    briefing: Briefing,
    about: str = "",
    residents_only: bool = False,
    statements: Sequence[str] = (),
) -> Conversation:
    """Ask those concerned about a matter, with arguments from more than one side.

    statements: first ones, of the office itself and shown as such.
    """
    if not title.strip():
        raise BadInput("title", _("Give the conversation a name."))
    if not question.strip():
        raise BadInput("question", _("Say what you ask, and what can still be changed."))
    _check_days(ctx.today, opens_on, closes_on)
    matter_in(about, unit)
    _check_briefing(briefing)
    for text in statements:
        check_words(text)
    made = ctx.save(
        Conversation(
            title=title.strip()[:160],
            question=question.strip(),
            about=about,
            unit=unit,
            body_id=ctx.actor.body_id,
            opens_on=opens_on,
            closes_on=closes_on,
            residents_only=residents_only,
        )
    )
    for side, text, source in briefing:
        ctx.save(Argument(conversation=made, side=side, text=text.strip(), source=source.strip()))
    for text in statements:
        write(ctx, made, text)
    if about:
        ctx.link(about, made, "asks-about")
    search.index_conversation(made)
    ctx.subject = made.ref
    ctx.note(unit=unit.code, opens_on=str(opens_on), closes_on=str(closes_on), about=about or None)
    return made


def _check_days(today: date, opens_on: date, closes_on: date) -> None:
    if opens_on < today:
        raise BadInput("opens_on", _("It cannot open in the past."))
    least = deadline_days("ask-those-concerned", today)
    days = (closes_on - opens_on).days + 1
    if least is not None and days < least[0]:
        message = _("The law gives people at least %(days)d days to take part.")
        raise BadInput("closes_on", message % {"days": least[0]})
    if not 0 < days <= MOST_DAYS:
        raise BadInput("closes_on", _("Let it run for at least a day and at most a year."))


def matter_in(about: str, unit: Unit) -> None:
    """The matter must exist, and those concerned must live where the conversation is held."""
    if not about:
        return
    shown = registry.resolve([about]).get(about)
    if shown is None or not shown.url:
        raise BadInput("about", _("There is no such matter."))
    place = _place_of(about)
    if place is not None and not covers(unit.pk, place):
        message = _("This matter concerns people in %(place)s: ask in a place that holds it.")
        raise BadInput("unit", message % {"place": place.name})


def _place_of(ref: str) -> Unit | None:
    """The unit a matter of a lower room lies in; upper rooms' matters say it by their own `unit`."""
    from django.apps import apps

    kind, number = registry.split(ref)
    thing = apps.get_model(kind)._base_manager.filter(pk=number).first()
    place = getattr(thing, "unit_id", None)
    return Unit.objects.filter(pk=place).first() if place else None


def _check_briefing(briefing: Briefing) -> None:
    if len({side for side, _text, _source in briefing}) < 2:
        raise BadInput("briefing", _("Give arguments of at least two sides."))
    for side, text, source in briefing:
        if side not in Argument.Side.values:
            raise BadInput("briefing", _("An argument is for, against, or of another way."))
        if not text.strip() or not source.strip():
            raise BadInput("briefing", _("Each argument needs its words and where it comes from."))


def held_by(*phases: str) -> Any:
    """The conversation is the actor's body's (or the System acts), in one of these phases."""

    def check(request: ActRequest) -> None:
        conversation: Conversation = request.arguments["conversation"]
        if request.actor.kind is Kind.OFFICE and conversation.body_id != request.actor.body:
            raise Refused("state", "other-body", _("Another body holds this conversation."))
        if conversation.phase(_day(request)) not in phases:
            raise Refused(
                "state", "wrong-state", _("The conversation's present state does not allow this.")
            )

    return check


def _day(request: ActRequest) -> date:
    from django.utils import timezone

    return timezone.localdate(request.at)


@act(
    "consult.add_argument",
    by=Kind.OFFICE,
    power="hold-conversations",
    title=_("Add an argument to the briefing"),
    done=_("Argument added to a briefing"),
    subject="conversation",
    place=unit_of,
    guard=held_by("before", "running"),
)
def add_argument(
    ctx: Context, conversation: Conversation, side: str, text: str, source: str
) -> Argument:
    """Put one more argument into the briefing, for example one a side asked for."""
    if side not in Argument.Side.values:
        raise BadInput("side", _("An argument is for, against, or of another way."))
    if not text.strip():
        raise BadInput("text", _("An argument needs words."))
    if not source.strip():
        raise BadInput("source", _("Say where it comes from."))
    return ctx.save(
        Argument(
            conversation=conversation, side=side, text=text.strip(), source=source.strip()[:300]
        )
    )


# --- taking part ----------------------------------------------------------------------------------
def running(request: ActRequest) -> None:
    conversation: Conversation = request.arguments["conversation"]
    phase = conversation.phase(_day(request))
    if phase == "before":
        raise Refused("state", "not-yet", _("This conversation has not opened yet."))
    if phase != "running":
        raise Refused("state", "over", _("This conversation is over; what it brought can be read."))
    actor = request.actor
    if conversation.residents_only and actor.kind is Kind.PERSON and not _resident(request):
        raise Refused(
            "standing",
            "not-verified",
            _("This is for verified residents. You can be verified online or at an office."),
        )


def _resident(request: ActRequest) -> bool:
    day = _day(request)
    rows = Verification.objects.filter(
        starts__lte=day, ends__gte=day, person_id=request.actor.person_id
    )
    return rows.exists()


@act(
    "consult.take_part",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Take part"),
    done=_("Somebody takes part in a conversation"),
    subject="conversation",
    guard=running,
    notifies=False,
)
def take_part(ctx: Context, conversation: Conversation) -> Conversation:
    """Join, after having seen the briefing; once per resident, organisation and office."""
    join(ctx, conversation)
    ctx.follow(conversation, ctx.actor.account)
    return conversation


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


@act(
    "consult.write_statement",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Write a statement"),
    done=_("Statement written"),
    subject="conversation",
    guard=running,
)
def write_statement(ctx: Context, conversation: Conversation, text: str) -> Statement:
    """Say one thing others can agree or disagree with. Whoever writes it is counted as agreeing."""
    check_words(text)
    if not rates.allowed("consult.write_statement", ctx.actor.ref):
        raise Refused(
            "rate", "too-many", _("That was a lot in an hour. Please go on a little later.")
        )
    wanted = fold.index_text(text)
    for row in conversation.statements.filter(state=Statement.State.SHOWN).only("text"):
        if fold.index_text(row.text) == wanted:
            raise BadInput("text", _("Somebody has said exactly this; vote on that statement."))
    participant = join(ctx, conversation)
    made = write(ctx, conversation, text)
    ballots.put(participant, made, 1)
    ctx.follow(made, ctx.actor.account)
    ctx.follow(conversation, ctx.actor.account)
    return made


def check_words(text: str) -> None:
    """A statement is one short line."""
    if not text.strip():
        raise BadInput("text", _("A statement needs words."))
    if len(text.strip()) > LONGEST:
        message = _("At most %(most)d signs; %(good)d read best. One statement says one thing.")
        raise BadInput("text", message % {"most": LONGEST, "good": RECOMMENDED})


def write(ctx: Context, conversation: Conversation, text: str) -> Statement:
    made = ctx.save(
        Statement(
            conversation=conversation,
            text=" ".join(text.split()),
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    search.index_statements([made])
    return made


def _own_statement(request: ActRequest) -> None:
    statement: Statement = request.arguments["statement"]
    if not statement.said_by(request.actor):
        raise Refused("state", "not-yours", _("Only whoever wrote the statement can do this."))
    if statement.state != Statement.State.SHOWN or statement.conversation.state != State.OPEN:
        raise Refused(
            "state", "wrong-state", _("The statement's present state does not allow this.")
        )


@act(
    "consult.withdraw_statement",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Withdraw my statement"),
    done=_("Statement withdrawn by its author"),
    subject="statement",
    guard=_own_statement,
)
def withdraw_statement(ctx: Context, statement: Statement) -> Statement:
    """Take one's own statement back while the conversation runs; its votes no longer count."""
    ctx.save(statement, state=Statement.State.WITHDRAWN)
    search.index_statements([statement])
    return statement
