"""What a provision grants: competences to bodies, rights to kinds of subjects."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, registry
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    Day,
    Flag,
    Number,
    Pick,
)
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.inputs import ENDS, STARTS, called
from commonhall.law.instruments import grounds
from commonhall.law.instruments.models import (
    Competence,
    Majority,
    Provision,
    Right,
)
from commonhall.law.instruments.own_law import (
    own_provision,
)
from commonhall.law.waiting_rules import checklist
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

GRANT = "grant-competences"


@action(
    "law.grant_competence",
    by=Kind.OFFICE,
    power=GRANT,
    undo=put_back,
    title=_("Grant a competence"),
    done=_("Competence granted"),
    allows=grounds.own_law,
    second_factor=True,
)
def grant_competence(
    ctx: Context,
    provision: Provision,
    body: Annotated[Body, Pick(_("Which body may do it"), rows=active_bodies, key="code")],
    power: Annotated[
        str, Choice(_("What it may do"), choices_of=lambda _thing: called(registry.powers()))
    ],
    unit: Annotated[
        Unit,
        Pick(
            _("Place"),
            _("Applies to this place and everywhere within it."),
            rows=units,
            key="code",
            place=True,
        ),
    ],
    starts: Annotated[date, STARTS],
    ends: Annotated[date | None, ENDS] = None,
    most: Annotated[
        int | None,
        Amount(_("Maximum amount"), _("Leave blank for no limit."), amount=True),
    ] = None,
    together: Annotated[
        bool,
        Flag(
            _("Only by resolution"),
            _(
                "If the body has several offices, they decide together by roll-call. A council always does, unless you say otherwise below."
            ),
        ),
    ] = False,
    alone: Annotated[
        bool,
        Flag(
            _("Each member of a council may use it alone"),
            _("Only for what decides nothing for the council, such as answering questions."),
        ),
    ] = False,
    majority: Annotated[
        str, Choice(_("Majority needed"), choices=Majority.choices)
    ] = Majority.SIMPLE.value,
    quorum: Annotated[
        int,
        Number(
            _("Quorum, in per cent"),
            _("More than this share of those entitled to vote must vote."),
            least=0,
            most=100,
        ),
    ] = 50,
    readings: Annotated[int, Number(_("Readings"), least=1, most=3)] = 1,
    others: Annotated[bool, Flag(_("Also over what belongs to other bodies"))] = False,
) -> Competence:
    """A provision gives a body one named power; there is no power "everything". A council uses it by resolution, unless the
    grant says that each member may use it alone."""
    if power not in registry.powers():
        raise BadInput("power", _("No action uses this power."))
    if alone and together:
        raise BadInput(
            "alone", _("Choose one: by resolution, or each member alone. It cannot be both.")
        )
    grounds.not_over_power(ctx, provision, power)
    grounds.speaks_of(provision, power)
    checklist.not_barred(ctx.today, [power], unit, provision.instrument.height)
    grounds.within_provision(ctx, provision, starts, ends)
    return ctx.save(
        Competence(
            provision=provision,
            body=body,
            power=power,
            unit=unit,
            starts=starts,
            ends=ends,
            most=most,
            together=together or (not alone and grounds.by_resolution(body, power)),
            majority=majority,
            quorum=quorum,
            readings=readings,
            others=others,
        )
    )


def _own_competence(actor: Actor, competence: Competence) -> None:
    own_provision(actor, competence.provision)
    if competence.ends is not None and competence.ends < clock.today():
        raise Refused("state", "ended", _("It has already ended."), competence.provision.ref)


@action(
    "law.end_competence",
    by=Kind.OFFICE,
    any_body=exemptions.GRANTED,
    undo=put_back,
    power=GRANT,
    title=_("End a competence"),
    done=_("Competence ended"),
    place=lambda competence: competence.unit_id,
    concerns=lambda competence: [Body.ref_of(competence.body_id)],
    allows=_own_competence,
    second_factor=True,
)
def end_competence(
    ctx: Context, competence: Competence, on: Annotated[date, Day(_("Last day in force"))]
) -> Competence:
    """What a provision of the body's own law grants ends on a day, from today on; the provision stays."""
    if on < ctx.today or (competence.ends is not None and competence.ends < on):
        raise BadInput("on", _("Enter its last day in force: today or a later day."))
    competence.ends = on
    return ctx.save(competence)


@action(
    "law.grant_right",
    by=Kind.OFFICE,
    power=GRANT,
    undo=put_back,
    title=_("Grant a right"),
    done=_("Right granted"),
    allows=grounds.own_law,
    second_factor=True,
)
def grant_right(
    ctx: Context,
    provision: Provision,
    right: Annotated[
        str, Choice(_("What they may do"), choices_of=lambda _thing: called(registry.rights()))
    ],
    holder: Annotated[str, Choice(_("Who may do it"), choices=Right.Holder.choices)],
    starts: Annotated[date, STARTS],
) -> Right:
    """A provision gives a kind of subject one named right."""
    if right not in registry.rights():
        raise BadInput("right", _("No action uses this right."))
    if holder == Right.Holder.OFFICE:
        raise BadInput("holder", _("Office holders cannot grant rights to people in office."))
    grounds.speaks_of(provision, right)
    grounds.within_provision(ctx, provision, starts, None)
    return ctx.save(Right(provision=provision, right=right, holder=holder, starts=starts))
