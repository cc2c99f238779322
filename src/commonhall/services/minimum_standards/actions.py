"""What may be done with minimum standards."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal, Names, Number, Pick, Quantity, Ref, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.cases.actions import open_alarm_case
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import categories
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.law.promises import ledger
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.minimum_standards import search
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.services.services.actions import (
    AT_LEAST,
    BASIS,
    MEASURE,
    THRESHOLD,
    check_threshold,
    still_there,
)
from commonhall.services.services.models import Service
from commonhall.services.services.queries import services

MOST_DAYS = 365


def _unit_of(minimum_standard: MinimumStandard) -> int:
    return minimum_standard.unit_id


@action(
    "services.set_minimum_standard",
    by=Kind.OFFICE,
    power="set-minimum-standards",
    undo=put_back,
    title=_("Set a minimum standard"),
    done=_("Minimum standard set"),
)
def set_minimum_standard(
    ctx: Context,
    names: Annotated[
        dict[str, str], Names(_("Name"), empty=_("Enter a name for the minimum standard."))
    ],
    measure: Annotated[str, MEASURE],
    threshold: Annotated[Decimal, THRESHOLD],
    at_least: Annotated[bool, AT_LEAST],
    body: Annotated[Body, Pick(_("Responsible body"), rows=active_bodies, key="code")],
    unit: Annotated[
        Unit,
        Pick(
            _("Where"),
            _("It applies in each part of the place."),
            rows=units,
            key="code",
            place=True,
        ),
    ],
    days: Annotated[
        int,
        Number(_("Days to put it right"), _("Leave blank for 14 days."), least=1, most=MOST_DAYS),
    ] = 14,
    measure_days: Annotated[
        int,
        Number(
            _("Days after which it counts as not measured"),
            _("Leave blank for 180 days. An alarm is raised then."),
            least=1,
            most=MOST_DAYS,
        ),
    ] = 180,
    category: Annotated[
        Category | None, Pick(_("Category of cases"), rows=categories, key="code")
    ] = None,
    service: Annotated[Service | None, Pick(_("Service"), rows=services, key="code")] = None,
    basis: Annotated[Provision | None, BASIS] = None,
    matter: Annotated[
        str,
        Ref(
            _("Which matter it is about"), _("What those concerned were asked about."), subject=True
        ),
    ] = "",
) -> MinimumStandard:
    """A line nobody may fall below. A broken one opens a case by itself, with this body and deadline."""
    check_threshold(threshold)
    minimum_standard = ctx.save(
        MinimumStandard(
            names=names,
            measure=measure,
            threshold=threshold,
            at_least=at_least,
            body=body,
            unit=unit,
            days=days,
            measure_days=measure_days,
            set_on=ctx.today,
            category=category,
            service=service,
            basis=basis,
        )
    )
    if matter:
        ctx.link(matter, minimum_standard, "considered")
    if service is not None:
        ctx.link(minimum_standard, service, "kept-by")
    search.index_minimum_standard(minimum_standard)
    ctx.subject = minimum_standard.ref
    return minimum_standard


@action(
    "services.end_minimum_standard",
    by=Kind.OFFICE,
    power="set-minimum-standards",
    any_body=exemptions.FLOORS,
    undo=put_back,
    title=_("End a minimum standard"),
    done=_("Minimum standard ended"),
    place=_unit_of,
    allows=still_there,
)
def end_minimum_standard(ctx: Context, minimum_standard: MinimumStandard) -> MinimumStandard:
    """The floor no longer holds from today; its alarms stay on the record."""
    minimum_standard.ended_on = ctx.today
    return ctx.save(minimum_standard)


# --- measuring ------------------------------------------------------------------------------------
def _reported(actor: Actor, minimum_standard: MinimumStandard) -> None:
    """The floor holds still, and its values are reported rather than computed."""
    still_there(actor, minimum_standard)
    if MEASURES[minimum_standard.measure].compute is not None:
        raise Refused(
            "state", "computed", _("This is worked out from cases, so nobody can enter it.")
        )


def _places_of(minimum_standard: MinimumStandard) -> QuerySet[Unit]:
    return units().filter(path__startswith=minimum_standard.unit.path)


@action(
    "services.report_value",
    by=Kind.OFFICE,
    power="report-values",
    undo=put_back,
    title=_("Report a value"),
    done=_("Value of a minimum standard reported"),
    allows=_reported,
)
def report_value(
    ctx: Context,
    minimum_standard: MinimumStandard,
    unit: Annotated[Unit, Pick(_("Where"), rows=units, rows_of=_places_of, key="code", place=True)],
    value: Annotated[Decimal, Quantity(_("Value"), digits=12, decimals=2)],
    method: Annotated[
        str,
        Words(_("How it was measured"), most=300, empty=_("Enter how it was measured.")),
    ],
    evidence: Annotated[
        str,
        Words(
            _("Where anybody can check it"),
            _("An address, a document or a page of this hall."),
            most=300,
            empty=_("Enter where anybody can check it."),
        ),
    ],
    sample: Annotated[
        int | None,
        Number(
            _("Number measured or asked"),
            _("Leave blank if all of them were."),
            least=1,
            most=10**9,
        ),
    ] = None,
) -> Measurement:
    """Report what was measured. Below the floor, the alarm goes off in the same act; where one is open, a second office
    confirms that it may end."""
    if not value.is_finite() or abs(value) >= 10**9:
        raise BadInput("value", _("Enter a number."))
    if not unit.path.startswith(minimum_standard.unit.path):
        raise BadInput("unit", _("The minimum standard does not apply in this place."))
    measured = ctx.save(
        Measurement(
            minimum_standard=minimum_standard,
            unit=unit,
            value=value,
            on=ctx.today,
            body_id=ctx.actor.body,
            method=method,
            evidence=evidence,
            sample=sample,
        )
    )
    responsible = ctx.actor.body == minimum_standard.body_id
    follow_up(ctx, minimum_standard, unit, value, measured if responsible else None)
    return measured


def follow_up(
    ctx: Context,
    minimum_standard: MinimumStandard,
    unit: Unit,
    value: Decimal,
    claim: Measurement | None = None,
) -> None:
    """Raise the alarm where the floor is broken, end it where it holds again.

    claim: the value comes from the body that must mend the floor. It ends no alarm by itself: somebody else confirms it.
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


