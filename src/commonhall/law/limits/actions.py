"""What provisions demand and forbid: days for a duty, signatures for a matter, powers nobody may use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Flag, Number, Pick
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput
from commonhall.law import duties, queries, thresholds
from commonhall.law.appeals.models import Suspension
from commonhall.law.inputs import ENDS, STARTS, called
from commonhall.law.instruments import grounds
from commonhall.law.instruments.actions import ADOPT
from commonhall.law.instruments.models import Deadline, Prohibition, Provision, Threshold
from commonhall.law.instruments.own_law import own_provision, unit_of
from commonhall.places.models import Unit
from commonhall.places.queries import units

LONGEST = 3650


def _check_days(ctx: Context, starts: date, ends: date | None) -> None:
    grounds.not_past(ctx, "starts", starts)
    if ends is not None and ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))


def _takes_no_time(provision: Provision, duty: str, days: int, starts: date, matter: str) -> None:
    """Days that run for people are not cut by a rule of the same or a lower rank. Raises BadInput."""
    if duty not in duties.TIMES or duty in duties.BINDING:
        return
    rows = Deadline.objects.filter(queries.granted(starts), duty=duty, matter=matter)
    rows = rows.exclude(provision=provision).select_related("provision__instrument")
    above = [one for one in rows if one.provision.instrument.height <= provision.instrument.height]
    least = max(above, key=lambda one: one.days, default=None)
    if least is not None and days < least.days:
        raise BadInput(
            "days",
            _("%(provision)s gives people %(days)d days. A rule here cannot give them fewer.")
            % {"provision": least.provision, "days": least.days},
        )


def _takes_no_more(provision: Provision, matter: str, given: dict[str, int], starts: date) -> None:
    """What residents can demand is made no harder than the charter or law above it says. Raises BadInput."""
    rows = Threshold.objects.filter(queries.granted(starts), matter=matter)
    for row in rows.exclude(provision=provision).select_related("provision__instrument"):
        if row.provision.instrument.height > provision.instrument.height:
            continue
        for name, number in given.items():
            if number > getattr(row, name):
                raise BadInput(
                    name,
                    _(
                        "%(provision)s asks for %(number)d. A rule here may ask for fewer, not for more."
                    )
                    % {"provision": row.provision, "number": getattr(row, name)},
                )


def _end_before(ctx: Context, rows: Any, starts: date) -> None:
    """What the provision said about it until now ends on the day before."""
    before = starts - timedelta(days=1)
    for row in rows.order_by("pk"):
        if row.ends is None or row.ends > before:
            row.ends = before
            ctx.save(row)


@action(
    "law.set_deadline",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Set a deadline"),
    done=_("Deadline set"),
    place=unit_of,
    allows=own_provision,
    second_factor=True,
)
def set_deadline(
    ctx: Context,
    provision: Provision,
    duty: Annotated[
        str,
        Choice(_("What must be done in time"), choices_of=lambda _thing: duties.with_deadline()),
    ],
    days: Annotated[int, Number(_("Number of days"), least=1, most=LONGEST)],
    starts: Annotated[date, STARTS],
    ends: Annotated[date | None, ENDS] = None,
    working: Annotated[
        bool, Flag(_("Count working days only"), _("Leaves out days of rest and holidays."))
    ] = False,
    matter: Annotated[
        str,
        Choice(
            _("Only for"),
            _("For this kind, these days replace those for all others."),
            choices_of=lambda _thing: duties.divided(),
            unsaid=_("all"),
        ),
    ] = "",
) -> Deadline:
    """Say within how many days a duty must be done. Of several deadlines in force the one that ends first counts. What runs
    for people is not made shorter than another provision of the same or a higher rank has it."""
    if matter and matter not in dict(duties.divided(duty)):
        raise BadInput("matter", _("The days for this duty are the same for all."))
    if working and duty in duties.TIMES:
        raise BadInput(
            "working", _("This time is for people, not for an office, so it counts every day.")
        )
    if duty not in dict(duties.with_deadline()):
        raise BadInput("duty", _("Nothing here has this deadline."))
    _check_days(ctx, starts, ends)
    _takes_no_time(provision, duty, days, starts, matter)
    before = Deadline.objects.filter(provision=provision, duty=duty, matter=matter)
    _end_before(ctx, before, starts)
    return ctx.save(
        Deadline(
            provision=provision,
            duty=duty,
            matter=matter,
            days=days,
            working=working,
            starts=starts,
            ends=ends,
        )
    )


@action(
    "law.set_threshold",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Set a threshold"),
    done=_("Threshold set"),
    place=unit_of,
    allows=own_provision,
    second_factor=True,
)
def set_threshold(
    ctx: Context,
    provision: Provision,
    matter: Annotated[str, Choice(_("For what"), choices_now=thresholds.by_rule)],
    per_cent: Annotated[
        int, Number(_("Share of confirmed residents who must sign, in per cent"), least=1, most=100)
    ],
    starts: Annotated[date, STARTS],
    least: Annotated[
        int, Number(_("Minimum number of signatures"), least=1, most=1_000_000_000)
    ] = 1,
    ends: Annotated[date | None, ENDS] = None,
) -> Threshold:
    """Say how many residents must sign: no more than another provision of the same or a higher rank asks for. Of several
    thresholds in force the lowest counts."""
    _check_days(ctx, starts, ends)
    _takes_no_more(provision, matter, {"per_cent": per_cent, "least": least}, starts)
    _end_before(ctx, Threshold.objects.filter(provision=provision, matter=matter), starts)
    return ctx.save(
        Threshold(
            provision=provision,
            matter=matter,
            per_cent=per_cent,
            least=least,
            starts=starts,
            ends=ends,
        )
    )


@action(
    "law.forbid_power",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Forbid a power"),
    done=_("Power forbidden in a place"),
    allows=own_provision,
    second_factor=True,
)
def forbid_power(
    ctx: Context,
    provision: Provision,
    power: Annotated[
        str,
        Choice(_("What nobody may do"), choices_of=lambda _thing: called(registry.powers())),
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
) -> Prohibition:
    """Forbid a power in a place. It stops powers that rest on law of the same or a lower rank."""
    if power not in registry.powers():
        raise BadInput("power", _("No action uses this power."))
    _check_days(ctx, starts, ends)
    return ctx.save(
        Prohibition(provision=provision, power=power, unit=unit, starts=starts, ends=ends)
    )


# --- what an appeal stops ------------------------------------------------------------------------
@action(
    "law.set_suspension",
    by=Kind.OFFICE,
    power=ADOPT,
    undo=put_back,
    title=_("Let appeals suspend acts"),
    done=_("Appeals suspend acts of a power"),
    place=unit_of,
    allows=own_provision,
    second_factor=True,
)
def set_suspension(
    ctx: Context,
    provision: Provision,
    power: Annotated[
        str,
        Choice(_("Which power"), choices_of=lambda _thing: called(registry.powers())),
    ],
    starts: Annotated[date, STARTS],
    ends: Annotated[date | None, ENDS] = None,
) -> Suspension:
    """An appeal against an act of this power stops it: nobody goes on with the thing until the appeal is decided."""
    if power not in registry.powers():
        raise BadInput("power", _("No action uses this power."))
    grounds.not_stopped(ctx, power)
    _check_days(ctx, starts, ends)
    return ctx.save(Suspension(provision=provision, power=power, starts=starts, ends=ends))
