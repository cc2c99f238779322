"""What may be done with appeals: file one, decide it; the System notes when nobody does in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import entries, queries, search
from commonhall.law.appeals.models import Appeal
from commonhall.law.challenges.models import Challenge
from commonhall.law.recalls.models import Recall
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry

State = Appeal.State
MOST_WORDS = 4000


def words(field: str, text: str, message: Any) -> str:
    """Reasons are owed, and stay within what fits a page."""
    if not text.strip():
        raise BadInput(field, message)
    return text.strip()[:MOST_WORDS]


def due(ctx: Context, duty: str) -> Any:
    """The last day of a duty that begins today, None where no provision sets one."""
    found = queries.deadline_days(duty, ctx.today)
    return ctx.today + timedelta(days=found[0]) if found else None


def said_by(actor: Actor) -> dict[str, Any]:
    """Who asks, as the fields of a demand keep it."""
    if actor.kind is Kind.ORGANISATION:
        return {"organisation_id": actor.organisation}
    return {"person_id": actor.person}


def asker(thing: Appeal | Challenge | Recall) -> list[str]:
    """Refs of who asks, for recusal."""
    return [
        Person(pk=thing.person_id).ref if thing.person_id else "",
        Organisation.ref_of(thing.organisation_id) if thing.organisation_id else "",
    ]


# --- appealing ------------------------------------------------------------------------------------
def _may_appeal(request: ActionRequest) -> None:
    entry: Entry = request.arguments["entry"]
    if not entries.is_public_power(entry):
        raise Refused(
            "state", "not-public-power", _("Only what public power has done can be appealed.")
        )
    if entries.is_final(entry):
        raise Refused("state", "final", _("This is the decision of a review; it is final."))
    limit = queries.deadline_days("appeal", timezone.localdate(request.at))
    last = timezone.localdate(entry.occurred_at) + timedelta(days=limit[0]) if limit else None
    if limit and last and timezone.localdate(request.at) > last:
        raise Refused(
            "state",
            "too-late",
            _("The time to appeal is over: it was %(days)d days.") % {"days": limit[0]},
            limit[1],
        )
    own = said_by(request.actor)
    if any(own.values()) and Appeal.objects.filter(entry=entry.pk, **own).exists():
        raise Refused(
            "state", "appealed", _("You have appealed this already; there is one appeal.")
        )


@action(
    "law.file_appeal",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="appeal",
    verified=True,
    title=_("Appeal this"),
    done=_("Appeal filed"),
    guard=_may_appeal,
)
def file_appeal(ctx: Context, entry: Entry, text: str) -> Appeal:
    """Ask a body that had no part in it to look at one action of public power; once."""
    reasons = words("text", text, _("Say how it affects you and why it is wrong."))
    body = entries.acting_body(entry)
    if body is None:
        raise BadInput("entry", _("No body stands behind this entry."))
    appeal = ctx.save(
        Appeal(
            **said_by(ctx.actor),
            text=reasons,
            at=ctx.occurred_at,
            due_on=due(ctx, "decide-appeal"),
            entry=entry.pk,
            action=entry.action,
            about=entry.subject,
            body=body,
            unit_id=entries.place_of(entry, body),
        )
    )
    ctx.link(entry.subject, appeal, "appealed")
    ctx.follow(appeal, ctx.actor.account)
    search.index_demand(appeal)
    ctx.note(
        entry=str(entry.pk), appealed=entry.action, due_on=appeal.due_on and str(appeal.due_on)
    )
    return appeal


# --- deciding -------------------------------------------------------------------------------------
def _independent(request: ActionRequest) -> None:
    """Whoever reviews must have had no part: neither the body, nor the person in another office."""
    appeal: Appeal = request.arguments["appeal"]
    if appeal.state != State.WAITING:
        raise Refused("state", "wrong-state", _("This appeal has been decided."))
    parties = entries.parties(appeal)
    if request.actor.body in parties:
        raise Refused(
            "state", "same-body", _("The body that acted does not review itself: another decides.")
        )
    then, now = timezone.localdate(appeal.at), timezone.localdate(request.at)
    sat = OfficeTerm.objects.filter(
        in_term(then) | in_term(now), person_id=request.actor.person_id, office__body__in=parties
    )
    if sat.exists():
        raise Refused(
            "state",
            "had-a-part",
            _("You hold or held an office in the body that acted: hand it to a colleague."),
        )


@action(
    "law.decide_appeal",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    title=_("Decide the appeal"),
    done=_("Appeal decided"),
    subject="appeal",
    place=lambda appeal, **_arguments: appeal.unit_id,
    concerns=lambda appeal, **_arguments: [
        appeal.about,
        Body.ref_of(appeal.body_id),
        *asker(appeal),
    ],
    guard=_independent,
)
def decide_appeal(ctx: Context, appeal: Appeal, verdict: str, text: str) -> Appeal:
    """Grant, send back or dismiss, with public reasons. What is granted is annulled by its own app,
    which listens to this action."""
    if verdict not in State.values or verdict == State.WAITING:
        raise BadInput("verdict", _("Choose granted, sent back or dismissed."))
    reasons = words("text", text, _("Give the reasons; they are public."))
    ctx.link(appeal, appeal.about, "decided")
    ctx.note(verdict=verdict, entry=str(appeal.entry), late=appeal.days_late(ctx.today) or None)
    appeal.state = verdict
    appeal.answer = reasons
    appeal.decided_at = ctx.occurred_at
    appeal.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    decided = ctx.save(appeal)
    search.index_demand(decided)
    return decided


# --- the clock ------------------------------------------------------------------------------------
def _is_overdue(request: ActionRequest) -> None:
    thing: Appeal | Challenge | Recall = request.arguments["thing"]
    if thing.decided_at or thing.overdue_on:
        raise Refused(
            "state", "wrong-state", _("This has been decided, or noted as late, already.")
        )
    if not thing.days_late(timezone.localdate(request.at)):
        raise Refused("state", "in-time", _("There is time left for the answer."))


@action(
    "law.mark_overdue",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Put a delay on the record"),
    done=_("An answer the law demands is overdue"),
    subject="thing",
    guard=_is_overdue,
)
def mark_overdue(ctx: Context, thing: Appeal | Challenge | Recall) -> Appeal | Challenge | Recall:
    """The day has passed and nothing was answered: everybody may see it."""
    ctx.note(due_on=str(thing.due_on))
    thing.overdue_on = ctx.today
    return ctx.save(thing)
