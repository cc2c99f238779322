"""Alarms over minimum standards, raised and ended by the System as values are reported or computed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal, Pick
from commonhall.cases.cases.actions import open_alarm_case
from commonhall.cases.categories.models import Category
from commonhall.core.refusals import Refused
from commonhall.law.promises import ledger
from commonhall.people.actors import system
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard


def follow_up(
    ctx: Context,
    minimum_standard: MinimumStandard,
    unit: Unit,
    value: Decimal,
    claim: Measurement | None = None,
) -> None:
    """Raise the alarm where the standard is broken, end it where it holds again.

    claim: the value comes from the body that must meet the standard. It ends no alarm by itself: somebody else confirms it.
    """
    broken = not minimum_standard.holds(value)
    alarms = list(minimum_standard.alarms.filter(unit=unit, ended_at=None).order_by("pk"))
    for alarm in alarms:
        if alarm.why == Alarm.Why.UNMEASURED and broken:
            # It was measured, and what was found is worse: that has an alarm of its own.
            ctx.perform_as(system(), end_alarm, alarm=alarm, value=value)
        elif broken:
            # What was claimed is no longer so.
            alarm.claimed = None
            ctx.save(alarm)
        elif claim is not None:
            alarm.claimed = claim
            ctx.save(alarm)
            ctx.note(claimed=alarm.ref)
        else:
            ctx.perform_as(system(), end_alarm, alarm=alarm, value=value)
    if broken and not any(alarm.why == Alarm.Why.BROKEN for alarm in alarms):
        ctx.perform_as(
            system(),
            raise_alarm,
            minimum_standard=minimum_standard,
            unit=unit,
            why=Alarm.Why.BROKEN.value,
            value=value,
        )


@action(
    "services.compute_values",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Calculate a minimum standard's values"),
    done=_("Values of a minimum standard calculated"),
    notifies=False,
)
def compute_values(
    ctx: Context,
    minimum_standard: MinimumStandard,
    values: Annotated[dict[int, Decimal], Internal()],
    body: Annotated[int | None, Internal()] = None,
    evidence: Annotated[str, Internal()] = "",
    sample: Annotated[dict[int, int] | None, Internal()] = None,
) -> int:
    """Keep the day's values of a computed minimum standard, place by place; alarms follow.

    body: who reported what they were computed from, null where they come from cases or surveys alone. Where that is
    the body that must mend it, its good value ends no alarm by itself. sample: of how many, by place.
    """
    places = Unit.objects.in_bulk(list(values))
    for number, value in sorted(values.items()):
        kept = ctx.save(
            Measurement(
                minimum_standard=minimum_standard,
                unit=places[number],
                value=value,
                on=ctx.today,
                computed=True,
                body_id=body,
                evidence=evidence,
                sample=(sample or {}).get(number) or None,
            )
        )
        responsible = body is not None and body == minimum_standard.body_id
        follow_up(ctx, minimum_standard, places[number], value, kept if responsible else None)
    return len(values)


@action(
    "services.raise_alarm",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Raise the alarm over a minimum standard"),
    done=_("Alarm: a minimum standard is broken or was not measured"),
)
def raise_alarm(
    ctx: Context,
    minimum_standard: MinimumStandard,
    unit: Annotated[Unit, Pick(rows=units, place=True)],
    why: Annotated[str, Internal()],
    value: Annotated[Decimal | None, Internal()] = None,
) -> Alarm:
    """Open a case with the responsible body, due within the standard's days."""
    due = ctx.today + timedelta(days=minimum_standard.days)
    category = minimum_standard.category or Category.objects.order_by("pk").first()
    if category is None:
        raise Refused("state", "no-category", _("Set a category of cases first."))
    case = ctx.perform(
        open_alarm_case,
        title=minimum_standard.name,
        unit=unit,
        body=minimum_standard.body,
        due_on=due,
        category=category,
    )
    alarm = ctx.save(
        Alarm(
            minimum_standard=minimum_standard,
            unit=unit,
            why=why,
            value=value,
            case=case,
            opened_at=ctx.occurred_at,
            due_on=due,
        )
    )
    ledger.make(ctx, alarm, "standard", body=minimum_standard.body_id, unit=unit.pk, day=due)
    ctx.link(minimum_standard, case, "broken")
    ctx.subject = alarm.ref
    ctx.note(minimum_standard=minimum_standard.ref, why=why, due_on=due.isoformat())
    if value is not None:
        ctx.note(value=str(value))
    return alarm


@action(
    "services.end_alarm",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("End the alarm: the minimum standard is met again"),
    done=_("The minimum standard is met again"),
)
def end_alarm(
    ctx: Context,
    alarm: Alarm,
    value: Annotated[Decimal | None, Internal()] = None,
    by_residents: Annotated[bool, Internal()] = False,
) -> Alarm:
    """The measure is back on the right side. The case stays with the people who must confirm it."""
    if value is not None:
        ctx.note(value=str(value))
    alarm.by_residents = by_residents
    ctx.link(alarm.case, alarm, "holds-again")
    ledger.keep(ctx, alarm)
    alarm.ended_at = ctx.occurred_at
    return ctx.save(alarm)
