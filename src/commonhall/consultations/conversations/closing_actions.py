"""Closing a conversation: the frozen report, the root over all votes, answers to common ground."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Pick, Words
from commonhall.actions.undoing import by_action, put_back_anew
from commonhall.consultations.askings import reports
from commonhall.consultations.conversations import opinion_content, opinions
from commonhall.consultations.conversations.actions import held_by, unit_of
from commonhall.consultations.conversations.models import (
    Conversation,
    Participant,
    Report,
    Response,
    Statement,
)
from commonhall.consultations.statements import votes
from commonhall.consultations.statements.actions import State
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.asking.models import Way
from commonhall.law.promises import ledger
from commonhall.law.queries import due_day

REPLICATES = 40
ANSWER = "answer-common-ground"


@action(
    "consultations.close_conversation",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="hold-conversations",
    undo=by_action("consultations.annul_conversation"),
    title=_("Close it with its report"),
    done=_("Conversation closed with its report"),
    place=unit_of,
    allows=held_by("over"),
    precompute=lambda _moment, conversation: opinions.computed(conversation, REPLICATES),
)
def close_conversation(ctx: Context, conversation: Conversation) -> Report:
    """When its time is over: freeze what it brought, name all votes by their root, count as asked.

    Only now the matter counts as one about which those concerned were asked.
    """
    made: opinions.Computed = ctx.precomputed
    heard = opinion_content.voices(conversation)
    if heard.digest() != made.digest:
        # Somebody voted while it was computed.
        made = opinions.computed(conversation, REPLICATES, heard)
    return freeze(ctx, conversation, made)


def freeze(ctx: Context, conversation: Conversation, made: opinions.Computed) -> Report:
    """Keep the report; used by closing and by imports."""
    root, count = votes.seal(conversation)
    found = opinions.keep(conversation, made).content
    content = {key: value for key, value in found.items() if key != "priority"}
    content["places"] = _places(conversation)
    content["votes_root"] = root
    report = ctx.save(Report(conversation=conversation, content=content, at=ctx.occurred_at))
    waits = bool(content["ground"]) and not conversation.reported
    conversation.state = State.CLOSED if waits else State.ANSWERED
    conversation.closed_at = ctx.occurred_at
    ctx.save(conversation)
    day = due_day(ANSWER, ctx.today)
    if waits and day is not None:
        ledger.make(
            ctx,
            conversation,
            "common-ground",
            body=conversation.body_id,
            unit=conversation.unit_id,
            day=day,
        )
    if conversation.about and not conversation.reported:
        ctx.link(conversation, conversation.about, "asked")
    if not conversation.reported:
        reports.publish(
            ctx, Way.CONVERSATION, conversation, conversation.opens_on, conversation.closes_on
        )
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
        .filter(number__gte=opinion_content.LEAST_VOICES)
        .order_by("unit__code")
    )
    return dict(rows)


def _unanswered(conversation: Conversation) -> QuerySet[Statement]:
    """The common ground that was not answered yet."""
    numbers = [int(one) for one in ground_ids(conversation)]
    return Statement.objects.filter(pk__in=numbers, response=None).order_by("pk")


@action(
    "consultations.respond",
    by=Kind.OFFICE,
    power="hold-conversations",
    undo=put_back_anew,
    title=_("Answer the common ground"),
    done=_("Common ground of a conversation answered"),
    place=unit_of,
    allows=held_by("closed"),
)
def respond(
    ctx: Context,
    conversation: Conversation,
    statement: Annotated[Statement, Pick(_("Which statement"), rows_of=_unanswered)],
    verdict: Annotated[
        str,
        Choice(
            _("What is your answer?"),
            choices=Response.Verdict.choices,
            empty=_("Choose whether you agree to it."),
        ),
    ],
    text: Annotated[str, Words(_("Why"), most=4000, long=True, empty=_("Enter the reasons."))],
) -> Response:
    """Say of one piece of common ground whether it is taken up, and why."""
    wanted = ground_ids(conversation)
    if str(statement.pk) not in wanted:
        raise BadInput("statement", _("This statement is not part of the common ground."))
    if Response.objects.filter(statement=statement).exists():
        raise BadInput("statement", _("This has already been answered."))
    made = ctx.save(
        Response(
            conversation=conversation,
            statement=statement,
            verdict=verdict,
            text=text,
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )
    ctx.note(verdict=verdict, statement=statement.ref)
    if Response.objects.filter(conversation=conversation).count() == len(wanted):
        conversation.state = State.ANSWERED
        ledger.keep(ctx, conversation)
        ctx.save(conversation)
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
