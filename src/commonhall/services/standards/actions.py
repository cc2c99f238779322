"""What is done about a service's standards: measured with evidence, looked at again by somebody else, changed with reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Internal, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.demands.reasons import REASONS
from commonhall.people import four_eyes
from commonhall.people.actors import office_of
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.minimum_standards.actions import EVIDENCE, METHOD, SAMPLE
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.services.actions import MATTER, THRESHOLD, check_number, still_there
from commonhall.services.services.models import Standard, StandardChange
from commonhall.services.standards import queries

OTHERS_LOOK = _("The body that reported a value cannot confirm it. Another body must look.")


def unit_of(standard: Standard) -> int:
    return standard.service.unit_id


def _months(_standard: Any) -> Iterable[tuple[str, str]]:
    months = [clock.today().replace(day=1), *queries.months_back(clock.today(), queries.MONTHS)]
    return [(one.isoformat(), f"{one:%Y-%m}") for one in months]


def _places_of(standard: Standard) -> QuerySet[Unit]:
    return units().filter(path__startswith=standard.service.unit.path)


# --- measuring ------------------------------------------------------------------------------------
def _reported(actor: Actor, standard: Standard) -> None:
    still_there(actor, standard)
    if MEASURES[standard.measure].compute is not None:
        raise Refused(
            "state", "computed", _("This is worked out from cases, so nobody can enter it.")
        )


@action(
    "services.report_for_standard",
    by=Kind.OFFICE,
    power="report-values",
    undo=put_back,
    title=_("Report a month"),
    done=_("Value of a service's standard reported"),
    allows=_reported,
)
def report_for_standard(
    ctx: Context,
    standard: Standard,
    month: Annotated[str, Choice(_("Month"), choices_of=_months, empty=_("Choose the month."))],
    unit: Annotated[Unit, Pick(_("Where"), rows=units, rows_of=_places_of, key="code", place=True)],
    value: Annotated[Decimal, THRESHOLD],
    method: Annotated[str, METHOD],
    evidence: Annotated[str, EVIDENCE],
    sample: Annotated[int | None, SAMPLE] = None,
) -> Measurement:
    """Report what was measured in a place in a month. It counts once somebody of another body has looked. Until then you can
    report it again."""
    check_number("value", value)
    known = {code for code, _label in _months(standard)}
    if month not in known:
        raise BadInput("month", _("Choose a month of the last two years."))
    if not unit.path.startswith(standard.service.unit.path):
        raise BadInput("unit", _("The service is not offered in this place."))
    first = datetime.fromisoformat(month).date()
    before = Measurement.objects.filter(
        standard=standard, unit=unit, month=first, struck_on=None
    ).first()
    if before is not None:
        if before.confirmed_on is not None:
            raise BadInput(
                "month",
                _(
                    "This month is confirmed for this place. What is wrong with it is put right by a review."
                ),
            )
        before.struck_on = ctx.today
        ctx.save(before)
    return ctx.save(
        Measurement(
            standard=standard,
            unit=unit,
            month=first,
            value=value,
            on=ctx.today,
            body_id=ctx.actor.body,
            reported_by_id=office_of(ctx.actor),
            method=method,
            evidence=evidence,
            sample=sample,
        )
    )


def _waits(actor: Actor, value: Measurement) -> None:
    """A reported value of a standard at which nobody has looked yet; somebody else looks."""
    if value.month is None or value.computed or value.struck_on or value.confirmed_on:
        raise Refused(
            "state", "wrong-state", _("This value does not wait for a second look, or no longer.")
        )
    if value.standard is not None and actor.body == value.standard.service.body_id:
        raise Refused("state", "same-body", OTHERS_LOOK)
    at = timezone.make_aware(datetime.combine(value.on, time(12)))
    four_eyes.check_another(actor, value.body_id or 0, value.reported_by_id, at)


SEEN = Words(
    _("What you looked at, and what you saw"),
    _("This is public."),
    most=1000,
    long=True,
    empty=_("Enter what you looked at, and what you saw."),
)


@action(
    "services.confirm_measurement",
    by=Kind.OFFICE,
    power="confirm-values",
    undo=put_back,
    title=_("Confirm this value"),
    done=_("Value of a standard confirmed by a second office"),
    allows=_waits,
    any_body=OTHERS_LOOK,
)
def confirm_measurement(
    ctx: Context, measurement: Measurement, seen: Annotated[str, SEEN]
) -> Measurement:
    """You looked at the evidence yourself, and the value is right. From now on it counts."""
    measurement.confirmed_by_id, measurement.confirmed_on = ctx.actor.body_id, ctx.today
    measurement.seen = seen
    return ctx.save(measurement)


@action(
    "services.reject_measurement",
    by=Kind.OFFICE,
    power="confirm-values",
    undo=put_back,
    title=_("Say that it is not right"),
    done=_("Value of a standard struck by a second office"),
    allows=_waits,
    any_body=OTHERS_LOOK,
)
def reject_measurement(
    ctx: Context, measurement: Measurement, seen: Annotated[str, SEEN]
) -> Measurement:
    """You looked yourself, and the evidence does not show this value. It counts for nothing, and the body reports again."""
    measurement.struck_on, measurement.seen = ctx.today, seen
    return ctx.save(measurement)


@action(
    "services.compute_for_standard",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Calculate the values of a service's standard"),
    done=_("Values of a service's standard calculated"),
    notifies=False,
)
def compute_for_standard(
    ctx: Context,
    standard: Standard,
    month: Annotated[Any, Internal()],
    values: Annotated[dict[int, Decimal], Internal()],
) -> int:
    """Keep the values of a month that is over, place by place, as cases show them."""
    places = Unit.objects.in_bulk(list(values))
    for number, value in sorted(values.items()):
        ctx.save(
            Measurement(
                standard=standard,
                unit=places[number],
                month=month,
                value=value,
                on=ctx.today,
                computed=True,
            )
        )
    return len(values)


# --- changing -------------------------------------------------------------------------------------
@action(
    "services.change_standard",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("Raise or change the standard"),
    done=_("Standard of a service changed"),
    place=unit_of,
    allows=still_there,
)
def change_standard(
    ctx: Context,
    standard: Standard,
    threshold: Annotated[Decimal, THRESHOLD],
    reasons: Annotated[str, REASONS],
    matter: Annotated[str, MATTER] = "",
) -> StandardChange:
    """Promise another value from this month on, with reasons. Earlier months are judged by what was promised then."""
    check_number("threshold", threshold)
    if threshold == standard.threshold:
        raise BadInput(
            "threshold", _("People were promised this value before. Enter another value.")
        )
    change = ctx.save(
        StandardChange(
            standard=standard,
            before=standard.threshold,
            after=threshold,
            reasons=reasons,
            on=ctx.today,
        )
    )
    standard.threshold = threshold
    ctx.save(standard)
    if matter:
        ctx.link(matter, standard, "considered")
    ctx.subject = standard.ref
    ctx.note(before=str(change.before), after=str(change.after))
    return change


@action(
    "services.end_standard",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("Stop promising it"),
    done=_("Standard of a service ended"),
    place=unit_of,
    allows=still_there,
)
def end_standard(ctx: Context, standard: Standard, reasons: Annotated[str, REASONS]) -> Standard:
    """The service no longer promises this, from today. What was measured stays."""
    standard.ended_on, standard.why_ended = ctx.today, reasons
    return ctx.save(standard)
