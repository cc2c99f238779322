"""What may be done with services and floors: set, promise, measure, alarm, end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from commonhall.acts.actors import Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.models import in_language
from commonhall.acts.refusals import BadInput, Refused
from commonhall.acts.stages import ActRequest
from commonhall.hear.acts import open_alarm_case
from commonhall.hear.models import Category
from commonhall.law.models import Provision
from commonhall.people.actors import system
from commonhall.people.models import Body
from commonhall.places.models import Unit
from commonhall.services import entitlement, search
from commonhall.services.measures import MEASURES
from commonhall.services.models import Alarm, Floor, Measurement, Service, Standard

MOST_DAYS = 365


@act(
    "services.set_service",
    by=Kind.OFFICE,
    power="set-services",
    title=_("Put a service in the catalogue"),
    done=_("Service set in the catalogue"),
    place=lambda unit, **_arguments: unit.pk,
)
def set_service(
    ctx: Context,
    code: str,
    names: dict[str, str],
    texts: dict[str, str],
    body: Body,
    unit: Unit,
    channels: dict[str, str] | None = None,
    cost: dict[str, str] | None = None,
    rules: str = "",
    category: Category | None = None,
    basis: Provision | None = None,
) -> Service:
    """Make a service, or change what is said of it; earlier versions stay on the record."""
    if not code.strip():
        raise BadInput("code", _("Give a short code."))
    if not in_language(names).strip():
        raise BadInput("names", _("Give the service a name."))
    parsed = entitlement.parse(rules)
    known: Service | None = Service.objects.filter(code=code.strip()).first()
    service = ctx.save(
        known or Service(code=code.strip()),
        names=names, texts=texts, body=body, unit=unit, channels=channels or {}, cost=cost or {},
        rules=parsed, category=category, basis=basis, ended_on=None,
    )  # fmt: skip
    search.index_service(service)
    ctx.subject = service.ref
    ctx.note(service=service.code, body=body.code)
    return service


@act(
    "services.end_service",
    by=Kind.OFFICE,
    power="set-services",
    title=_("End a service"),
    done=_("Service ended"),
    subject="service",
    place=lambda service, **_arguments: service.unit_id,
    guard=lambda request: still_there(request.arguments["service"]),
)
def end_service(ctx: Context, service: Service) -> Service:
    """The service is offered no longer from today."""
    return ctx.save(service, ended_on=ctx.today)


def still_there(thing: Service | Standard | Floor) -> None:
    if thing.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has ended already."))


def check_measure(measure: str, threshold: Decimal) -> None:
    if measure not in MEASURES:
        raise BadInput("measure", _("There is no such measure."))
    if not threshold.is_finite() or abs(threshold) >= 10**9:
        raise BadInput("threshold", _("Give a number."))


@act(
    "services.set_standard",
    by=Kind.OFFICE,
    power="set-services",
    title=_("Promise a standard"),
    done=_("Standard of a service promised"),
    subject="service",
    place=lambda service, **_arguments: service.unit_id,
    guard=lambda request: still_there(request.arguments["service"]),
)
def set_standard(
    ctx: Context,
    service: Service,
    names: dict[str, str],
    measure: str,
    threshold: Decimal,
    at_least: bool = True,
) -> Standard:
    """Promise in public what the service will reach; it is measured in public, too."""
    check_measure(measure, threshold)
    if not in_language(names).strip():
        raise BadInput("names", _("Say what is promised."))
    return ctx.save(
        Standard(
            service=service, names=names, measure=measure, threshold=threshold, at_least=at_least
        )
    )


@act(
    "services.set_floor",
    by=Kind.OFFICE,
    power="set-floors",
    title=_("Set a floor"),
    done=_("Floor set"),
    place=lambda unit, **_arguments: unit.pk,
)
def set_floor(
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
) -> Floor:
    """A line nobody may fall below. A broken one opens a case by itself, with this body and deadline."""
    check_measure(measure, threshold)
    if not in_language(names).strip():
        raise BadInput("names", _("Give the floor a name."))
    if not 1 <= days <= MOST_DAYS:
        raise BadInput("days", _("Give between one day and a year to mend it."))
    floor = ctx.save(
        Floor(
            names=names, measure=measure, threshold=threshold, at_least=at_least, body=body,
            unit=unit, days=days, category=category, service=service, basis=basis,
        )
    )  # fmt: skip
    search.index_floor(floor)
    return floor


@act(
    "services.end_floor",
    by=Kind.OFFICE,
    power="set-floors",
    title=_("End a floor"),
    done=_("Floor ended"),
    subject="floor",
    place=lambda floor, **_arguments: floor.unit_id,
    guard=lambda request: still_there(request.arguments["floor"]),
)
def end_floor(ctx: Context, floor: Floor) -> Floor:
    """The floor no longer holds from today; its alarms stay on the record."""
    return ctx.save(floor, ended_on=ctx.today)


# --- measuring ------------------------------------------------------------------------------------
def _reports(request: ActRequest) -> None:
    floor: Floor = request.arguments["floor"]
    still_there(floor)
    if MEASURES[floor.measure].compute is not None:
        raise Refused("state", "computed", _("This is computed from cases; nobody types it in."))


@act(
    "services.report_value",
    by=Kind.OFFICE,
    power="report-values",
    title=_("Report a value"),
    done=_("Value of a floor reported"),
    subject="floor",
    place=lambda unit, **_arguments: unit.pk,
    guard=_reports,
)
def report_value(ctx: Context, floor: Floor, unit: Unit, value: Decimal) -> Measurement:
    """Report what was measured. Below the floor, the alarm goes off in the same act."""
    if not value.is_finite() or abs(value) >= 10**9:
        raise BadInput("value", _("Give a number."))
    if not unit.path.startswith(floor.unit.path):
        raise BadInput("unit", _("The floor does not reach this place."))
    measured = ctx.save(Measurement(floor=floor, unit=unit, value=value, on=ctx.today))
    follow_up(ctx, floor, unit, value)
    return measured


def follow_up(ctx: Context, floor: Floor, unit: Unit, value: Decimal) -> None:
    """Raise the alarm where the floor is broken, end it where it holds again."""
    alarm = floor.alarms.filter(unit=unit, ended_at=None).first()
    if floor.holds(value):
        if alarm is not None:
            ctx.perform(end_alarm, by=system(), alarm=alarm, value=value)
    elif alarm is None:
        ctx.perform(raise_alarm, by=system(), floor=floor, unit=unit, value=value)


@act(
    "services.compute_values",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Compute a floor's values"),
    done=_("Values of a floor computed"),
    subject="floor",
    notifies=False,
)
def compute_values(ctx: Context, floor: Floor, values: dict[int, Decimal]) -> int:
    """Keep the day's values of a computed floor, place by place; alarms follow."""
    units = Unit.objects.in_bulk(list(values))
    for number, value in sorted(values.items()):
        ctx.save(
            Measurement(floor=floor, unit=units[number], value=value, on=ctx.today, computed=True)
        )
        follow_up(ctx, floor, units[number], value)
    return len(values)


@act(
    "services.raise_alarm",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Raise the alarm: a floor is broken"),
    done=_("Alarm: a floor is broken"),
    place=lambda unit, **_arguments: unit.pk,
)
def raise_alarm(ctx: Context, floor: Floor, unit: Unit, value: Decimal) -> Alarm:
    """Open a case with the responsible body, due within the floor's days."""
    due = ctx.today + timedelta(days=floor.days)
    case = ctx.perform(
        open_alarm_case, title=floor.name, unit=unit, body=floor.body, due_on=due,
        category=floor.category or Category.objects.order_by("pk").first(),
    )  # fmt: skip
    alarm = ctx.save(
        Alarm(floor=floor, unit=unit, value=value, case=case, opened_at=ctx.occurred_at, due_on=due)
    )
    ctx.link(floor, case, "broken")
    ctx.subject = alarm.ref
    ctx.note(floor=floor.ref, value=str(value), due_on=due.isoformat())
    return alarm


@act(
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
    return ctx.save(alarm, ended_at=ctx.occurred_at)
