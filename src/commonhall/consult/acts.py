"""What may be done with conversations: open, take part, write, moderate, appeal, close, respond.

Votes are not acts: they are a person's, and never on the record one by one. Taking part is an act, so
the gate judges it; each vote is asked of the gate again (`votes.cast`). The closing act names all of
them by the Merkle root over their salted leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.acts import rates, registry
from commonhall.acts.actors import Actor, Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.refusals import BadInput, Refused
from commonhall.acts.stages import ActRequest
from commonhall.consult import ballots, opinions, search
from commonhall.consult.models import (
    Argument,
    Conversation,
    Moderation,
    Participant,
    Report,
    Response,
    Statement,
)
from commonhall.consult.models.speakers import KINDS, Speaker, spoken_by
from commonhall.law.queries import deadline_days
from commonhall.look import fold
from commonhall.people.models import Body, Person, Verification
from commonhall.places.models import Unit
from commonhall.places.queries import covers

LONGEST = 400
RECOMMENDED = 140
MOST_DAYS = 366
REPLICATES = 40
EVERYBODY = (Kind.PERSON, Kind.ORGANISATION, Kind.OFFICE)
State = Conversation.State
# (side, argument, where it comes from)
Briefing = Sequence[tuple[str, str, str]]


def _unit_of(conversation: Conversation, **_arguments: Any) -> int:
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
        _write(ctx, made, text)
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


def _held_by(*phases: str) -> Any:
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
    place=_unit_of,
    guard=_held_by("before", "running"),
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
def _running(request: ActRequest) -> None:
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
    guard=_running,
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
    guard=_running,
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
    made = _write(ctx, conversation, text)
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


def _write(ctx: Context, conversation: Conversation, text: str) -> Statement:
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


# --- moderation -----------------------------------------------------------------------------------
def _where_statement(statement: Statement, **_arguments: Any) -> int:
    return statement.conversation.unit_id


def _author(statement: Statement, **_arguments: Any) -> list[str]:
    return [
        f"people.person:{statement.person_id}" if statement.person_id else "",
        f"people.organisation:{statement.organisation_id}" if statement.organisation_id else "",
    ]


def _shown_statement(request: ActRequest) -> None:
    statement: Statement = request.arguments["statement"]
    if statement.state != Statement.State.SHOWN or statement.reported:
        raise Refused("state", "wrong-state", _("This statement is not shown, or not ours."))
    if statement.conversation.state != State.OPEN:
        raise Refused(
            "state", "closed", _("The report is frozen: what it shows is changed no more.")
        )
    if statement.moderations.filter(verdict=Moderation.Verdict.OVERTURNED).exists():
        raise Refused("state", "overturned", _("On appeal it was decided that this is shown."))


@act(
    "consult.moderate_statement",
    by=Kind.OFFICE,
    power="moderate-conversations",
    title=_("Hide this statement"),
    done=_("Statement hidden by moderation"),
    subject="statement",
    place=_where_statement,
    concerns=_author,
    guard=_shown_statement,
)
def moderate_statement(
    ctx: Context, statement: Statement, reason: str, note: str = ""
) -> Moderation:
    """Hide a statement for one of the published reasons. Its author is told and may appeal once."""
    if reason not in Moderation.Reason.values:
        raise BadInput("reason", _("Choose one of the published reasons."))
    ctx.save(statement, state=Statement.State.HIDDEN)
    search.index_statements([statement])
    ctx.note(reason=reason)
    return ctx.save(
        Moderation(
            statement=statement,
            reason=reason,
            note=note.strip()[:500],
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )


def _may_appeal(request: ActRequest) -> None:
    statement: Statement = request.arguments["statement"]
    if not statement.said_by(request.actor):
        raise Refused("state", "not-yours", _("Only whoever wrote the statement can appeal."))
    found = last_moderation(statement)
    if statement.state != Statement.State.HIDDEN or found is None:
        raise Refused("state", "wrong-state", _("This statement is not hidden."))
    if found.appealed_at is not None:
        raise Refused("state", "appealed", _("An appeal was made already; there is one."))


def last_moderation(statement: Statement) -> Moderation | None:
    found: Moderation | None = (
        statement.moderations.select_related("body", "decided_by").order_by("-pk").first()
    )
    return found


@act(
    "consult.appeal_moderation",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against moderation"),
    subject="statement",
    guard=_may_appeal,
)
def appeal_moderation(ctx: Context, statement: Statement, text: str) -> Moderation:
    """Ask another body to look at it again; once."""
    if not text.strip():
        raise BadInput("text", _("Say why it should be shown."))
    found = last_moderation(statement)
    assert found is not None
    return ctx.save(found, appeal=text.strip()[:1000], appealed_at=ctx.occurred_at)


def _another_body(request: ActRequest) -> None:
    statement: Statement = request.arguments["statement"]
    found = last_moderation(statement)
    if found is None or found.appealed_at is None or found.verdict:
        raise Refused("state", "wrong-state", _("No appeal is waiting here."))
    if request.actor.body in (found.body_id, statement.conversation.body_id):
        raise Refused(
            "state",
            "same-body",
            _("Another body decides: not the one that hid it, nor the one that asks."),
        )


@act(
    "consult.decide_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    title=_("Decide the appeal"),
    done=_("Appeal against moderation decided"),
    subject="statement",
    place=_where_statement,
    concerns=_author,
    guard=_another_body,
)
def decide_appeal(ctx: Context, statement: Statement, verdict: str, text: str) -> Moderation:
    """Uphold the moderation, or show the statement again, with the reason."""
    if verdict not in Moderation.Verdict.values:
        raise BadInput("verdict", _("Choose whether it stays hidden."))
    if not text.strip():
        raise BadInput("text", _("Say why."))
    found = last_moderation(statement)
    assert found is not None
    if verdict == Moderation.Verdict.OVERTURNED:
        ctx.save(statement, state=Statement.State.SHOWN)
        search.index_statements([statement])
    ctx.note(verdict=verdict)
    return ctx.save(
        found,
        verdict=verdict,
        answer=text.strip()[:1000],
        decided_by=Body.objects.get(pk=ctx.actor.body_id),
        decided_at=ctx.occurred_at,
    )


# --- closing and answering ------------------------------------------------------------------------
@act(
    "consult.close_conversation",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="hold-conversations",
    title=_("Close it with its report"),
    done=_("Conversation closed with its report"),
    subject="conversation",
    place=_unit_of,
    guard=_held_by("over"),
)
def close_conversation(ctx: Context, conversation: Conversation) -> Report:
    """When its time is over: freeze what it brought, name all votes by their root, count as asked.

    Only now the matter counts as one about which those concerned were asked.
    """
    return freeze(ctx, conversation)


def freeze(ctx: Context, conversation: Conversation) -> Report:
    """Compute and keep the report; used by closing and by imports."""
    root, count = ballots.seal(conversation)
    content = opinions.refresh(conversation, replicates=REPLICATES).content
    content = {key: value for key, value in content.items() if key != "priority"}
    content["places"] = _places(conversation)
    content["votes_root"] = root
    report = ctx.save(Report(conversation=conversation, content=content, at=ctx.occurred_at))
    waits = bool(content["ground"]) and not conversation.reported
    ctx.save(
        conversation,
        state=State.CLOSED if waits else State.ANSWERED,
        closed_at=ctx.occurred_at,
    )
    if conversation.about and not conversation.reported:
        ctx.link(conversation, conversation.about, "asked")
    ctx.note(votes=count, votes_root=root, participants=content["people"])
    return report


def _places(conversation: Conversation) -> dict[str, int]:
    """Participants by place; places with few of them are left out, so that nobody is named."""
    from django.db.models import Count

    rows = (
        Participant.objects.filter(conversation=conversation)
        .exclude(unit=None)
        .values_list("unit__code")
        .annotate(number=Count("pk"))
        .filter(number__gte=opinions.LEAST_VOICES)
        .order_by("unit__code")
    )
    return dict(rows)


@act(
    "consult.respond",
    by=Kind.OFFICE,
    power="hold-conversations",
    title=_("Answer the common ground"),
    done=_("Common ground of a conversation answered"),
    subject="conversation",
    place=_unit_of,
    guard=_held_by("closed"),
)
def respond(
    ctx: Context, conversation: Conversation, statement: Statement, verdict: str, text: str
) -> Response:
    """Say of one piece of common ground whether it is taken up, and why."""
    if verdict not in Response.Verdict.values:
        raise BadInput("verdict", _("Choose whether it is taken up."))
    if not text.strip():
        raise BadInput("text", _("Say why."))
    wanted = ground_ids(conversation)
    if str(statement.pk) not in wanted:
        raise BadInput("statement", _("This statement is not among the common ground."))
    if Response.objects.filter(statement=statement).exists():
        raise BadInput("statement", _("This was answered already."))
    made = ctx.save(
        Response(
            conversation=conversation,
            statement=statement,
            verdict=verdict,
            text=text.strip(),
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )
    ctx.note(verdict=verdict, statement=statement.ref)
    if Response.objects.filter(conversation=conversation).count() == len(wanted):
        ctx.save(conversation, state=State.ANSWERED)
    return made


def ground_ids(conversation: Conversation) -> list[str]:
    """Statements of the report's common ground, in its order."""
    report = Report.objects.filter(conversation=conversation).first()
    return [one["statement"] for one in report.content["ground"]] if report else []


def close_due(actor: Actor, day: date) -> int:
    """Close every conversation whose time is over (the timer); how many."""
    due = Conversation.objects.filter(Q(state=State.OPEN), closes_on__lt=day, reported=False)
    count = 0
    for conversation in due.order_by("pk"):
        try:
            close_conversation.perform(actor, conversation=conversation)
        except Refused:
            # The law does not let the System do this (any more): it is the office's duty then.
            continue
        count += 1
    return count
