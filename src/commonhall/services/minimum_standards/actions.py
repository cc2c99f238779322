"""What may be done with minimum standards: set them and their end, report what was measured, confirm that one holds again."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Names, Number, Pick, Ref, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import categories
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.people import four_eyes
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.minimum_standards import search
from commonhall.services.minimum_standards.alarm_actions import end_alarm, follow_up
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.services.services.actions import (
    AT_LEAST,
    BASIS,
    MEASURE,
    THRESHOLD,
    check_number,
    still_there,
)
from commonhall.services.services.models import Service
from commonhall.services.services.queries import services

MOST_DAYS = 365
MATTER = Ref(
    _("Which matter it is about"), _("What those concerned were asked about."), subject=True
)


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
    matter: Annotated[str, MATTER] = "",
) -> MinimumStandard:
    """A line nobody may fall below. A broken one opens a case by itself, with this body and deadline."""
    check_number("threshold", threshold)
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


def _set_here(actor: Actor, minimum_standard: MinimumStandard) -> None:
    """It still holds, and follows from no framework: that one is changed under four eyes."""
    still_there(actor, minimum_standard)
    if minimum_standard.source:
        raise Refused(
            "state",
            "derived",
            _(
                "It follows from a framework and ends with it. Propose another framework, or its end."
            ),
        )


@action(
    "services.end_minimum_standard",
    by=Kind.OFFICE,
    power="set-minimum-standards",
    any_body=exemptions.FLOORS,
    undo=put_back,
    title=_("End a minimum standard"),
    done=_("Minimum standard ended"),
    place=_unit_of,
    allows=_set_here,
)
def end_minimum_standard(ctx: Context, minimum_standard: MinimumStandard) -> MinimumStandard:
    """It no longer holds from today; its alarms stay on the record."""
    minimum_standard.ended_on = ctx.today
    return ctx.save(minimum_standard)


# --- measuring ------------------------------------------------------------------------------------
METHOD = Words(_("How it was measured"), most=300, empty=_("Enter how it was measured."))
EVIDENCE = Words(
    _("Where anybody can check it"),
    _("An address, a document or a page of this hall."),
    most=300,
    empty=_("Enter where anybody can check it."),
)
SAMPLE = Number(
    _("Number measured or asked"),
    _("Leave blank if all of them were."),
    least=1,
    most=10**9,
)


def _reported(actor: Actor, minimum_standard: MinimumStandard) -> None:
    """The minimum standard still holds, and its values are reported rather than computed."""
    still_there(actor, minimum_standard)
    if MEASURES[minimum_standard.measure].compute is not None:
        raise Refused(
            "state", "computed", _("This is worked out from cases, so nobody can enter it.")
        )
    if minimum_standard.source:
        raise Refused(
            "state",
            "computed",
            _(
                "Its values come from the editions of a framework. Report them to the framework's series."
            ),
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
    value: Annotated[Decimal, THRESHOLD],
    method: Annotated[str, METHOD],
    evidence: Annotated[str, EVIDENCE],
    sample: Annotated[int | None, SAMPLE] = None,
) -> Measurement:
    """Report what was measured. Below the minimum standard, the alarm goes off in the same act; where one is open, a second
    office confirms that it may end."""
    check_number("value", value)
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


def _claimed(minimum_standard: MinimumStandard) -> QuerySet[Alarm]:
    """Open alarms of which the body says that the standard holds again; a struck value says nothing."""
    rows = minimum_standard.alarms.filter(ended_at=None, claimed__struck_on=None)
    return rows.exclude(claimed=None).select_related("claimed")


def _claimed_places(minimum_standard: MinimumStandard) -> QuerySet[Unit]:
    return units().filter(pk__in=_claimed(minimum_standard).values("unit"))


NOT_THE_RESPONSIBLE = _("Another body must confirm it: not the one that must put it right.")


def _not_the_responsible(actor: Actor, minimum_standard: MinimumStandard) -> None:
    """The body that must meet the standard again does not confirm that it does."""
    if actor.body == minimum_standard.body_id:
        raise Refused("state", "same-body", NOT_THE_RESPONSIBLE)
    claimed = _claimed(minimum_standard)
    days = [one.claimed.on for one in claimed if one.claimed]
    if not days:
        raise Refused("state", "wrong-state", _("No reported value is waiting to be confirmed."))
    four_eyes.check_no_part(actor, (minimum_standard.body_id,), days, NOT_THE_RESPONSIBLE)


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
