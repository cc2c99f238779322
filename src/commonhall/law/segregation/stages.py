"""The stage "segregation": nobody uses power over power for itself, or for whoever reviews it.

Which powers these are, and who reviews whom, the charter says (`PowerOverPower`, `Reviewing`). The founding period
is the only exception: the article that begins the hall names one office, and what it may do alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import stages as gate_stages
from commonhall.actions.stages import ActionRequest, Reliance
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.hearings.removal import check_heard
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls.models import Recall
from commonhall.law.results.models import PeoplesResult
from commonhall.law.segregation import both_sides, own_seats, watched
from commonhall.law.segregation.models import PowerOverPower
from commonhall.law.segregation.queries import reviewers
from commonhall.law.stand_ins import stages as stand_ins
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.invitations.models import Invitation
from commonhall.ui.text import listed

Kind = PowerOverPower.Kind
OVER_POWER: CompiledQuery[PowerOverPower] = CompiledQuery(
    lambda power, day: PowerOverPower.objects.filter(queries.granted(day), power=power),
    power="",
    day=date.min,
)
# A body may make offices of its own; it fills none of them.
WORDS = {
    Kind.GRANT: _("No body may grant powers or rights to itself or its reviewer."),
    Kind.MANDATE: _("No body may give or recall its own mandate or that of its reviewer."),
    Kind.APPOINT: _(
        "No body may fill its own offices or end their terms, nor those of its reviewer."
    ),
    Kind.ORGANISE: _("No body may establish, change or end its own reviewer."),
    Kind.JUDGE: _("Nobody may judge their own case."),
    Kind.WATCH: _("Nobody may watch over themselves."),
}


def segregation(request: ActionRequest) -> Iterable[Reliance]:
    """Is power over power used on the own body, or on one that reviews it; is a reviewer removed unheard?"""
    check_heard(request)
    own_seats.check(request)
    watched.check(request)
    stand_ins.check(request)
    power, own = request.action.power, request.actor.body
    if not power or own is None:
        return []
    day = timezone.localdate(request.at)
    rows = queries.of_power(request, OVER_POWER, PowerOverPower, power, day)
    if not rows or _is_founding(request, day):
        return []
    touched = set(_touched(request.arguments.values()))
    for row in rows:
        if touched & _barred(request, row.kind, own, day):
            raise Refused("segregation", "for-itself", _told(row, own, day), _ref(row))
    return []


def _ref(row: PowerOverPower) -> str:
    return Provision.ref_of(row.provision_id)


def _barred(request: ActionRequest, kind: str, own: int, day: date) -> set[int]:
    """The bodies that a body keeps its hands off."""
    if kind == Kind.JUDGE:
        return {own}
    if kind == Kind.WATCH:
        # Each of these actions says itself who may not look: whoever acted.
        return set()
    above = reviewers(own, day, request.memo)
    return above if kind == Kind.ORGANISE else {own, *above}


def _is_founding(request: ActionRequest, day: date) -> bool:
    """Does the power rest on the article of a founding period that runs?"""
    grant: Competence | None = request.memo.get(
        ("competence", request.action.power, request.actor.body)
    )
    if grant is None or grant.office_id is None:
        return False
    key = ("founding", grant.provision_id, day)
    if not request.dry_run or key not in request.memo:
        periods = FoundingPeriod.objects.filter(
            provision=grant.provision_id, closed_on=None, starts__lte=day, ends__gte=day
        )
        request.memo[key] = periods.exists()
    return bool(request.memo[key])


def _touched(things: Iterable[Any]) -> Iterator[int]:
    """The bodies whose power is touched by things that an action is given."""
    for thing in things:
        if isinstance(thing, Body):
            yield thing.pk
        elif isinstance(thing, Office):
            yield thing.body_id
        elif isinstance(thing, (OfficeTerm, Invitation)):
            yield thing.office.body_id
        elif isinstance(thing, (Mandate, PeoplesResult)):
            yield thing.body_id
        elif isinstance(thing, Recall):
            yield thing.mandate.body_id
        elif isinstance(thing, (list, tuple)):
            yield from _touched(thing)


def _told(row: PowerOverPower, own: int, day: date) -> Any:
    """Why not, and who can do it instead."""
    why = WORDS[Kind(row.kind)]
    if row.kind == Kind.JUDGE:
        others = holders(row.power, day, own)
        if not others:
            return why
        return gettext("%(why)s Instead: %(who)s.") % {"why": why, "who": listed(others)}
    others = holders("enter-results", day, 0)
    if not others:
        return why
    return gettext(
        "%(why)s Only the residents can: %(who)s enters what they decided, and another body confirms it."
    ) % {"why": why, "who": listed(others)}


def holders(power: str, day: date, besides: int) -> list[str]:
    """Names of the bodies that hold a power."""
    rows = Body.objects.filter(
        pk__in=Competence.objects.filter(queries.granted(day), power=power).values("body"),
        ended_on=None,
    )
    return [one.name for one in rows.exclude(pk=besides).order_by("pk")]


def register() -> None:
    """Answer for the stage."""
    gate_stages.answer("segregation", segregation, "law")
    both_sides.register()
