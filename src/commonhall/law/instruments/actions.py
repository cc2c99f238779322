"""What may be done with law: found the hall, adopt, repeal, grant, mandate, recall."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import search
from commonhall.law.instruments.models import Competence, Instrument, Provision, Rank, Right
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


@action(
    "law.adopt_instrument",
    by=Kind.OFFICE,
    power="adopt-local-rules",
    title=_("Adopt an instrument"),
    done=_("Instrument adopted"),
    place=lambda unit, **_arguments: unit.pk,
)
def adopt_instrument(
    ctx: Context,
    unit: Unit,
    code: str,
    rank: int,
    titles: dict[str, str],
    provisions: list[tuple[str, dict[str, str]]],
    starts: date,
    ends: date | None = None,
    review_on: date | None = None,
) -> Instrument:
    """Adopt a local rule or decision with its provisions; higher ranks are not made here."""
    if rank not in (Rank.LOCAL_RULE, Rank.DECISION):
        raise BadInput("rank", _("A council adopts local rules and decisions only."))
    if Instrument.objects.filter(code=code).exists():
        raise BadInput("code", _("There is an instrument with this short name already."))
    if ends is not None and ends < starts:
        raise BadInput("ends", _("It ends after it begins."))
    if review_on is not None and not starts < review_on <= (ends or review_on):
        raise BadInput("review_on", _("A review falls between the beginning and the end."))
    instrument = ctx.save(
        Instrument(
            rank=rank,
            code=code,
            titles=titles,
            adopted_by_id=ctx.actor.body,
            starts=starts,
            ends=ends,
            review_on=review_on,
        )
    )
    for number, texts in provisions:
        ctx.save(Provision(instrument=instrument, number=number, texts=texts, starts=starts))
    search.index_provisions(instrument)
    ctx.subject = instrument.ref
    return instrument


@action(
    "law.repeal_provision",
    by=Kind.OFFICE,
    power="adopt-local-rules",
    title=_("Repeal a provision"),
    done=_("Provision repealed"),
    subject="provision",
    place=lambda unit, **_arguments: unit.pk,
    guard=lambda request: _adopted_by_actor(request),
)
def repeal_provision(ctx: Context, provision: Provision, unit: Unit, on: date) -> Provision:
    """The provision's last day is `on`: what rests on it stops with it. A body repeals its own law."""
    provision.ends = on
    return ctx.save(provision)


def _adopted_by_actor(request: ActionRequest) -> None:
    """Whoever adopted an instrument repeals it; what the founding set is above all bodies here."""
    provision: Provision = request.arguments["provision"]
    if provision.instrument.rank < Rank.LOCAL_RULE:
        raise Refused(
            "rights", "higher-law", _("A council cannot repeal higher law."), provision.ref
        )
    if provision.instrument.adopted_by_id != request.actor.body:
        raise Refused(
            "rights", "not-its-law", _("Only the body that adopted a rule can repeal it."),
            provision.ref,
        )  # fmt: skip


@action(
    "law.grant_competence",
    by=Kind.OFFICE,
    power="grant-competences",
    title=_("Grant a competence"),
    done=_("Competence granted"),
    place=lambda unit, **_arguments: unit.pk,
    amount=lambda most=None, **_arguments: most,
)
def grant_competence(
    ctx: Context,
    provision: Provision,
    body: Body,
    power: str,
    unit: Unit,
    starts: date,
    ends: date | None = None,
    most: int | None = None,
    asks_first: bool = False,
) -> Competence:
    """A provision gives a body one named power; there is no power "everything"."""
    if power not in registry.powers():
        raise BadInput("power", _("No act asks for this power."))
    return ctx.save(
        Competence(
            provision=provision,
            body=body,
            power=power,
            unit=unit,
            starts=starts,
            ends=ends,
            most=most,
            asks_first=asks_first,
        )
    )


@action(
    "law.grant_right",
    by=Kind.OFFICE,
    power="grant-competences",
    title=_("Grant a right"),
    done=_("Right granted"),
)
def grant_right(ctx: Context, provision: Provision, right: str, holder: str, starts: date) -> Right:
    """A provision gives a kind of subject one named right."""
    if right not in registry.rights():
        raise BadInput("right", _("No act rests on this right."))
    return ctx.save(Right(provision=provision, right=right, holder=holder, starts=starts))
