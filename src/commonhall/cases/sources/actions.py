"""What may be done with sources: gather cases under one, report it as dealt with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.gate import action
from commonhall.actions.stages import ActionRequest
from commonhall.cases.cases.models import Case
from commonhall.cases.sources import search
from commonhall.cases.sources.models import Source
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


@action(
    "cases.name_source",
    by=Kind.OFFICE,
    power="name-sources",
    title=_("Name the source of several cases"),
    done=_("Source named"),
    place=lambda unit, **_arguments: unit.pk,
)
def name_source(
    ctx: Context, title: str, text: str, unit: Unit, body: Body, cases: list[Case]
) -> Source:
    """Gather cases under what lies behind them, with a body responsible for it."""
    if not title.strip():
        raise BadInput("title", _("Give the source a name."))
    if not cases:
        raise BadInput("cases", _("Choose at least one case."))
    source = ctx.save(Source(title=title.strip()[:160], text=text.strip(), unit=unit, body=body))
    _gather(ctx, source, [case.as_read() for case in cases])
    search.index_source(source)
    ctx.subject = source.ref
    return source


def _gather(ctx: Context, source: Source, cases: list[Case]) -> None:
    for case in cases:
        ctx.save(case, source=source)
        ctx.link(case, source, "has-source")


def _responsible(request: ActionRequest) -> None:
    source: Source = request.arguments["source"]
    if source.body_id != request.actor.body_id:
        raise Refused("state", "other-body", _("Another body is responsible for this."))


@action(
    "cases.gather_cases",
    by=Kind.OFFICE,
    power="name-sources",
    title=_("Gather more cases under it"),
    done=_("More cases gathered under their source"),
    subject="source",
    place=lambda source, **_arguments: source.unit_id,
    guard=_responsible,
)
def gather_cases(ctx: Context, source: Source, cases: list[Case]) -> Source:
    """Cases that came later belong to it, too; after it was reported as dealt with, they came back."""
    read = [case.as_read() for case in cases]
    fresh = [case for case in read if case.source_id != source.pk]
    if not fresh:
        raise BadInput("cases", _("Choose at least one case that is not gathered here yet."))
    _gather(ctx, source, fresh)
    ctx.note(cases=len(fresh))
    return source


@action(
    "cases.end_source",
    by=Kind.OFFICE,
    power="name-sources",
    title=_("Report the source as dealt with"),
    done=_("Source dealt with"),
    subject="source",
    place=lambda source, **_arguments: source.unit_id,
)
def end_source(ctx: Context, source: Source) -> Source:
    """The common cause is gone; cases that come back are counted from now on."""
    if source.state != Source.State.OPEN:
        raise Refused("state", "wrong-state", _("This source was dealt with already."))
    return ctx.save(source, state=Source.State.ENDED)
