"""Asking the law: what is in force, what it grants to whom, what it demands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from commonhall.acts.prepared import Prepared
from commonhall.law.models import (
    Competence,
    Deadline,
    Instrument,
    Mandate,
    Prohibition,
    Provision,
    Right,
)


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


# What the gate asks at every act. Fetched with `lock=True`, the rows stay as they are until the act
# ends: nobody repeals a provision between check and commit, while other acts may rely on it too.
COMPETENCES: Prepared[Competence] = Prepared(
    lambda body, power, day: Competence.objects.filter(granted(day), body_id=body, power=power),
    body=0,
    power="",
    day=date.min,
)
MANDATES: Prepared[Mandate] = Prepared(
    lambda body, day: Mandate.objects.filter(mandate_runs(day), body_id=body), body=0, day=date.min
)
RIGHTS: Prepared[Right] = Prepared(
    lambda right, holder, day: Right.objects.filter(granted(day), right=right, holder=holder),
    right="",
    holder="",
    day=date.min,
)
PROHIBITIONS: Prepared[Prohibition] = Prepared(
    lambda power, day: Prohibition.objects.filter(granted(day), power=power),
    power="",
    day=date.min,
)
DEADLINES: Prepared[Deadline] = Prepared(
    lambda duty, day: Deadline.objects.filter(granted(day), duty=duty).order_by("days", "pk"),
    duty="",
    day=date.min,
)


def deadline_days(duty: str, day: date) -> tuple[int, str] | None:
    """(days, ref of the provision) of the strictest deadline in force for a duty; None: none set."""
    rows = DEADLINES.rows(duty=duty, day=day)
    return (rows[0].days, Provision.ref_of(rows[0].provision_id)) if rows else None


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
