"""The way on to a court or an ombudsman: who went there, and what came of it here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Flag, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import entries
from commonhall.law.appeals import queries, stopping
from commonhall.law.appeals.actions import (
    check_drawn,
    check_no_part_of,
    parties,
    take_effect,
    unit_of,
)
from commonhall.law.appeals.models import Appeal
from commonhall.law.demands.reasons import MOST_WORDS, REASONS, said_by
from commonhall.law.evidence import ADDRESS, DIGEST
from commonhall.law.evidence import check as check_evidence

State = Appeal.State
COURT = Choice(_("Taken to"), choices=Appeal.Court.choices, radio=True)
REFERENCE = Words(_("Reference"), most=120, empty=_("Enter the reference used there."))
ON = Day(_("Which day"))


def _not_with_a_court(appeal: Appeal) -> None:
    if appeal.court and appeal.court_denied_on is None:
        raise Refused("state", "handed-over", _("It has already been handed over."))


def _decided(_actor: Actor, appeal: Appeal) -> None:
    if appeal.decided_at is None:
        raise Refused("state", "wrong-state", _("This appeal is waiting for a decision here."))
    _not_with_a_court(appeal)


def _own(actor: Actor, appeal: Appeal) -> None:
    """The person who appealed goes on once it is decided or late, or at once where nobody here may decide."""
    mine = said_by(actor)
    if not any(mine.values()) or any(getattr(appeal, name) != one for name, one in mine.items()):
        raise Refused("state", "not-yours", _("Only the person who appealed can record this."))
    _not_with_a_court(appeal)
    if appeal.court_denied_on is not None:
        raise Refused(
            "state",
            "denied",
            _(
                "The reviewer found that no court was dealing with this. Ask the reviewer to record it."
            ),
        )
    if appeal.decided_at is None and waits_here(appeal):
        raise Refused("state", "wrong-state", _("This appeal is waiting for a decision here."))


def waits_here(appeal: Appeal) -> bool:
    """Is a decision here still to be expected: may somebody decide, and is it not late?"""
    today = clock.today()
    late = appeal.due_on is not None and today > appeal.due_on
    return not late and bool(queries.reviewers(entries.parties(appeal), today))


def _keep(
    ctx: Context, appeal: Appeal, court: str, reference: str, on: date, evidence: str, digest: str
) -> Appeal:
    """Who says that it is with a court shows it: a mere claim stops no result of an election."""
    if on > ctx.today:
        raise BadInput("on", _("This day is in the future. Enter today or an earlier day."))
    check_evidence(evidence, digest)
    appeal.court, appeal.court_reference, appeal.court_on = court, reference, on
    appeal.court_evidence, appeal.court_digest = evidence, digest
    appeal.court_denied, appeal.court_denied_on = "", None
    if (evidence or digest) and appeal.court_stops_until is None:
        # Once: neither said again nor handed over again does it stop anything for longer.
        appeal.court_stops_until = ctx.today + timedelta(days=stopping.days(ctx.today))
    until = appeal.court_stops_until
    ctx.note(court=court, stops_until=until and until.isoformat())
    return ctx.save(appeal)


@action(
    "law.hand_over_appeal",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    any_body=exemptions.REVIEWED,
    title=_("Record that it went to a court or an ombudsman"),
    done=_("Appeal handed over to a court or an ombudsman"),
    place=unit_of,
    concerns=parties,
    allows=_decided,
)
def hand_over_appeal(
    ctx: Context,
    appeal: Appeal,
    court: Annotated[str, COURT],
    reference: Annotated[str, REFERENCE],
    on: Annotated[date, ON],
    evidence: Annotated[str, ADDRESS] = "",
    digest: Annotated[str, DIGEST] = "",
) -> Appeal:
    """The person who lost goes on to a court or an ombudsman: under which reference, since which day. Only with evidence
    does the result of an election wait for it, and only for so many days as the law says."""
    return _keep(ctx, appeal, court, reference, on, evidence, digest)


@action(
    "law.take_to_court",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="appeal",
    title=_("Record that you took it to a court or an ombudsman"),
    done=_("Appeal taken to a court or an ombudsman"),
    allows=_own,
)
def take_to_court(
    ctx: Context,
    appeal: Appeal,
    court: Annotated[str, COURT],
    reference: Annotated[str, REFERENCE],
    on: Annotated[date, ON],
    evidence: Annotated[str, ADDRESS] = "",
    digest: Annotated[str, DIGEST] = "",
) -> Appeal:
    """You went on elsewhere: because you lost here, because the answer is late, or because nobody here may decide. The
    reference is public. Only with evidence does the result of an election wait for it, and only for so many days as the
    law says."""
    return _keep(ctx, appeal, court, reference, on, evidence, digest)


# --- is it really there? --------------------------------------------------------------------------
def _claimed(actor: Actor, appeal: Appeal) -> None:
    if not appeal.court or appeal.court_decided_on or appeal.court_denied_on:
        raise Refused("state", "wrong-state", _("No court or ombudsman is due to decide it."))
    check_no_part_of(actor, appeal)


def _may_extend(actor: Actor, appeal: Appeal) -> None:
    _claimed(actor, appeal)
    until = appeal.court_stops_until
    if appeal.court_extended or (until is not None and until < clock.today()):
        raise Refused(
            "state",
            "lapsed",
            _("The days for which it stops a result are over. Offices are given."),
        )


@action(
    "law.deny_court_case",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    any_body=exemptions.REVIEWED,
    title=_("Record that no court is dealing with it"),
    done=_("No court or ombudsman is dealing with an appeal"),
    place=unit_of,
    concerns=parties,
    allows=_claimed,
)
def deny_court_case(ctx: Context, appeal: Appeal, text: Annotated[str, REASONS]) -> Appeal:
    """You asked there, and it is not known. The result of an election no longer waits for it."""
    appeal.court_denied, appeal.court_denied_on = text, ctx.today
    return ctx.save(appeal)


@action(
    "law.confirm_court_case",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    any_body=exemptions.REVIEWED,
    title=_("Record that the court wants the result to wait"),
    done=_("A result waits longer for a court or an ombudsman"),
    place=unit_of,
    concerns=parties,
    allows=_may_extend,
    second_factor=True,
)
def confirm_court_case(
    ctx: Context,
    appeal: Appeal,
    evidence: Annotated[str, ADDRESS] = "",
    digest: Annotated[str, DIGEST] = "",
) -> Appeal:
    """The court has said so, and here is where everybody sees it. The result of an election waits once more for so many
    days as the law says, and then no longer."""
    if not evidence and not digest:
        raise BadInput("evidence", _("Enter the evidence: an address, or the digest of a file."))
    check_evidence(evidence, digest)
    appeal.court_evidence, appeal.court_digest = evidence, digest
    begins = appeal.court_stops_until or ctx.today
    appeal.court_stops_until = begins + timedelta(days=stopping.days(ctx.today))
    appeal.court_extended = True
    ctx.note(stops_until=appeal.court_stops_until.isoformat())
    return ctx.save(appeal)


def _with_a_court(actor: Actor, appeal: Appeal) -> None:
    """What a court decided has effect here, so that nobody reports it whom the lot kept from deciding."""
    if not appeal.court or appeal.court_decided_on or appeal.court_denied_on:
        raise Refused("state", "wrong-state", _("No court or ombudsman is due to decide it."))
    check_drawn(actor, appeal)


@action(
    "law.report_outcome",
    by=Kind.OFFICE,
    power=entries.REVIEW,
    any_body=exemptions.REVIEWED,
    title=_("Report what the court or ombudsman decided"),
    done=_("Decision of a court or an ombudsman reported"),
    place=unit_of,
    concerns=parties,
    allows=_with_a_court,
)
def report_outcome(
    ctx: Context,
    appeal: Appeal,
    text: Annotated[
        str,
        Words(
            _("What was decided"),
            most=MOST_WORDS,
            long=True,
            empty=_("Enter what was decided."),
        ),
    ],
    on: Annotated[date, ON],
    annulled: Annotated[
        bool,
        Flag(
            _("The act was annulled there"),
            _("It is then undone here at once, as if the appeal had been granted."),
        ),
    ] = False,
) -> Appeal:
    """What was decided there, and when. An act that was annulled there is undone here in the same transaction."""
    if on > ctx.today or (appeal.court_on is not None and on < appeal.court_on):
        raise BadInput("on", _("Enter a day from the day it was handed over to today."))
    if annulled and appeal.state == State.GRANTED:
        raise BadInput("annulled", _("It was annulled here already. Leave this unticked."))
    appeal.court_outcome, appeal.court_decided_on = text, on
    if annulled:
        appeal.decided_at = appeal.decided_at or ctx.occurred_at
        return take_effect(ctx, appeal, State.GRANTED)
    if appeal.decided_at is None:
        # Nobody decided it here, and there it was not annulled: the act stands.
        appeal.decided_at = ctx.occurred_at
        return take_effect(ctx, appeal, State.DISMISSED)
    return ctx.save(appeal)
