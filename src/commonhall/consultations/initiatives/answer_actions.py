"""The answer to an initiative that reached its number: what the body did, or why it refuses."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Ref, Words
from commonhall.actions.undoing import put_back_anew
from commonhall.consultations.initiatives import kinds, search
from commonhall.consultations.initiatives.kinds import SHOWN_BY, Outcome
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.initiatives.signing_actions import promoters
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.promises import ledger
from commonhall.people.bodies.models import Body

State = Initiative.State


def owes(actor: Actor, initiative: Initiative) -> None:
    """The actor's body owes the answer, and it is due."""
    if initiative.state != State.REACHED:
        raise Refused("state", "wrong-state", _("No answer to this initiative is due."))
    if initiative.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body must answer this."))


def _in_words(actor: Actor, initiative: Initiative) -> None:
    owes(actor, initiative)
    if initiative.kind == kinds.Kind.TABLE:
        raise Refused(
            "state",
            "convene",
            _("Residents called for a round table. Convene it: there is no other answer."),
        )


@action(
    "consultations.answer_initiative",
    by=Kind.OFFICE,
    power=kinds.ANSWERS,
    undo=put_back_anew,
    title=_("Answer it"),
    done=_("Initiative answered"),
    place=lambda initiative: initiative.unit_id,
    concerns=promoters,
    allows=_in_words,
)
def answer_initiative(
    ctx: Context,
    initiative: Initiative,
    outcome: Annotated[
        str,
        Choice(
            _("What did the body do?"),
            choices=Outcome.choices,
            radio=True,
            empty=_("Choose what the body did."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("Answer, with the reasons"),
            _("Public. Those who signed read it."),
            most=8000,
            long=True,
            empty=_("Enter the reasons. They are public."),
        ),
    ],
    led_to: Annotated[
        str,
        Ref(
            _("What shows it"),
            _("The decision, the vote, the conversation or the part of the plan that came of it."),
        ),
    ] = "",
) -> Initiative:
    """Say what was done and name the thing that shows it, or refuse with reasons. A refusal can be appealed."""
    if outcome == Outcome.SAID and initiative.kind != kinds.Kind.ANSWER:
        raise BadInput("outcome", _("More than words was asked for: say what was done, or refuse."))
    _check_shown(outcome, led_to)
    return give(ctx, initiative, outcome, text, led_to)


def give(ctx: Context, initiative: Initiative, outcome: str, text: str, led_to: str) -> Initiative:
    """Put the answer on the record; the promise is kept by it."""
    initiative.state = State.REFUSED if outcome == Outcome.REFUSED else State.ANSWERED
    initiative.outcome, initiative.led_to, initiative.answer = outcome, led_to, text
    initiative.decided_at = ctx.occurred_at
    initiative.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    ledger.keep(ctx, initiative)
    made = ctx.save(initiative)
    if led_to:
        ctx.link(made, led_to, "led-to")
    search.index_initiative(made)
    ctx.note(outcome=outcome, led_to=led_to or None)
    return made


def _check_shown(outcome: str, led_to: str) -> None:
    """An answer that says something was done names it; a refusal names nothing."""
    kinds_of = SHOWN_BY.get(outcome, ())
    if not kinds_of:
        if led_to:
            raise BadInput("led_to", _("Leave blank: a reply in words leads to nothing else."))
        return
    if not led_to:
        raise BadInput("led_to", _("Name the thing that shows what was done."))
    if refs.thing(led_to) is None:
        raise BadInput("led_to", _("There is nothing on the record with this reference. Check it."))
    if not any(led_to.startswith(one) for one in kinds_of):
        raise BadInput("led_to", _("This does not show what you chose above."))
