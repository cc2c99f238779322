"""What a founding act writes: the first law, bodies, offices and mandates of a hall."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from commonhall.actions.context import Context
from commonhall.law import search
from commonhall.law.appeals.models import Suspension
from commonhall.law.asking.models import AskingRule
from commonhall.law.caretakers.models import Routine
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.law.instruments.models import (
    Competence,
    Deadline,
    Instrument,
    Majority,
    Provision,
    Rank,
    Right,
    Threshold,
)
from commonhall.law.mandates.models import Mandate
from commonhall.law.segregation.models import PowerOverPower, Reviewing
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.invitations.actions import invited
from commonhall.people.residents.models import Person
from commonhall.places.actions import UnitRow, write_units
from commonhall.places.models import Unit
from commonhall.ui import hall

Texts = dict[str, str]
Further = Callable[[Context, Mapping[str, Body]], None]


@dataclass(frozen=True)
class Together:
    """How a body of several offices uses a power: see `Competence`. casting: code of an office, or "".

    bodies: codes of the bodies that do; none: every body to which the article grants the power.
    """

    majority: str = Majority.SIMPLE.value
    quorum: int = 50
    readings: int = 1
    casting: str = ""
    urgent: int = 0
    urgent_days: int = 30
    urgent_most: int = 0
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grant:
    """One provision and what it grants.

    office: only this office, by its code, may use the powers granted to its body, and only in the founding
    period. powers: (body code, power) pairs; rights: (right, holder) pairs; deadlines: (duty, days), a duty
    with a dot and a matter behind it having these days for that alone;
    mandates: (body code, origin) pairs; thresholds: (matter, per cent, at least). asking: powers and the
    numbers of an asking rule (`AskingRule`). until: last day, for set-up powers. together: powers that a body of
    several offices uses by resolution, and how. speaks_of: powers and rights that may later be granted by it.
    over_power: (power, kind); reviews: (body code, code of its reviewer); routines: (power, days or None).
    most: up to which amount its powers reach, None: any; ceilings: (power, amount) of those that reach less.
    suspends: powers whose acts an appeal stops; others: powers granted over what belongs to other bodies, too.
    """

    number: str
    texts: Texts
    powers: tuple[tuple[str, str], ...] = ()
    rights: tuple[tuple[str, str], ...] = ()
    deadlines: tuple[tuple[str, int], ...] = ()
    mandates: tuple[tuple[str, str], ...] = ()
    thresholds: tuple[tuple[str, int, int], ...] = ()
    suspends: tuple[str, ...] = ()
    others: bool = False
    until: date | None = None
    most: int | None = None
    ceilings: tuple[tuple[str, int], ...] = ()
    asking: tuple[Mapping[str, Any], ...] = ()
    office: str = ""
    together: Mapping[str, Together] = field(default_factory=dict)
    speaks_of: tuple[str, ...] = ()
    over_power: tuple[tuple[str, str], ...] = ()
    reviews: tuple[tuple[str, str], ...] = ()
    routines: tuple[tuple[str, int | None], ...] = ()
    entrenched: bool = False
    majority: str = Majority.SIMPLE


@dataclass(frozen=True)
class FirstOffice:
    """An office made at the founding. person: who holds it first; email: who is invited to; neither: vacant."""

    body: str
    code: str
    names: Texts
    duties: Texts
    person: Person | None = None
    email: str = ""


@dataclass(frozen=True)
class FirstBody:
    """A body made at the founding. unit: code of its place; "" is the whole."""

    code: str
    names: Texts
    kind: str
    unit: str = ""
    duties: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """Everything a founding sets.

    units: parents first, the root first of all. settings: of the hall. pages: a page's code → its texts.
    further: what apps above the law write in the same act, given the bodies by their codes.
    """

    code: str
    titles: Texts
    starts: date
    mandates_end: date
    units: list[UnitRow]
    bodies: list[FirstBody]
    offices: list[FirstOffice]
    grants: list[Grant]
    settings: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[str, Texts] = field(default_factory=dict)
    further: tuple[Further, ...] = ()


def write(ctx: Context, plan: Plan) -> Instrument:
    """Write a plan inside the founding act; returns the charter."""
    write_units(ctx, plan.units)
    units = {unit.code: unit for unit in Unit.objects.all()}
    root = units[plan.units[0].code]
    bodies = {
        row.code: ctx.save(
            Body(
                code=row.code,
                names=row.names,
                kind=row.kind,
                unit=units.get(row.unit, root),
                duties=row.duties,
            )
        )
        for row in plan.bodies
    }
    offices = {}
    for first in plan.offices:
        office = offices[first.code] = ctx.save(
            Office(body=bodies[first.body], code=first.code, names=first.names, duties=first.duties)
        )
        if first.email:
            invited(ctx, office, first.email, plan.starts, plan.mandates_end)
        if first.person:
            ctx.save(
                OfficeTerm(
                    office=office,
                    person=first.person,
                    starts=plan.starts,
                    ends=plan.mandates_end,
                )
            )
    instrument = ctx.save(
        Instrument(
            rank=Rank.CONSTITUTION,
            code=plan.code,
            titles=plan.titles,
            starts=plan.starts,
            is_charter=True,
        )
    )
    for grant in plan.grants:
        _write_grant(ctx, plan, grant, instrument, bodies, offices, root)
    _write_settings(ctx, plan)
    for write_more in plan.further:
        write_more(ctx, bodies)
    search.index_provisions(instrument)
    ctx.subject = instrument.ref
    return instrument


def _write_settings(ctx: Context, plan: Plan) -> None:
    if plan.settings:
        ctx.save(HallSettings(**plan.settings))
    for code, texts in plan.pages.items():
        ctx.save(HallPage(code=code, texts=texts))
    if plan.settings or plan.pages:
        transaction.on_commit(hall.forget)


def _write_grant(
    ctx: Context,
    plan: Plan,
    grant: Grant,
    instrument: Instrument,
    bodies: dict[str, Body],
    offices: dict[str, Office],
    root: Unit,
) -> None:
    provision = ctx.save(
        Provision(
            instrument=instrument,
            number=grant.number,
            texts=grant.texts,
            starts=plan.starts,
            ends=grant.until,
            speaks_of=list(grant.speaks_of),
            entrenched=grant.entrenched,
            majority=grant.majority,
        )
    )
    _write_bounds(ctx, plan, grant, provision, bodies)
    for code, power in grant.powers:
        body, how = bodies[code], grant.together.get(power)
        more = (
            {}
            if how is None or (how.bodies and code not in how.bodies)
            else {
                "together": True,
                "majority": how.majority,
                "quorum": how.quorum,
                "readings": how.readings,
                "casting": offices[how.casting] if how.casting else None,
                "urgent": how.urgent,
                "urgent_days": how.urgent_days,
                "urgent_most": how.urgent_most,
            }
        )
        ctx.save(
            Competence(
                provision=provision,
                body=body,
                office=offices[grant.office] if grant.office else None,
                power=power,
                unit=body.unit,
                starts=plan.starts,
                ends=grant.until,
                most=dict(grant.ceilings).get(power, grant.most),
                **more,
                others=grant.others,
            )
        )
    if grant.office and grant.until:
        ctx.save(
            FoundingPeriod(
                provision=provision,
                office=offices[grant.office],
                starts=plan.starts,
                ends=grant.until,
            )
        )
    for right, holder in grant.rights:
        ctx.save(Right(provision=provision, right=right, holder=holder, starts=plan.starts))
    for duty, days in grant.deadlines:
        code, _dot, matter = duty.partition(".")
        ctx.save(
            Deadline(provision=provision, duty=code, matter=matter, days=days, starts=plan.starts)
        )
    for power in grant.suspends:
        ctx.save(Suspension(provision=provision, power=power, starts=plan.starts))
    for matter, per_cent, least in grant.thresholds:
        ctx.save(
            Threshold(
                provision=provision,
                matter=matter,
                per_cent=per_cent,
                least=least,
                starts=plan.starts,
            )
        )
    for rule in grant.asking:
        numbers = {key: value for key, value in rule.items() if key != "powers"}
        for power in rule["powers"]:
            ctx.save(
                AskingRule(
                    provision=provision,
                    power=power,
                    unit=root,
                    starts=plan.starts,
                    ends=grant.until,
                    **numbers,
                )
            )
    for code, origin in grant.mandates:
        ctx.save(
            Mandate(
                provision=provision,
                body=bodies[code],
                origin=origin,
                starts=plan.starts,
                # What the law itself sets up has no term.
                ends=None if origin == Mandate.Origin.LAW else plan.mandates_end,
            )
        )


def _write_bounds(
    ctx: Context, plan: Plan, grant: Grant, provision: Provision, bodies: dict[str, Body]
) -> None:
    """What an article says about power over power, who reviews whom, and what caretakers may do."""
    for power, kind in grant.over_power:
        ctx.save(PowerOverPower(provision=provision, power=power, kind=kind, starts=plan.starts))
    for code, reviewer in grant.reviews:
        ctx.save(
            Reviewing(
                provision=provision,
                body=bodies[code],
                reviewer=bodies[reviewer],
                starts=plan.starts,
            )
        )
    for power, days in grant.routines:
        ctx.save(Routine(provision=provision, power=power, days=days, starts=plan.starts))