def _claimed(minimum_standard: MinimumStandard) -> QuerySet[Alarm]:
    """Open alarms of which the body says that the floor holds again; a struck value says nothing."""
    rows = minimum_standard.alarms.filter(ended_at=None, claimed__struck_on=None)
    return rows.exclude(claimed=None).select_related("claimed")


def _claimed_places(minimum_standard: MinimumStandard) -> QuerySet[Unit]:
    return units().filter(pk__in=_claimed(minimum_standard).values("unit"))


def _not_the_responsible(actor: Actor, minimum_standard: MinimumStandard) -> None:
    """Whoever must mend the floor does not confirm that it is mended."""
    if actor.body == minimum_standard.body_id:
        raise Refused(
            "state",
            "same-body",
            _("Another body must confirm it: not the one that must put it right."),
        )
    if not _claimed_places(minimum_standard).exists():
        raise Refused("state", "wrong-state", _("No reported value is waiting to be confirmed."))


@action(
    "services.confirm_value",
    by=Kind.OFFICE,
    power="confirm-values",
    undo=put_back,
    title=_("Confirm that it is met again"),
    done=_("Confirmed by a second office: the minimum standard is met again"),
    place=_unit_of,
    allows=_not_the_responsible,
    any_body=_("The body that must put it right cannot confirm it. Another body must."),
)
def confirm_value(
    ctx: Context,
    minimum_standard: MinimumStandard,
    unit: Annotated[
        Unit,
        Pick(_("Where"), rows=units, rows_of=_claimed_places, key="code", place=True),
    ],
    seen: Annotated[
        str,
        Words(
            _("How you know"),
            _("This is public."),
            most=1000,
            long=True,
            empty=_("Enter how you know that it is met again."),
        ),
    ],
) -> Alarm:
    """A second office looked for itself. Only then does the alarm end."""
    ended = None
    for alarm in _claimed(minimum_standard).filter(unit=unit).order_by("-pk"):
        alarm.confirmed = seen
        ctx.save(alarm)
        value = alarm.claimed.value if alarm.claimed else None
        ended = ctx.perform_as(system(), end_alarm, alarm=alarm, value=value)
    if ended is None:
        raise BadInput("unit", _("No reported value is waiting to be confirmed."))
    return ended


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
) -> int:
    """Keep the day's values of a computed floor, place by place; alarms follow."""
    places = Unit.objects.in_bulk(list(values))
    for number, value in sorted(values.items()):
        ctx.save(
            Measurement(
                minimum_standard=minimum_standard,
                unit=places[number],
                value=value,
                on=ctx.today,
                computed=True,
            )
        )
        follow_up(ctx, minimum_standard, places[number], value)
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
    """Open a case with the responsible body, due within the floor's days."""
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
    """The measure is back on the right side. The case stays with whoever must confirm it."""
    if value is not None:
        ctx.note(value=str(value))
    alarm.by_residents = by_residents
    ctx.link(alarm.case, alarm, "holds-again")
    ledger.keep(ctx, alarm)
    alarm.ended_at = ctx.occurred_at
    return ctx.save(alarm)
