"""What a body may say of a case besides answering it: planned, partly done, cannot be done, asked, sent outside;
what whoever raised it replies; and who answers, where bodies do not agree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, Pick, Words
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.cases.cases import reading, rules
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.promises import ledger
from commonhall.law.queries import deadline_days
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies

State = Case.State
LONGEST_PLAN = timedelta(days=5 * 365)


def _in_reach(ctx: Context, day: date | None, name: str) -> None:
    if day is not None and not ctx.today <= day <= ctx.today + LONGEST_PLAN:
        raise BadInput(name, _("Choose a day from today to five years from now."))


# --- what becomes of it ---------------------------------------------------------------------------
@action(
    "cases.plan_case",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back_anew,
    title=_("Plan for a day"),
    done=_("Case planned for a day"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.IN_WORK,
)
def plan_case(
    ctx: Context,
    case: Case,
    day: Annotated[date, Day(_("Which day"), empty=_("Enter the day it will be done."))],
    text: Annotated[
        str,
        Words(
            _("What will be done"),
            most=4000,
            long=True,
            empty=_("Enter what will be done that day."),
        ),
    ],
) -> Answer:
    """Say on which day it will be done. The body is held to that day as to any promise."""
    _in_reach(ctx, day, "day")
    rules.promised(ctx, case, day, text)
    rules.answered(ctx, case, State.PLANNED)
    ctx.note(promised_on=day.isoformat())
    return rules.answer(ctx, case, Answer.Kind.PLANNED, text, promised_on=day)


@action(
    "cases.part_done",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back_anew,
    title=_("Report as partly done"),
    done=_("Case partly done"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.IN_WORK,
)
def part_done(
    ctx: Context,
    case: Case,
    text: Annotated[
        str,
        Words(
            _("What was done and what is left to do"),
            most=4000,
            long=True,
            empty=_("Enter what was done and what is left to do."),
        ),
    ],
    promise: Annotated[date | None, Day(_("The rest will be done by"))] = None,
) -> Answer:
    """Report which part is done. The rest stays with the body, by the day it promises for it."""
    _in_reach(ctx, promise, "promise")
    rules.promised(ctx, case, promise, text)
    rules.answered(ctx, case, State.PARTLY)
    ctx.note(promised_on=promise.isoformat() if promise else None)
    return rules.answer(ctx, case, Answer.Kind.PARTLY, text, promised_on=promise)


@action(
    "cases.decline_case",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back_anew,
    title=_("Say that it cannot be done"),
    done=_("Case cannot be done, according to the body"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.IN_WORK,
)
def decline_case(
    ctx: Context,
    case: Case,
    reason: Annotated[
        str,
        Words(
            _("Why it cannot be done"),
            _("The person who raised it reads this, and may send it back or appeal."),
            most=4000,
            long=True,
            empty=_("Enter why it cannot be done."),
        ),
    ],
) -> Answer:
    """Say why it cannot be done. This promises nothing; the person who raised the case may send it back or appeal."""
    case.closed_at = ctx.occurred_at
    ledger.give_up(ctx, case, reason)
    rules.answered(ctx, case, State.CANNOT)
    return rules.answer(ctx, case, Answer.Kind.CANNOT, reason)


@action(
    "cases.send_outside",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back_anew,
    title=_("Send to an outside party"),
    done=_("Case sent to an outside party"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.IN_WORK,
)
def send_outside(
    ctx: Context,
    case: Case,
    party: Annotated[
        str,
        Words(
            _("Who it was sent to"),
            _("For example the company that owns the line. This is public."),
            most=120,
            empty=_("Enter who it was sent to."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("What they were asked to do"),
            most=4000,
            long=True,
            empty=_("Enter what they were asked to do."),
        ),
    ],
    contact: Annotated[
        str,
        Words(_("How to reach them"), _("Shown only to your own body."), most=200),
    ] = "",
) -> Answer:
    """Somebody outside the hall does the work. The body stays responsible, and its days run on."""
    rules.wait(ctx, case, State.OUTSIDE)
    return rules.answer(ctx, case, Answer.Kind.OUTSIDE, text, party=party, contact=contact)


# --- a question to whoever raised it --------------------------------------------------------------
def _may_ask(actor: Actor, case: Case) -> None:
    rules.IN_WORK(actor, case)
    if case.person_id is None and case.organisation_id is None:
        raise Refused("state", "nobody-to-ask", _("We do not know who raised this case."))
    if case.asked_on is not None:
        raise Refused(
            "state",
            "asked-before",
            _(
                "The person who raised this case has already been asked one question. You cannot ask a second."
            ),
        )


@action(
    "cases.ask_raiser",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("Ask the person who raised it"),
    done=_("Question put to the person who raised the case"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_may_ask,
)
def ask_raiser(
    ctx: Context,
    case: Case,
    question: Annotated[
        str,
        Words(
            _("Your question"),
            _("Everybody who can read the case can read the question and the reply."),
            most=2000,
            long=True,
            empty=_("Enter your question."),
        ),
    ],
) -> Answer:
    """Ask once. Until the reply, at most for the law's days, the time for the answer stands still.

    A promised day never does, and a day that was missed already stays missed.
    """
    deadline = deadline_days("reply-to-question", ctx.today)
    days = deadline[0] if deadline else 0
    case.asked_on, case.asked_until = ctx.today, ctx.today + timedelta(days=days)
    if case.owes_answer and case.due_on is not None and case.due_on >= ctx.today:
        case.due_on, case.stopped = case.due_on + timedelta(days=days), days
    rules.wait(ctx, case, State.ASKED)
    ctx.note(until=case.asked_until.isoformat(), stopped=case.stopped)
    return rules.answer(ctx, case, Answer.Kind.ASKED, question)


def _go_on(ctx: Context, case: Case, standing_still: int) -> None:
    """The body goes on where it stood; its time stood still for so many days, and no longer."""
    if case.due_on is not None:
        case.due_on -= timedelta(days=case.stopped - standing_still)
    case.stopped = standing_still
    case.state, case.before = case.before or State.OPEN, ""
    ctx.save(case)
    ctx.note(stopped=standing_still)


@action(
    "cases.reply_to_question",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Reply to the question"),
    done=_("Question about a case answered"),
    allows=rules.own_while(State.ASKED),
)
def reply_to_question(
    ctx: Context,
    case: Case,
    text: Annotated[
        str,
        Words(
            _("Your reply"),
            _("This is public, like your case. Leave out anything others do not need to know."),
            most=2000,
            long=True,
            empty=_("Enter your reply."),
        ),
    ],
) -> Confirmation:
    """Reply. From now on the body's time for the answer runs again."""
    waited = (ctx.today - case.asked_on).days if case.asked_on else 0
    _go_on(ctx, case, min(waited, case.stopped))
    return rules.say(ctx, case, Confirmation.Verdict.REPLIED, text)


