"""What may be done with sources: gather cases under one, report it as dealt with."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, PickMany, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.cases.sources import search
from commonhall.cases.sources.models import Candidate, Source
from commonhall.cases.sources.recurrence import WATCHED_DAYS
from commonhall.cases.sources.recurrence_actions import gathered
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

_CASES = PickMany(
    _("Numbers of the cases"),
    _("Separated by spaces or commas. Each number is in the address of its case."),
    rows=visible,
    empty=_("Choose at least one case."),
)


def _unit_of(source: Source) -> int:
    return source.unit_id


@action(
    "cases.name_source",
    by=Kind.OFFICE,
    power="name-sources",
    undo=put_back,
    title=_("Name the common source of several cases"),
    done=_("Source named"),
)
def name_source(
    ctx: Context,
    title: Annotated[
        str, Words(_("Name of the source"), most=160, empty=_("Enter a name for the source."))
    ],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    body: Annotated[Body, Pick(_("Responsible body"), rows=active_bodies, key="code")],
    cases: Annotated[list[Case], _CASES],
    text: Annotated[str, Words(_("What causes these cases"), most=4000, long=True)] = "",
) -> Source:
    """Gather cases under what lies behind them, with a body responsible for it."""
    source = ctx.save(Source(title=title, text=text, unit=unit, body=body))
    _gather(ctx, source, [case.as_read() for case in cases])
    search.index_source(source)
    ctx.subject = source.ref
    return source


def _gather(ctx: Context, source: Source, cases: list[Case]) -> None:
    if any(case.is_private for case in cases):
        raise BadInput("cases", _("A confidential case cannot be tied to others in public."))
    for case in cases:
        case.source = source
        ctx.save(case)
        ctx.link(case, source, "has-source")


def _own_body(actor: Actor, source: Source) -> None:
    if source.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body is responsible for this."))


def _its_own_and_open(actor: Actor, source: Source) -> None:
    _own_body(actor, source)
    if source.state != Source.State.OPEN:
        raise Refused("state", "wrong-state", _("This source has already been dealt with."))


@action(
    "cases.gather_cases",
    by=Kind.OFFICE,
    power="name-sources",
    undo=put_back,
    title=_("Add more cases to it"),
    done=_("More cases added to their source"),
    place=_unit_of,
    allows=_own_body,
)
def gather_cases(ctx: Context, source: Source, cases: Annotated[list[Case], _CASES]) -> Source:
    """Cases that came later belong to it, too; after it was reported as dealt with, they came back."""
    read = [case.as_read() for case in cases]
    fresh = [case for case in read if case.source_id != source.pk]
    if not fresh:
        raise BadInput("cases", _("Choose at least one case that has not been added yet."))
    _gather(ctx, source, fresh)
    _back(ctx, source, fresh)
    ctx.note(cases=len(fresh))
    return source


def _back(ctx: Context, source: Source, cases: list[Case]) -> None:
    """The body says itself that cases raised after it was dealt with are the same cause: it came back."""
    for case in cases:
        if source.ended_at is not None and case.raised_at > source.ended_at:
            known = Candidate.objects.filter(source=source, case=case).first()
            candidate = known or Candidate(source=source, case=case, asked_at=ctx.occurred_at)
            candidate.state = Candidate.State.AGAIN
            ctx.save(candidate)
            gathered(ctx, source, case)


@action(
    "cases.end_source",
    by=Kind.OFFICE,
    power="name-sources",
    undo=put_back,
    title=_("Report the source as dealt with"),
    done=_("Source dealt with"),
    place=_unit_of,
    allows=_its_own_and_open,
)
def end_source(
    ctx: Context,
    source: Source,
    proof: Annotated[
        str,
        Words(
            _("How people can see that it is gone"),
            _("This is public. Say what was done, and where anybody can check it."),
            most=2000,
            long=True,
            empty=_("Enter how people can see that it is gone."),
        ),
    ],
) -> Source:
    """Its body says that the common cause is gone. It is watched for 90 days: people who raise a new case of its
    kind nearby are asked whether it is this again."""
    source.state = Source.State.WATCHED
    source.ended_at = ctx.occurred_at
    source.watched_until = ctx.today + timedelta(days=WATCHED_DAYS)
    source.proof = proof
    ctx.note(watched_until=source.watched_until.isoformat())
    return ctx.save(source)
