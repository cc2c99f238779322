"""Gaming watch: the System raises signals, the reviewer says what it found, the body is heard, then all is public."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Internal, Words
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.evaluation.gaming import queries
from commonhall.evaluation.gaming.finding import Found
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.law.queries import due_day

State, Verdict = GamingSignal.State, GamingSignal.Verdict


def _day(ctx: Context, duty: str) -> Any:
    day = due_day(duty, ctx.today)
    if day is None:
        raise Refused(
            "competence", "no-days", _("No provision in force says how many days there are.")
        )
    return day


@action(
    "evaluation.raise_gaming_signal",
    by=Kind.SYSTEM,
    power=queries.WATCHES,
    title=_("Tell the reviewer of an unusual count"),
    done=_("The reviewer was told of an unusual count"),
    remedy=_(
        "The signal stays on the record. The body answers, and the reviewer says what it found."
    ),
)
def raise_gaming_signal(ctx: Context, found: Annotated[Found, Internal()]) -> GamingSignal:
    """A count of a body in a month is more than chance explains. The reviewer alone reads it, for the days of the law.
    It is about bodies and months, never about a person."""
    signal = GamingSignal(
        pk=GamingSignal.free_number(),
        watch=found.watch,
        about_id=found.body,
        month=found.month,
        figures=found.figures,
        cases=found.cases,
        raised_on=ctx.today,
        review_by=_day(ctx, queries.REVIEW_DAYS),
    )
    ctx.save(signal)
    ctx.subject = signal.ref
    reviewers = queries.reviewing(ctx.today, found.body)
    for account in sorted(queries.holders(reviewers, besides=found.body)):
        ctx.follow(signal, account)
    return signal


def _under_review(actor: Actor, signal: GamingSignal) -> None:
    """Only a reviewer who does not belong to the body; what anybody else is told says nothing."""
    if not signal.public and not queries.may_review(actor, signal):
        raise Refused("state", "not-yours", _("This signal is not yours to review."))
    if signal.public and signal.verdict:
        raise Refused("state", "wrong-state", _("The reviewer has already said what it found."))
    if signal.public and not _reviews_in_public(actor, signal):
        raise Refused("state", "not-yours", _("This signal is not yours to review."))
    if signal.state == State.HEARD:
        raise Refused("state", "wrong-state", _("The reviewer has already said what it found."))


def _reviews_in_public(actor: Actor, signal: GamingSignal) -> bool:
    about = signal.about_id or 0
    return (
        queries.reviews(actor)
        and actor.body_id != about
        and not queries.belongs(actor.person_id, about)
    )


@action(
    "evaluation.review_gaming_signal",
    by=Kind.OFFICE,
    power=queries.REVIEWS,
    title=_("Say what you found"),
    done=_("The reviewer said what it found"),
    remedy=_("What the reviewer found has been read. The decision on the appeal stands beside it."),
    allows=_under_review,
)
def review_gaming_signal(
    ctx: Context,
    gaming_signal: GamingSignal,
    verdict: Annotated[
        str,
        Choice(
            _("What did you find?"),
            choices=[
                (Verdict.EXPLAINED.value, _("Explained: something else explains the count")),
                (Verdict.CONFIRMED.value, _("Confirmed: the count was made to look good")),
            ],
            radio=True,
            empty=_("Choose what you found."),
        ),
    ],
    reasons: Annotated[
        str,
        Words(
            _("Reasons"),
            _("The body reads them at once and can answer. After that they are public."),
            most=4000,
            long=True,
            empty=_("Enter your reasons."),
        ),
    ],
) -> GamingSignal:
    """Explained or confirmed, with reasons. The body concerned is heard for the days of the law before it is public."""
    signal = gaming_signal
    signal.verdict, signal.reasons = verdict, reasons
    if signal.public:
        _show(signal)
    else:
        signal.state, signal.hear_by = State.HEARD, _day(ctx, queries.ANSWER_DAYS)
    ctx.save(signal)
    for account in sorted(queries.holders([signal.about_id or 0])):
        ctx.follow(signal, account)
    return signal


def _heard(actor: Actor, signal: GamingSignal) -> None:
    own = actor.kind is Kind.OFFICE and actor.body_id == signal.about_id
    if not own or signal.state == State.REVIEW:
        raise Refused("state", "not-yours", _("There is nothing for your body to answer here."))
    if signal.reply:
        raise Refused("state", "wrong-state", _("Your body has already answered."))


@action(
    "evaluation.answer_gaming_signal",
    by=Kind.OFFICE,
    power=queries.ANSWERS,
    title=_("Answer for your body"),
    done=_("The body answered a signal"),
    remedy=_("The answer has been read. The decision on the appeal stands beside it."),
    allows=_heard,
)
def answer_gaming_signal(
    ctx: Context,
    gaming_signal: GamingSignal,
    reply: Annotated[
        str,
        Words(
            _("Your body’s answer"),
            _("Public. Say why the count is what it is, and what changes."),
            most=4000,
            long=True,
            empty=_("Enter your answer."),
        ),
    ],
) -> GamingSignal:
    """The body concerned says what it has to say, and the signal is public with its answer; it may still answer what is
    public already. It changes nothing of what the reviewer found."""
    gaming_signal.reply = reply
    if not gaming_signal.public:
        # At once: that the body answers would tell by itself whom it is about.
        _publish(ctx, gaming_signal)
    return ctx.save(gaming_signal)


def is_due(signal: GamingSignal) -> bool:
    """Has the reviewer had its days, or the body been heard?"""
    today = clock.today()
    if signal.state == State.REVIEW:
        return signal.review_by < today
    return signal.hear_by is not None and signal.state == State.HEARD and signal.hear_by < today


def _due(_actor: Actor, signal: GamingSignal) -> None:
    if not is_due(signal):
        raise Refused("state", "wrong-state", _("It is not time to publish this."))


@action(
    "evaluation.publish_gaming_signal",
    by=Kind.SYSTEM,
    power=queries.WATCHES,
    title=_("Publish a signal of the gaming watch"),
    done=_("A signal of the gaming watch is public"),
    remedy=_("The signal stays public. The body answers, and the reviewer says what it found."),
    allows=_due,
)
def publish_gaming_signal(ctx: Context, gaming_signal: GamingSignal) -> GamingSignal:
    """When the days of the reviewer, or of the body, are over: everybody can read it. Nobody can keep it back."""
    signal = gaming_signal
    _publish(ctx, signal)
    ctx.save(signal)
    for account in sorted(queries.holders([signal.about_id or 0])):
        ctx.follow(signal, account)
    return signal


def _publish(ctx: Context, signal: GamingSignal) -> None:
    signal.state, signal.published_on = State.PUBLIC, ctx.today
    _show(signal)


def _show(signal: GamingSignal) -> None:
    """Put beside the sealed words what is public now."""
    assert signal.month is not None
    signal.shown_body_id = signal.about_id
    signal.shown = {
        "watch": signal.watch,
        "month": signal.month.isoformat(),
        "verdict": signal.verdict,
        **(signal.figures or {}),
    }
