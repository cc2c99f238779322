"""Asking the law: what is in force, what it grants to whom, what it demands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from commonhall.acts.prepared import Prepared
from commonhall.law.models import (
    Appeal,
    Challenge,
    Competence,
    Deadline,
    Instrument,
    Mandate,
    Prohibition,
    Provision,
    Recall,
    Reconsidered,
    Right,
    Threshold,
)
from commonhall.people.models import Body, Verification
from commonhall.places.models import Unit


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
    """All that given provisions grant, forbid or demand, by kind; six queries however many."""
    wanted = list(provisions)
    kinds: dict[str, Any] = {
        "competences": Competence.objects.select_related("body", "unit"),
        "mandates": Mandate.objects.select_related("body"),
        "rights": Right.objects.all(),
        "prohibitions": Prohibition.objects.select_related("unit"),
        "deadlines": Deadline.objects.all(),
        "thresholds": Threshold.objects.all(),
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
    return Threshold.objects.filter(granted(day), matter=matter).order_by("per_cent", "pk").first()


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


def appeals(state: str = "", today: date | None = None) -> QuerySet[Appeal]:
    """Appeals; of one state, or ("late") those whose decision is overdue on `today`."""
    rows = Appeal.objects.select_related("body", "unit", "decided_by")
    if state == "late":
        return rows.filter(state=Appeal.State.WAITING, due_on__lt=today)
    return rows.filter(state=state) if state in Appeal.State.values else rows


def challenges(state: str = "") -> QuerySet[Challenge]:
    """Challenges with `signed`: how many support them."""
    rows: QuerySet[Challenge] = Challenge.objects.select_related(
        "provision__instrument", "competence__body", "body", "instead__instrument", "to_body",
        "to_organisation",
    )  # fmt: skip
    rows = rows.annotate(signed=Count("signatures"))
    return rows.filter(state=state) if state in Challenge.State.values else rows


def recalls(state: str = "") -> QuerySet[Recall]:
    """Petitions for recall with `signed`."""
    rows: QuerySet[Recall] = Recall.objects.select_related("mandate__body", "body").annotate(
        signed=Count("signatures")
    )
    return rows.filter(state=state) if state in Recall.State.values else rows


# --- what ends ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Term:
    """A rule or a mandate that ends, or is due for review, on a day."""

    thing: Instrument | Provision | Mandate
    day: date
    kind: str  # "review", "ends" or "mandate"


def terms(today: date, days: int = 365) -> tuple[list[Term], list[Term]]:
    """(what ends or is due for review within `days`, reviews that are overdue), by day; four queries."""
    until = today + timedelta(days=days)
    alive = Instrument.objects.filter(Q(ends=None) | Q(ends__gte=today))
    found = [Term(row, row.review_on, "review") for row in alive.filter(review_on__lte=until)]
    overdue = [one for one in found if one.day < today]
    coming = [one for one in found if one.day >= today]
    coming += [Term(row, row.ends, "ends") for row in alive.filter(ends__lte=until)]
    provisions = Provision.objects.filter(ends__gte=today, ends__lte=until)
    coming += [Term(row, row.ends, "ends") for row in provisions.select_related("instrument")]
    mandates = Mandate.objects.filter(ends__gte=today, ends__lte=until, recalled_on=None)
    coming += [Term(row, row.ends, "mandate") for row in mandates.select_related("body")]
    return sorted(coming, key=lambda one: one.day), sorted(overdue, key=lambda one: one.day)


def reconsidered(instrument: Instrument) -> QuerySet[Reconsidered]:
    """What was said when ends were set, provisions renewed, the instrument reviewed; newest first."""
    return instrument.reconsidered.select_related("provision", "body").order_by("-pk")
