"""What may be done with feedback: the System opens a form and publishes it; those who took part answer once."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal, OnOwnPage
from commonhall.consultations.askings.models import FEWEST_TOLD
from commonhall.consultations.feedback import counting, keeping, measuring, queries
from commonhall.consultations.feedback.gatherings import Ended
from commonhall.consultations.feedback.models import Feedback
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.queries import due_day

State = Feedback.State


@action(
    "consultations.open_feedback",
    by=Kind.SYSTEM,
    power=queries.POWER,
    title=_("Ask those who took part how it was"),
    done=_("Those who took part are asked how it was"),
    remedy=_("Nobody has to answer, and what was answered is told as sums alone."),
)
def open_feedback(ctx: Context, ended: Annotated[Ended, Internal()]) -> Feedback:
    """Something has ended: those who took part can say for some days how it was, without their names."""
    last = due_day(queries.DAYS, ctx.today)
    if last is None:
        raise Refused(
            "competence", "no-days", _("No provision in force says how long the form is open.")
        )
    asked = queries.number_of(ended.thing)
    made = Feedback(
        thing=ended.thing,
        way=ended.way,
        unit_id=ended.unit,
        body_id=ended.body,
        opened_on=ended.opened_on,
        ended_on=ended.ended_on,
        asked=asked if asked >= FEWEST_TOLD else None,
        answer_by=last,
    )
    ctx.save(made)
    ctx.link(ended.thing, made, "rated-by")
    ctx.subject = made.ref
    return made


def is_open(feedback: Feedback) -> bool:
    return feedback.state == State.OPEN and clock.today() <= feedback.answer_by


def _once_who_took_part(actor: Actor, feedback: Feedback) -> None:
    if not is_open(feedback):
        raise Refused("state", "closed", _("This form is closed."))
    if not queries.took_part(actor, feedback):
        raise Refused(
            "standing",
            "was-not-there",
            _("This form is for those who took part. Choose the name in which you did."),
        )
    if queries.answered(actor, feedback):
        raise Refused(
            "state", "answered", _("You have already answered. Everybody can do so once.")
        )


@action(
    "consultations.give_feedback",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="give-feedback",
    title=_("Say how taking part was"),
    done=_("Somebody said how taking part was"),
    told=lambda _feedback: gettext("Thank you. Your answers are stored separately from your name."),
    own_page=True,
    allows=_once_who_took_part,
    notifies=False,
)
def give_feedback(
    ctx: Context,
    feedback: Feedback,
    answers: Annotated[dict[str, str], OnOwnPage(_("Answers"))],
) -> Feedback:
    """Answer six questions once. Who answered and what was said are kept apart; a question may be left out."""
    keeping.keep(feedback, ctx.actor, keeping.read(answers))
    return feedback


def _is_over(_actor: Actor, feedback: Feedback) -> None:
    if feedback.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This form is closed."))
    if is_open(feedback):
        raise Refused("state", "not-over", _("The form is still open. Nobody can close it early."))


@action(
    "consultations.publish_feedback",
    by=Kind.SYSTEM,
    power=queries.POWER,
    title=_("Publish how taking part was"),
    done=_("How taking part was is published"),
    remedy=_("The sums stay. Single answers were deleted when they were published."),
    allows=_is_over,
)
def publish_feedback(ctx: Context, feedback: Feedback) -> Feedback:
    """Publish sums, if enough answered, beside what the record says; then delete every single answer."""
    feedback.counts = counting.counts(keeping.pile(feedback))
    feedback.points = counting.points(feedback.counts)
    feedback.measures = measuring.measured(feedback)
    feedback.answers.all().delete()
    feedback.state, feedback.closed_on = State.CLOSED, ctx.today
    ctx.note(told=feedback.told)
    return ctx.save(feedback)