@action(
    "cases.contest_question",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("The question is not needed"),
    done=_("Question about the case contested"),
    allows=rules.own_while(State.ASKED),
)
def contest_question(
    ctx: Context,
    case: Case,
    text: Annotated[
        str,
        Words(
            _("Why they can answer without it"),
            most=2000,
            long=True,
            empty=_("Enter why they can answer without your reply."),
        ),
    ],
) -> Confirmation:
    """Say that the case can be answered as it is. The answer is then due as if nobody had asked."""
    _go_on(ctx, case, 0)
    return rules.say(ctx, case, Confirmation.Verdict.CONTESTED, text)


# --- a day that was missed ------------------------------------------------------------------------
def _missed(_actor: Actor, case: Case) -> None:
    day = case.next_day()
    if day is None or day >= clock.today() or day == case.missed_on:
        raise Refused("state", "wrong-state", _("No missed day is waiting to go on the record."))


@action(
    "cases.mark_late",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Put a missed day on the record"),
    done=_("Day missed by the body that answers"),
    allows=_missed,
)
def mark_late(ctx: Context, case: Case) -> Case:
    """A day passed that the body had to keep: that is public at once, and the case presses at its desk."""
    case.missed_on = case.next_day()
    case.priority = Case.Priority.HIGH
    ctx.note(missed=case.missed_on.isoformat() if case.missed_on else None, body=case.body.code)
    return ctx.save(case)


# --- who answers ----------------------------------------------------------------------------------
def _disputed(actor: Actor, case: Case) -> None:
    if case.disputed_to_id is None:
        raise Refused("state", "wrong-state", _("Nobody disputes which body answers this case."))
    if actor.body in (case.body_id, case.disputed_to_id):
        raise Refused(
            "state",
            "own-dispute",
            _("A body that might have to answer cannot decide who does."),
        )


@action(
    "cases.settle_case",
    by=Kind.OFFICE,
    power="settle-cases",
    any_body=exemptions.SETTLED,
    undo=put_back_anew,
    title=_("Decide which body answers"),
    done=_("Which body answers the case decided"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=_disputed,
)
def settle_case(
    ctx: Context,
    case: Case,
    to: Annotated[Body, Pick(_("Who answers"), rows=active_bodies, key="code")],
    reason: Annotated[
        str, Words(_("Why"), most=2000, long=True, empty=_("Enter why this body answers."))
    ],
) -> Answer:
    """Decide which body answers. That is binding: nobody passes the case on again."""
    held_by = case.body_id
    reading.keep_confidential(case, to)
    case.settled, case.disputed_to = True, None
    if to.pk != held_by:
        rules.hand_over(ctx, case, to)
    ctx.save(case)
    ctx.note(to=to.code)
    return rules.answer(
        ctx,
        case,
        Answer.Kind.SETTLED,
        reason,
        body_id=held_by,
        to_body=to,
        decided_by_id=ctx.actor.body_id,
    )
