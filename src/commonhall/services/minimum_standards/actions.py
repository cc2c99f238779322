"""What may be done with minimum standards."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.cases.cases.actions import open_alarm_case
from commonhall.cases.categories.models import Category
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.services.minimum_standards import search
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.services.services.actions import check_measure, still_there
from commonhall.services.services.models import Service

MOST_DAYS = 365


@action(
    "services.set_minimum_standard",
    by=Kind.OFFICE,
    power="set-minimum-standards",
    title=_("Set a floor"),
    done=_("Floor set"),
    place=lambda unit, **_arguments: unit.pk,
)
def set_minimum_standard(
    ctx: Context,
    names: dict[str, str],
    measure: str,
    threshold: Decimal,
    at_least: bool,
    body: Body,
    unit: Unit,
    days: int = 14,
    category: Category | None = None,
    service: Service | None = None,
    basis: Provision | None = None,
) -> MinimumStandard:
    """A line nobody may fall below. A broken one opens a case by itself, with this body and deadline."""
    check_measure(measure, threshold)
    if not in_language(names).strip():
        raise BadInput("names", _("Give the floor a name."))
    if not 1 <= days <= MOST_DAYS:
        raise BadInput("days", _("Give between one day and a year to mend it."))
    minimum_standard = ctx.save(
        MinimumStandard(
            names=names, measure=measure, threshold=threshold, at_least=at_least, body=body,
            unit=unit, days=days, category=category, service=service, basis=basis,
        )
    )  # fmt: skip
    search.index_minimum_standard(minimum_standard)
    return minimum_standard


@action(
    "services.end_minimum_standard",
    by=Kind.OFFICE,
    power="set-minimum-standards",
    title=_("End a floor"),
    done=_("Floor ended"),
    subject="minimum_standard",
    place=lambda minimum_standard, **_arguments: minimum_standard.unit_id,
    guard=lambda request: still_there(request.arguments["minimum_standard"]),
)
def end_minimum_standard(ctx: Context, minimum_standard: MinimumStandard) -> MinimumStandard:
    """The floor no longer holds from today; its alarms stay on the record."""
    minimum_standard.ended_on = ctx.today
    return ctx.save(minimum_standard)


# --- measuring ------------------------------------------------------------------------------------
def _reports(request: ActionRequest) -> None:
    minimum_standard: MinimumStandard = request.arguments["minimum_standard"]
    still_there(minimum_standard)
    if MEASURES[minimum_standard.measure].compute is not None:
        raise Refused("state", "computed", _("This is computed from cases; nobody types it in."))


@action(
    "services.report_value",
    by=Kind.OFFICE,
    power="report-values",
    title=_("Report a value"),
    done=_("Value of a floor reported"),
    subject="minimum_standard",
    place=lambda unit, **_arguments: unit.pk,
    guard=_reports,
)
def report_value(
    ctx: Context, minimum_standard: MinimumStandard, unit: Unit, value: Decimal
) -> Measurement:
    """Report what was measured. Below the floor, the alarm goes off in the same act."""
    if not value.is_finite() or abs(value) >= 10**9:
        raise BadInput("value", _("Give a number."))
    if not unit.path.startswith(minimum_standard.unit.path):
        raise BadInput("unit", _("The floor does not reach this place."))
    measured = ctx.save(
        Measurement(minimum_standard=minimum_standard, unit=unit, value=value, on=ctx.today)
    )
    follow_up(ctx, minimum_standard, unit, value)
    return measured


def follow_up(ctx: Context, minimum_standard: MinimumStandard, unit: Unit, value: Decimal) -> None:
    """Raise the alarm where the floor is broken, end it where it holds again."""
    alarm = minimum_standard.alarms.filter(unit=unit, ended_at=None).first()
    if minimum_standard.holds(value):
        if alarm is not None:
            ctx.perform_as(system(), end_alarm, alarm=alarm, value=value)
    elif alarm is None:
        ctx.perform_as(
            system(), raise_alarm, minimum_standard=minimum_standard, unit=unit, value=value
        )


@action(
    "services.compute_values",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Compute a floor's values"),
    done=_("Values of a floor computed"),
    subject="minimum_standard",
    notifies=False,
)
def compute_values(
    ctx: Context, minimum_standard: MinimumStandard, values: dict[int, Decimal]
) -> int:
    """Keep the day's values of a computed floor, place by place; alarms follow."""
    units = Unit.objects.in_bulk(list(values))
    for number, value in sorted(values.items()):
        ctx.save(
            Measurement(
                minimum_standard=minimum_standard,
                unit=units[number],
                value=value,
                on=ctx.today,
                computed=True,
            )
        )
        follow_up(ctx, minimum_standard, units[number], value)
    return len(values)


@action(
    "services.raise_alarm",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Raise the alarm: a floor is broken"),
    done=_("Alarm: a floor is broken"),
    place=lambda unit, **_arguments: unit.pk,
)
def raise_alarm(
    ctx: Context, minimum_standard: MinimumStandard, unit: Unit, value: Decimal
) -> Alarm:
    """Open a case with the responsible body, due within the floor's days."""
    due = ctx.today + timedelta(days=minimum_standard.days)
    category = minimum_standard.category or Category.objects.order_by("pk").first()
    if category is None:
        raise Refused("state", "no-category", _("Set a category of cases first."))
    case = ctx.perform(
        open_alarm_case, title=minimum_standard.name, unit=unit, body=minimum_standard.body, due_on=due,
        category=category,
    )  # fmt: skip
    alarm = ctx.save(
        Alarm(
            minimum_standard=minimum_standard,
            unit=unit,
            value=value,
            case=case,
            opened_at=ctx.occurred_at,
            due_on=due,
        )
    )
    ctx.link(minimum_standard, case, "broken")
    ctx.subject = alarm.ref
    ctx.note(minimum_standard=minimum_standard.ref, value=str(value), due_on=due.isoformat())
    return alarm


@action(
    "services.end_alarm",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("End the alarm: the floor holds again"),
    done=_("The floor holds again"),
    subject="alarm",
)
def end_alarm(ctx: Context, alarm: Alarm, value: Decimal) -> Alarm:
    """The measure is back on the right side. The case stays with whoever must confirm it."""
    ctx.note(value=str(value))
    alarm.ended_at = ctx.occurred_at
    return ctx.save(alarm)
