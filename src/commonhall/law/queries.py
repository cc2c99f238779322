"""Asking the law: what is in force, what it grants to whom, what it demands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from commonhall.law.models import (
    Competence,
    Deadline,
    Instrument,
    Mandate,
    Prohibition,
    Provision,
    Right,
)

M = TypeVar("M", bound=Model)


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


def held(rows: QuerySet[M]) -> list[M]:
    """Fetch rows an act relies on, and keep them as they are until its transaction ends.

    PostgreSQL: FOR SHARE, so that nobody repeals a provision between check and commit while other
    acts may rely on it too. SQLite: the writer is alone in any case.
    """
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        return list(rows)
    sql, parameters = rows.query.sql_with_params()
    return list(rows.model._default_manager.raw(f"{sql} FOR SHARE", parameters))


def competences(body: int, powers: Iterable[str], day: date) -> QuerySet[Competence]:
    """Competences in force that grant `powers` to a body."""
    return Competence.objects.filter(granted(day), body_id=body, power__in=list(powers))


def mandates(body: int, day: date) -> QuerySet[Mandate]:
    return Mandate.objects.filter(mandate_runs(day), body_id=body)


def rights(name: str, holder: str, day: date) -> QuerySet[Right]:
    return Right.objects.filter(granted(day), right=name, holder=holder)


def prohibitions(power: str, day: date) -> QuerySet[Prohibition]:
    return Prohibition.objects.filter(granted(day), power=power).select_related(
        "provision__instrument"
    )


def deadline_days(duty: str, day: date) -> tuple[int, str] | None:
    """(days, ref of the provision) of the strictest deadline in force for a duty; None: none set."""
    row = Deadline.objects.filter(granted(day), duty=duty).order_by("days").first()
    return (row.days, Provision.ref_of(row.provision_id)) if row else None


def instruments() -> QuerySet[Instrument]:
    """All instruments, the highest first."""
    return Instrument.objects.order_by("rank", "code")


def grants_of(provisions: Iterable[int]) -> dict[str, list[Any]]:
    """All that given provisions grant, forbid or demand, by kind; five queries however many."""
    wanted = list(provisions)
    kinds: dict[str, Any] = {
        "competences": Competence.objects.select_related("body", "unit"),
        "mandates": Mandate.objects.select_related("body"),
        "rights": Right.objects.all(),
        "prohibitions": Prohibition.objects.select_related("unit"),
        "deadlines": Deadline.objects.all(),
    }
    return {
        name: list(rows.filter(provision_id__in=wanted).order_by("pk"))
        for name, rows in kinds.items()
    }
