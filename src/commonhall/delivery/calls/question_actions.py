"""Questions about a call: asked by anybody, answered in public for everybody, before the hour."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.delivery.calls import rules
from commonhall.delivery.calls.models import Call, CallQuestion

MOST_EACH = 10


def _may_ask(actor: Actor, call: Call) -> None:
    rules.while_open(actor, call)
    if clock.now() >= call.questions_until:
        raise Refused(
            "state",
            "no-more-questions",
            _("Questions could be asked until %(hour)s.")
            % {"hour": rules.hour(call.questions_until)},
        )
    if call.questions.filter(person=actor.person_id).count() >= MOST_EACH:
        raise Refused("state", "enough-questions", _("You have asked ten questions already."))


@action(
    "delivery.ask_about_call",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="ask-about-calls",
    title=_("Ask a question"),
    done=_("Question about a call asked"),
    allows=_may_ask,
    veiled="who asks would be known to be about to offer",
)
def ask_about_call(
    ctx: Context,
    call: Call,
    text: Annotated[
        str,
        Words(
            _("Your question"),
            _("Question and answer are public. Who asked is not told to anybody."),
            most=2000,
            long=True,
            empty=_("Enter your question."),
        ),
    ],
) -> CallQuestion:
    """Ask what is not clear. The answer is public, so that everybody who offers knows the same."""
    ctx.follow(call, ctx.actor.account)
    return ctx.save(
        CallQuestion(
            call=call,
            person_id=ctx.actor.person,
            organisation_id=ctx.actor.organisation,
            text=text,
            at=ctx.occurred_at,
        )
    )


def _may_answer(actor: Actor, question: CallQuestion) -> None:
    rules.own_while(Call.State.OPEN)(actor, question.call)
    rules.while_open(actor, question.call)
    if question.answered_at is not None:
        raise Refused("state", "answered", _("This question has been answered."))


@action(
    "delivery.answer_question",
    by=Kind.OFFICE,
    power="hold-calls",
    remedy=owed.ASKED_AGAIN,
    title=_("Answer the question"),
    done=_("Question about a call answered"),
    allows=_may_answer,
)
def answer_question(
    ctx: Context,
    question: CallQuestion,
    text: Annotated[
        str,
        Words(_("Answer"), _("This is public."), most=4000, long=True, empty=_("Enter an answer.")),
    ],
) -> CallQuestion:
    """Answer in public before the hour. An answer explains the call, and does not change it."""
    question.answer, question.answered_at = text, ctx.occurred_at
    return ctx.save(question)
