"""Asking the law: what is in force, what it grants to whom, what it demands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from commonhall.actions.stages import ActionRequest
from commonhall.core import kept
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.law.appeals.models import Suspension
from commonhall.law.asking.models import AskingRule
from commonhall.law.hall_settings import working_days
from commonhall.law.instruments.models import (
    Competence,
    Deadline,
    Instrument,
    Prohibition,
    Provision,
    Right,
    Threshold,
)
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit

T = TypeVar("T", bound=Model)


def in_force(day: date, prefix: str = "") -> Q:
    """Own dates cover `day`."""
    return Q(**{f"{prefix}starts__lte": day}) & (
        Q(**{f"{prefix}ends": None}) | Q(**{f"{prefix}ends__gte": day})
    )


def granted(day: date) -> Q:
    """A grant is in force with its provision and its instrument."""
    return in_force(day) & in_force(day, "provision__") & in_force(day, "provision__instrument__")


def mandate_runs(day: date) -> Q:
    return granted(day) & (Q(recalled_on=None) | Q(recalled_on__gt=day))


def competences(body: int, powers: Iterable[str], day: date) -> QuerySet[Competence]:
    """Competences in force that grant `powers` to a body."""
    return Competence.objects.filter(granted(day), body_id=body, power__in=list(powers))


def all_competences(body: int, day: date) -> list[Competence]:
    """All that a body may do, fetched together: a page asks about many powers at once."""
    return list(Competence.objects.filter(granted(day), body_id=body).order_by("pk"))


# What the gate asks at every action. Fetched with `lock=True`, the rows stay as they are until the action
# ends: nobody repeals a provision between check and commit, while other actions may rely on it too.
COMPETENCES: CompiledQuery[Competence] = CompiledQuery(
    lambda body, power, day: Competence.objects.filter(granted(day), body_id=body, power=power),
    body=0,
    power="",
    day=date.min,
)
SEATS: CompiledQuery[Office] = CompiledQuery(
    lambda body: Office.objects.filter(body_id=body, ended_on=None), body=0
)
MANDATES: CompiledQuery[Mandate] = CompiledQuery(
    lambda body, day: Mandate.objects.filter(mandate_runs(day), body_id=body), body=0, day=date.min
)
RIGHTS: CompiledQuery[Right] = CompiledQuery(
    lambda right, holder, day: Right.objects.filter(granted(day), right=right, holder=holder),
    right="",
    holder="",
    day=date.min,
)
PROHIBITIONS: CompiledQuery[Prohibition] = CompiledQuery(
    lambda power, day: Prohibition.objects.filter(granted(day), power=power),
    power="",
    day=date.min,
)


def of_power(
    request: ActionRequest, query: CompiledQuery[T], model: type[T], power: str, day: date
) -> list[T]:
    """Rows in force for a power, asked once per memo. A page asks about many powers at once: then all are fetched."""
    if not request.dry_run:
        key: Any = (model, power, day)
        if key not in request.memo:
            request.memo[key] = query.rows(power=power, day=day)
        return list(request.memo[key])
    name = f"{model._meta.label_lower} by power {day}"
    return list(kept.looked_up(request.memo, name, lambda: _by_power(model, day)).get(power, ()))


def _by_power(model: type[T], day: date) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for row in model._default_manager.filter(granted(day)).order_by("pk"):
        found.setdefault(row.power, []).append(row)  # type: ignore[attr-defined]
    return found


DEADLINES: CompiledQuery[Deadline] = CompiledQuery(
    lambda duty, day, matter: Deadline.objects.filter(
        granted(day), duty=duty, matter=matter
    ).order_by("days", "pk"),
    duty="",
    day=date.min,
    matter="",
)


def deadline_days(duty: str, day: date) -> tuple[int, str] | None:
    """(days, ref of the provision) of the strictest deadline in force for a duty; None: none set."""
    rows = DEADLINES.rows(duty=duty, day=day, matter="")
    return (rows[0].days, Provision.ref_of(rows[0].provision_id)) if rows else None


def due_day(duty: str, start: date, matter: str = "") -> date | None:
    """The last day of a duty that begins on a day, by the deadline that ends first; None: none set.

    matter: what it is for. Days set for it alone take the place of those set for all.
    """
    rows = DEADLINES.rows(duty=duty, day=start, matter=matter) if matter else []
    rows = rows or DEADLINES.rows(duty=duty, day=start, matter="")
    return min((_last_day(row, start) for row in rows), default=None)


def _last_day(row: Deadline, start: date) -> date:
    if row.working:
        return working_days.here_after(start, row.days)
    return start + timedelta(days=row.days)


def instruments() -> QuerySet[Instrument]:
    """All instruments, the highest first."""
    return Instrument.objects.order_by("rank", "code")


def grants_of(provisions: Iterable[int]) -> dict[str, list[Any]]:
    """All that given provisions grant, forbid or demand, by kind; seven queries however many."""
    wanted = list(provisions)
    kinds: dict[str, Any] = {
        "competences": Competence.objects.select_related("body", "unit", "casting"),
        "mandates": Mandate.objects.select_related("body"),
        "rights": Right.objects.all(),
        "prohibitions": Prohibition.objects.select_related("unit"),
        "deadlines": Deadline.objects.all(),
        "thresholds": Threshold.objects.all(),
        "asking_rules": AskingRule.objects.select_related("unit"),
        "suspensions": Suspension.objects.all(),
    }
    return {
        name: list(rows.filter(provision_id__in=wanted).order_by("pk"))
        for name, rows in kinds.items()
    }


# --- what residents may demand --------------------------------------------------------------------
def runs(thing: Any, day: date) -> bool:
    """Do a thing's own dates cover `day`?"""
    return bool(thing.starts <= day and (thing.ends is None or thing.ends >= day))


def threshold(matter: str, day: date) -> Threshold | None:
    """The threshold in force for a matter; the lowest, where two provisions set one."""
    rows = Threshold.objects.filter(granted(day), matter=matter)
    return rows.order_by("per_cent", "least", "pk").first()


def residents(unit: Unit, day: date) -> QuerySet[Verification]:
    """Who is confirmed as a resident of a place or a part of it."""
    rows = Verification.objects.filter(starts__lte=day, ends__gte=day)
    return rows.filter(unit__path__startswith=unit.path).exclude(person=None)


def holder_of(power: str, day: date, besides: int | None = None) -> Body | None:
    """A body that holds a power; rather another than `besides`, if there is one."""
    rows = Competence.objects.filter(granted(day), power=power, body__ended_on=None)
    found = list(rows.select_related("body__unit").order_by("pk"))
    others = [row.body for row in found if row.body_id != besides]
    return others[0] if others else found[0].body if found else None


def answers_for(instrument: Instrument, day: date) -> Body | None:
    """Who must answer for an instrument: whoever adopted it; for the founding's, the council."""
    adopted_by = instrument.adopted_by
    if adopted_by is not None and adopted_by.ended_on is None:
        return adopted_by
    return holder_of("adopt-local-rules", day)
