"""What a grant can rest on: a provision of the granter's own law that speaks of the power, within its days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.core.refusals import BadInput, Refused
from commonhall.law import queries
from commonhall.law.instruments.models import Deadline, Provision, Rank
from commonhall.law.instruments.own_law import own_provision
from commonhall.law.segregation.models import PowerOverPower
from commonhall.people.bodies.models import Body
from commonhall.ui.text import local_date

# What members do singly so that the body can decide together.
EACH_MEMBERS = {"vote-in-body", "run-sittings", "decide-matters"}
PAST = _("Law cannot be backdated. Enter today or a later day.")


def not_past(ctx: Context, name: str, day: date | None) -> None:
    """What the law gives, ends or sets begins today or later. Raises BadInput."""
    if day is not None and day < ctx.today:
        raise BadInput(name, PAST)


def within_provision(ctx: Context, provision: Provision, starts: date, ends: date | None) -> None:
    """A grant lies within the days of its provision and its instrument. Raises BadInput."""
    not_past(ctx, "starts", starts)
    if ends is not None and ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    for above in (provision, provision.instrument):
        if starts < above.starts:
            raise BadInput(
                "starts",
                _("The provision comes into force on %(day)s. Enter that day or a later one.")
                % {"day": local_date(above.starts)},
            )
        if above.ends is not None and starts > above.ends:
            raise BadInput("starts", _ends_on(above.ends))
        if above.ends is not None and ends is not None and ends > above.ends:
            raise BadInput("ends", _ends_on(above.ends))


def _ends_on(day: date) -> Any:
    return _("The provision ends on %(day)s. Enter that day or an earlier one.") % {
        "day": local_date(day)
    }


def within_longest(ctx: Context, starts: date, ends: date) -> None:
    """No mandate and no term is longer than the law lets it be. Raises BadInput."""
    # The charter alone says so: a rule could otherwise make every term too short to be elected for.
    rows = Deadline.objects.filter(
        queries.granted(ctx.today), duty="hold-mandate", provision__instrument__is_charter=True
    )
    longest = rows.order_by("days").values_list("days", flat=True).first()
    if longest and ends > starts + timedelta(days=longest):
        raise BadInput(
            "ends",
            _(
                "By law, nobody can hold power for more than %(days)d days. Enter %(day)s or an earlier day."
            )
            % {"days": longest, "day": local_date(starts + timedelta(days=longest))},
        )


def own_law(actor: Actor, provision: Provision) -> None:
    """Grants rest on law that the granter may make itself. Raises Refused."""
    own_provision(actor, provision, granting=True)


def speaks_of(provision: Provision, power: str) -> None:
    """Does the provision speak of a power or a right? Raises Refused."""
    if power not in provision.speaks_of:
        raise Refused(
            "rights",
            "not-spoken-of",
            _(
                "This provision does not name that power. Adopt one that says which powers it can grant."
            ),
            provision.ref,
        )


def not_over_power(ctx: Context, provision: Provision, power: str) -> None:
    """Powers over power stand in the charter; no rule hands them on. Raises Refused."""
    rows = PowerOverPower.objects.filter(queries.granted(ctx.today), power=power)
    row = rows.first() if provision.instrument.rank >= Rank.LOCAL_RULE else None
    if row is not None:
        raise Refused(
            "segregation",
            "over-power",
            _(
                "Only the charter can grant a power over power. Amend the charter, with the majority it requires."
            ),
            Provision.ref_of(row.provision_id),
        )


def not_stopped(ctx: Context, power: str) -> None:
    """No rule stops or slows down who judges or watches over others, or the way to new mandates. Raises Refused."""
    kinds = (PowerOverPower.Kind.JUDGE, PowerOverPower.Kind.WATCH)
    row = PowerOverPower.objects.filter(
        queries.granted(ctx.today), power=power, kind__in=kinds
    ).first()
    if row is not None:
        raise Refused(
            "segregation",
            "over-power",
            _(
                "Only the charter can put conditions on a power that reviews others or leads to elections. Amend the charter, with the majority it requires."
            ),
            Provision.ref_of(row.provision_id),
        )


def may_lend(actor: Actor, provision: Provision) -> None:
    """A mandate rests on an article of the charter that speaks of mandates, or on own law that does."""
    if provision.instrument.is_charter:
        speaks_of(provision, "give-mandates")
        return
    own_law(actor, provision)
    speaks_of(provision, "give-mandates")


def by_resolution(body: Body, power: str) -> bool:
    """Does a body use a power together where nothing else is said? A council does, but for what its members do singly."""
    return body.kind == Body.Kind.COUNCIL and power not in EACH_MEMBERS
