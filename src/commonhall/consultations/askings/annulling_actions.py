"""A review annuls an asking: from then on nobody was asked by it, however far it had come."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.pages import AvailableAction
from commonhall.consultations.askings.models import AnnulledAsking
from commonhall.consultations.conversations.models import Conversation
from commonhall.consultations.drafts.models import Draft
from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.meetings.models import Meeting
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.consultations.surveys.models import Survey
from commonhall.core.refusals import Refused
from commonhall.law.promises import ledger
from commonhall.people.bodies.models import Body

POWER = "review-decisions"
TITLE = _("Annul it: it no longer counts as asking anybody")
DONE = _("Asking annulled on review")


def unit_of(thing: Any) -> int:
    return int(thing.unit_id)


def _holder(thing: Any) -> list[str]:
    return [Body.ref_of(thing.body_id)]


def _stands(_actor: Actor, thing: Any) -> None:
    if AnnulledAsking.objects.filter(asking=thing.ref).exists():
        raise Refused("state", "wrong-state", _("This has already been annulled."))


def _annul(ctx: Context, thing: Any, still: str, over: str) -> Any:
    """Keep that it is annulled. still, over: what still runs is over, without a report."""
    ctx.save(AnnulledAsking(asking=thing.ref, at=ctx.occurred_at))
    if thing.state == still:
        thing.state = over
        return ctx.save(thing)
    return thing


@action(
    "consultations.annul_conversation",
    by=Kind.OFFICE,
    power=POWER,
    any_body=exemptions.REVIEWED,
    title=TITLE,
    done=DONE,
    place=unit_of,
    concerns=_holder,
    allows=_stands,
)
def annul_conversation(ctx: Context, conversation: Conversation) -> Conversation:
    """What was said stays readable; no decision can rest on it any more."""
    states = Conversation.State
    found: Conversation = _annul(ctx, conversation, states.OPEN, states.ANSWERED)
    return found


@action(
    "consultations.annul_draft",
    by=Kind.OFFICE,
    power=POWER,
    any_body=exemptions.REVIEWED,
    title=TITLE,
    done=DONE,
    place=unit_of,
    concerns=_holder,
    allows=_stands,
)
def annul_draft(ctx: Context, draft: Draft) -> Draft:
    """What was said stays readable; no decision can rest on it any more."""
    found: Draft = _annul(ctx, draft, Draft.State.OPEN, Draft.State.FINAL)
    return found


@action(
    "consultations.annul_table",
    by=Kind.OFFICE,
    power=POWER,
    any_body=exemptions.REVIEWED,
    title=TITLE,
    done=DONE,
    place=unit_of,
    concerns=_holder,
    allows=_stands,
)
def annul_table(ctx: Context, table: RoundTable) -> RoundTable:
    """What was said stays readable, and promises made there stay made; no decision can rest on it any more."""
    found: RoundTable = _annul(ctx, table, RoundTable.State.OPEN, RoundTable.State.CONCLUDED)
    if table.demand is not None and table.demand.led_to == table.ref:
        _owed_again(ctx, table.demand)
    return found


def _owed_again(ctx: Context, initiative: Initiative) -> None:
    """Residents called for the table that was annulled: the body owes one as before."""
    initiative.state, initiative.outcome = Initiative.State.REACHED, ""
    initiative.led_to, initiative.answer = "", ""
    initiative.decided_at, initiative.decided_by = None, None
    ledger.undo(ctx, initiative)
    ctx.save(initiative)


@action(
    "consultations.annul_survey",
    by=Kind.OFFICE,
    power=POWER,
    any_body=exemptions.REVIEWED,
    title=TITLE,
    done=DONE,
    place=unit_of,
    concerns=_holder,
    allows=_stands,
)
def annul_survey(ctx: Context, survey: Survey) -> Survey:
    """No decision can rest on it any more. Answers that were not counted yet are deleted."""
    if survey.state == Survey.State.OPEN:
        survey.answers.all().delete()
    found: Survey = _annul(ctx, survey, Survey.State.OPEN, Survey.State.CLOSED)
    return found


@action(
    "consultations.annul_meeting",
    by=Kind.OFFICE,
    power=POWER,
    any_body=exemptions.REVIEWED,
    title=TITLE,
    done=DONE,
    place=unit_of,
    concerns=_holder,
    allows=_stands,
)
def annul_meeting(ctx: Context, meeting: Meeting) -> Meeting:
    """One that is to come is not held. No decision can rest on it any more."""
    states = Meeting.State
    found: Meeting = _annul(ctx, meeting, states.ANNOUNCED, states.CALLED_OFF)
    return found


def but_annulling(available: list[AvailableAction]) -> list[AvailableAction]:
    """What one can do with an asking; annulling is offered to whom it is open to, and to nobody else."""
    return [one for one in available if one.allowed or one.word != "annul"]
