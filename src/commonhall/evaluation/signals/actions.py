"""Early warning: the System says what is more than usual; the body responsible answers by a day of the law."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Internal, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.sources.models import Source
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.signals import queries
from commonhall.evaluation.signals.finding import Found
from commonhall.evaluation.signals.models import Signal
from commonhall.law.promises import ledger
from commonhall.law.queries import due_day
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import Body, OfficeTerm

State, Answer = Signal.State, Signal.Answer
# An invitation or a visit is to be near: later it is no answer to what happens now.
WITHIN = timedelta(days=60)


@action(
    "evaluation.raise_signal",
    by=Kind.SYSTEM,
    power="raise-signals",
    title=_("Report that more cases came than usual"),
    done=_("More cases came than usual"),
    remedy=_("The warning stays on the record. The body answers that it is not one cause."),
)
def raise_signal(ctx: Context, found: Annotated[Found, Internal()]) -> Signal:
    """More cases came than usual in a place and time. The body that answers such cases there must say by a day what it
    does about it. A warning is about places and weeks, never about a person, and restricts nobody."""
    signal = Signal(
        kind=found.kind,
        unit=found.unit,
        category=found.category,
        body=found.body,
        places=[one.code for one in found.places],
        since=found.since,
        until=found.until,
        seen=found.seen,
        expected=found.expected,
        bound=found.bound,
        chance=found.chance,
        per_year=found.per_year,
        words=list(found.words),
        raised_at=ctx.occurred_at,
        due_on=due_day(queries.DUTY, ctx.today),
    )
    ctx.save(signal)
    ctx.subject = signal.ref
    if signal.due_on is not None:
        ledger.make(
            ctx, signal, "signal", body=found.body.pk, unit=found.unit.pk, day=signal.due_on
        )
    ctx.note(kind=signal.kind, seen=signal.seen, expected=str(signal.expected))
    # Those in office hear of it at once: an answer is owed.
    terms = OfficeTerm.objects.filter(in_term(ctx.today), office__body=found.body)
    for account in terms.order_by("pk").values_list("person__account", flat=True):
        ctx.follow(signal, account)
    return signal


def _where(signal: Signal) -> int:
    return signal.unit_id


def _parties(signal: Signal) -> list[str]:
    return [Body.ref_of(signal.body_id)]


def _waits_for(actor: Actor, signal: Signal) -> None:
    if signal.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body must answer this."))
    if signal.state != State.WAITING:
        raise Refused("state", "wrong-state", _("Somebody has already answered this."))


def _its_sources(signal: Signal) -> QuerySet[Source]:
    return queries.sources_of([signal.body_id])


@action(
    "evaluation.answer_signal",
    by=Kind.OFFICE,
    power=queries.POWER,
    undo=put_back,
    title=_("Answer the early warning"),
    done=_("Early warning answered"),
    place=_where,
    concerns=_parties,
    allows=_waits_for,
)
def answer_signal(
    ctx: Context,
    signal: Signal,
    answer: Annotated[
        str,
        Choice(
            _("What do you do about it?"),
            choices=[
                (Answer.INVITED.value, _("Invite the people there to talk about it")),
                (Answer.VISIT.value, _("Go there")),
                (Answer.SOURCE.value, _("Name the common cause")),
                (Answer.SEPARATE.value, _("Nothing: the cases do not have one cause")),
            ],
            radio=True,
            empty=_("Choose what you do about it."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("Your answer"),
            _(
                "This is public. Say what people can expect, and where. If the cases do not have one cause, say how you know."
            ),
            most=2000,
            long=True,
            empty=_("Enter your answer."),
        ),
    ],
    happens_on: Annotated[
        date | None, Day(_("Day of the invitation or the visit"), _("Within 60 days."))
    ] = None,
    source: Annotated[
        Source | None,
        Pick(
            _("The common cause"),
            _("One that your body has named. Name a new one first, if it is not in the list."),
            rows_of=_its_sources,
            rows=Source.objects.all,
        ),
    ] = None,
) -> Signal:
    """Say in public what the body does about it: an invitation or a visit by a day, the common cause, or why there is
    none. What was asked by the day of the law and not answered is a broken promise."""
    _fits(ctx, answer, happens_on, source)
    if source is not None and source.body_id != signal.body_id:
        raise BadInput("source", _("Another body has named this cause. Choose one of your own."))
    signal.answer, signal.text, signal.happens_on = answer, text, happens_on
    signal.source, signal.state, signal.answered_at = source, State.ANSWERED, ctx.occurred_at
    ctx.save(signal)
    ledger.keep(ctx, signal)
    if source is not None:
        ctx.link(signal, source, "has-source")
    ctx.note(answer=answer)
    return signal


def _fits(ctx: Context, answer: str, happens_on: Any, source: Source | None) -> None:
    """A day goes with an invitation or a visit, a source with a named cause; nothing else does."""
    dated = answer in (Answer.INVITED, Answer.VISIT)
    if dated and happens_on is None:
        raise BadInput("happens_on", _("Enter the day of the invitation or the visit."))
    if dated and not ctx.today <= happens_on <= ctx.today + WITHIN:
        raise BadInput("happens_on", _("Enter a day from today on, within 60 days."))
    if not dated and happens_on is not None:
        raise BadInput("happens_on", _("Leave the day open: it is for an invitation or a visit."))
    if answer == Answer.SOURCE and source is None:
        raise BadInput("source", _("Choose the common cause, or name it first."))
    if answer != Answer.SOURCE and source is not None:
        raise BadInput("source", _("Choose “Name the common cause”, or leave the cause open."))
