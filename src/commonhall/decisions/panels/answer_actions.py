"""What a body owes a panel: an answer to each recommendation by the day, and later what became of it; and the end of the work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Ref, Words
from commonhall.actions.undoing import put_back_anew
from commonhall.core import clock, refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions.actions import COSTS, NAMES, PLACE, TEXTS, put
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.panels import becoming, law, search
from commonhall.decisions.panels.actions import close, in_state, unit_of
from commonhall.decisions.panels.models import Panel
from commonhall.decisions.panels.spoken_models import FollowUp, Recommendation
from commonhall.law.promises import ledger
from commonhall.places.models import Unit
from commonhall.ui import languages

State, Verdict = Recommendation.State, Recommendation.Verdict
TAKEN = (Verdict.TAKEN_UP, Verdict.PARTLY)


def place_of(one: Recommendation) -> int:
    return one.panel.unit_id


def _owes(actor: Actor, one: Recommendation) -> None:
    if one.panel.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body must answer this."))
    if one.state != State.ADOPTED:
        raise Refused("state", "wrong-state", _("No answer is due here."))


@action(
    "decisions.answer_recommendation",
    by=Kind.OFFICE,
    power=law.ANSWERS,
    undo=put_back_anew,
    title=_("Answer it"),
    done=_("Recommendation of a panel answered"),
    place=place_of,
    allows=_owes,
)
def answer_recommendation(
    ctx: Context,
    recommendation: Recommendation,
    verdict: Annotated[
        str,
        Choice(
            _("What is your answer?"),
            choices=Verdict.choices,
            radio=True,
            empty=_("Choose whether you take it up."),
        ),
    ],
    answer: Annotated[
        str,
        Words(
            _("Answer, with the reasons"),
            _("Public. The members of the panel read it."),
            most=8000,
            long=True,
            empty=_("Enter the reasons. They are public."),
        ),
    ],
    led_to: Annotated[
        str,
        Ref(
            _("What shows it"),
            _(
                "The decision or the part of the plan that came of it. Leave blank if there is none yet."
            ),
        ),
    ] = "",
) -> Recommendation:
    """Say whether the body takes it up, in part or not, and why. A refusal or a late answer can be appealed."""
    if led_to and refs.thing(led_to) is None:
        raise BadInput("led_to", _("There is nothing on the record with this reference. Check it."))
    if led_to and verdict == Verdict.REFUSED:
        raise BadInput("led_to", _("Leave blank: what is refused leads to nothing else."))
    one = recommendation
    one.verdict, one.answer, one.led_to = verdict, answer, led_to
    one.answered_on, one.state = ctx.today, State.ANSWERED
    ledger.keep(ctx, one)
    made = ctx.save(one)
    if led_to:
        ctx.link(made, led_to, "led-to")
    if verdict in TAKEN:
        day = ctx.today + timedelta(days=law.days(law.FOLLOW_UP, ctx.today, law.FOLLOW_UP_DAYS))
        later = FollowUp.objects.filter(recommendation=made).first()
        later = ctx.save(later or FollowUp(recommendation=made, due_on=day))
        ledger.make(
            ctx,
            later,
            law.PROMISE_LATER,
            body=made.panel.body_id,
            unit=made.panel.unit_id,
            day=later.due_on,
        )
    search.index_recommendation(made)
    ctx.note(verdict=verdict, led_to=led_to or None)
    return made


# --- what became of it ----------------------------------------------------------------------------
def _told_later(actor: Actor, one: Recommendation) -> None:
    if one.panel.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body must answer this."))
    later = FollowUp.objects.filter(recommendation=one).first()
    if later is None or later.said_on is not None or one.state != State.ANSWERED:
        raise Refused("state", "wrong-state", _("Nothing is left to be told here."))


@action(
    "decisions.follow_up_recommendation",
    by=Kind.OFFICE,
    power=law.ANSWERS,
    undo=put_back_anew,
    title=_("Say what became of it"),
    done=_("Body told what became of a recommendation"),
    place=place_of,
    allows=_told_later,
)
def follow_up_recommendation(
    ctx: Context,
    recommendation: Recommendation,
    text: Annotated[
        str,
        Words(
            _("What became of it"),
            _("Public. What was done, what was not, and why."),
            most=4000,
            long=True,
            empty=_("Enter what became of it."),
        ),
    ],
) -> FollowUp:
    """Tell what was done of what the body took up. It is owed after the days the law sets."""
    later = FollowUp.objects.get(recommendation=recommendation)
    later.text, later.said_on = text, ctx.today
    ledger.keep(ctx, later)
    ctx.subject = recommendation.ref
    return ctx.save(later)


# --- to the body, in one step ---------------------------------------------------------------------
def adopted(_actor: Actor, one: Recommendation) -> None:
    if one.state not in (State.ADOPTED, State.ANSWERED):
        raise Refused("state", "not-adopted", _("The panel has not adopted this."))


def matter_of(one: Recommendation | None) -> str:
    """What it is about: the panel's matter; the panel itself, where it is about nothing on the record."""
    return (one.panel.about or one.panel.ref) if one is not None else ""


def said(words: str) -> dict[str, str]:
    """In the hall's first language: nobody said in which the panel wrote."""
    return {languages.own().code: words}


@action(
    "decisions.table_recommendation",
    by=Kind.OFFICE,
    power="decide-matters",
    remedy=owed.DECISION,
    title=_("Put it to the body"),
    done=_("Recommendation of a panel put to the body"),
    place=place_of,
    concerns=lambda one: [matter_of(one)],
    allows=adopted,
)
def table_recommendation(
    ctx: Context,
    recommendation: Recommendation,
    unit: Annotated[Unit, replace(PLACE, present=lambda one: one.panel.unit_id if one else None)],
    names: Annotated[
        dict[str, str], replace(NAMES, present=lambda one: said(one.title[:160]) if one else {})
    ],
    texts: Annotated[
        dict[str, str], replace(TEXTS, present=lambda one: said(one.text) if one else {})
    ],
    amount: Annotated[int | None, COSTS] = None,
) -> Motion:
    """Ask the body to decide what the panel recommends, in one step, with its words filled in."""
    motion = put(ctx, matter_of(recommendation), unit, names, texts, amount)
    ctx.link(recommendation, motion, "decided-by")
    ctx.link(recommendation.panel, motion, "decided-by")
    return motion


# --- the end --------------------------------------------------------------------------------------
def work_is_over(panel: Panel) -> bool:
    """Its last day has passed, and nothing is under vote."""
    voting = panel.recommendations.filter(state=State.VOTING).exists()
    return clock.today() > panel.works_until and not voting


def _ends(_actor: Actor, panel: Panel) -> None:
    in_state(panel, Panel.State.WORKING)
    if not work_is_over(panel):
        raise Refused("state", "wrong-state", _("The days of the panel’s work are not over."))


@action(
    "decisions.end_panel",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("End the panel’s work"),
    done=_("Work of a panel ended"),
    place=unit_of,
    allows=_ends,
)
def end_panel(ctx: Context, panel: Panel) -> Panel:
    """Drafts that were not put to the vote are not adopted. What members said of what they need is destroyed."""
    for one in panel.recommendations.filter(state=State.DRAFT).order_by("pk"):
        one.state = State.REJECTED
        ctx.save(one)
    adopted = panel.recommendations.filter(state__in=(State.ADOPTED, State.ANSWERED)).count()
    ctx.note(recommendations=adopted)
    return close(ctx, panel, Panel.State.ENDED)


becoming.leads_on(table_recommendation)
