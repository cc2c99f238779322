"""What may be done with appeals: file one, decide it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import entries, queries, search
from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.reasons import REASONS, asker, due, reasons, said_by
from commonhall.law.inputs import EntryOfRecord
from commonhall.law.promises import ledger
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.record.models import Entry

State = Appeal.State


# --- appealing ------------------------------------------------------------------------------------
def check_entry(actor: Actor, entry: Entry) -> None:
    """Raise `Refused` unless an entry can be appealed by this actor today."""
    if not entries.is_public_power(entry):
        raise Refused(
            "state", "not-public-power", _("Only what public power has done can be appealed.")
        )
    if entries.is_final(entry):
        raise Refused("state", "final", _("This is the decision of a review; it is final."))
    limit = queries.deadline_days("appeal", clock.today())
    last = timezone.localdate(entry.occurred_at) + timedelta(days=limit[0]) if limit else None
    if limit and last and clock.today() > last:
        raise Refused(
            "state",
            "too-late",
            _("The time to appeal is over: it was %(days)d days.") % {"days": limit[0]},
            limit[1],
        )
    own = said_by(actor)
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
)
def file_appeal(
    ctx: Context,
    entry: Annotated[Entry, EntryOfRecord(_("Which act, by its entry in the record"))],
    text: Annotated[
        str,
        reasons(
            _("Say how it affects you and why it is wrong."),
            _("How does it affect you, and why is it wrong?"),
        ),
    ],
) -> Appeal:
    """Ask a body that had no part in it to look at one action of public power; once."""
    check_entry(ctx.actor, entry)
    body = entries.acting_body(entry)
    if body is None:
        raise BadInput("entry", _("No body stands behind this entry."))
    appeal = ctx.save(
        Appeal(
            **said_by(ctx.actor),
            text=text,
            at=ctx.occurred_at,
            due_on=due(ctx, "decide-appeal"),
            entry=entry.pk,
            action=entry.action,
            about=entry.subject,
            body=body,
            unit_id=entries.place_of(entry, body),
        )
    )
    reviewer = queries.holder_of(entries.REVIEW, ctx.today, besides=body.pk)
    if appeal.due_on is not None and reviewer is not None:
        ledger.make(ctx, appeal, "answer", body=reviewer.pk, unit=appeal.unit_id, day=appeal.due_on)
    ctx.link(entry.subject, appeal, "appealed")
    ctx.follow(appeal, ctx.actor.account)
    search.index_demand(appeal)
    ctx.note(
        entry=str(entry.pk), appealed=entry.action, due_on=appeal.due_on and str(appeal.due_on)
    )
    return appeal


# --- deciding -------------------------------------------------------------------------------------
def _independent(actor: Actor, appeal: Appeal) -> None:
    """Whoever reviews must have had no part: neither the body, nor the person in another office."""
    if appeal.state != State.WAITING:
        raise Refused("state", "wrong-state", _("This appeal has been decided."))
    parties = entries.parties(appeal)
    if actor.body in parties:
        raise Refused(
            "state", "same-body", _("The body that acted does not review itself: another decides.")
        )
    then, now = timezone.localdate(appeal.at), clock.today()
    sat = OfficeTerm.objects.filter(
        in_term(then) | in_term(now), person_id=actor.person_id, office__body__in=parties
    )
    if sat.exists():
        raise Refused(
            "state",
            "had-a-part",
            _("You hold or held an office in the body that acted: hand it to a colleague."),
        )


def _unit_of(appeal: Appeal) -> int:
    return appeal.unit_id


def _parties(appeal: Appeal) -> list[str]:
    return [appeal.about, Body.ref_of(appeal.body_id), *asker(appeal)]


@action(
    "law.decide_appeal",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    title=_("Decide the appeal"),
    done=_("Appeal decided"),
    place=_unit_of,
    concerns=_parties,
    allows=_independent,
)
def decide_appeal(
    ctx: Context,
    appeal: Appeal,
    verdict: Annotated[
        str,
        Choice(
            _("Decision"),
            choices=[one for one in State.choices if one[0] != State.WAITING],
            radio=True,
            empty=_("Choose granted, sent back or dismissed."),
        ),
    ],
    text: Annotated[str, REASONS],
) -> Appeal:
    """Grant, send back or dismiss, with public reasons. What is granted is annulled by its own app,
    which listens to this action."""
    ctx.link(appeal, appeal.about, "decided")
    ctx.note(verdict=verdict, entry=str(appeal.entry), late=appeal.days_late(ctx.today) or None)
    appeal.state = verdict
    appeal.answer = text
    appeal.decided_at = ctx.occurred_at
    appeal.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    ledger.keep(ctx, appeal)
    decided = ctx.save(appeal)
    search.index_demand(decided)
    return decided
