"""Minimum standards that follow from a framework: kept by the System as the framework in force says."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal, Pick
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.minimum_standards import search
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.services.actions import still_there

MEASURE = "framework"


@action(
    "services.derive_minimum_standard",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Set a minimum standard as a framework says"),
    done=_("Minimum standard of a framework set"),
)
def derive_minimum_standard(
    ctx: Context,
    source: Annotated[str, Internal()],
    names: Annotated[dict[str, str], Internal()],
    threshold: Annotated[Decimal, Internal()],
    at_least: Annotated[bool, Internal()],
    body: Annotated[Body, Pick(rows=active_bodies)],
    unit: Annotated[Unit, Pick(rows=units, place=True)],
    days: Annotated[int, Internal()],
    measure_days: Annotated[int, Internal()],
) -> MinimumStandard:
    """A line of a framework is a minimum standard like the place's own: broken, it raises the alarm."""
    made = ctx.save(
        MinimumStandard(
            source=source,
            names=names,
            measure=MEASURE,
            threshold=threshold,
            at_least=at_least,
            body=body,
            unit=unit,
            days=days,
            measure_days=measure_days,
            set_on=ctx.today,
        )
    )
    search.index_minimum_standard(made)
    ctx.link(made.source_ref, made, "sets")
    ctx.subject = made.ref
    return made


@action(
    "services.end_derived_standard",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("End a minimum standard that a framework no longer has"),
    done=_("Minimum standard of a framework ended"),
    place=lambda minimum_standard: minimum_standard.unit_id,
    allows=still_there,
)
def end_derived_standard(ctx: Context, minimum_standard: MinimumStandard) -> MinimumStandard:
    """It no longer holds from today. Its open alarms stay open until the measure is on the right side again."""
    minimum_standard.ended_on = ctx.today
    return ctx.save(minimum_standard)
