"""What floors and standards measure: computed from cases, or reported by an office.

A measure gives one value per place, for many places at once. All are computed from published data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases import queries as cases
from commonhall.cases.cases.models import WAITING, Case, late
from commonhall.cases.categories.models import Category
from commonhall.places.models import Unit

SOLVED, NOT_SOLVED = (Case.State.CONFIRMED,), (Case.State.REFUSED,)
WINDOW = timedelta(days=180)
FEWEST = 5
Values = dict[int, Decimal]


@dataclass(frozen=True)
class Measure:
    """label: what it is; unit: in what it is counted; compute: None for what offices report. chosen: an office can choose
    it; not what only follows from a framework."""

    code: str
    label: Any
    unit: Any
    compute: Callable[[list[int], Category | None, date], Values] | None = None
    chosen: bool = True


def _rows(units: Iterable[int], category: Category | None) -> Any:
    rows = cases.complete().filter(unit_id__in=list(units))
    return rows.filter(category=category) if category else rows


def _waiting(units: list[int], category: Category | None, day: date) -> Values:
    """Cases that wait, per place; nought where none does."""
    found = dict(
        _rows(units, category)
        .filter(state__in=WAITING)
        .values_list("unit")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {unit: Decimal(found.get(unit, 0)) for unit in units}


def _late_share(units: list[int], category: Category | None, day: date) -> Values:
    """Per cent of waiting cases that are past their promise, or past the law's day for an answer."""
    waits = Q(state__in=WAITING)
    return _shares(_rows(units, category), waits, late(day))


def _solved_share(units: list[int], category: Category | None, day: date) -> Values:
    """Per cent solved, of the results people judged in the last half year; none where too few did."""
    recent = _rows(units, category).filter(raised_at__date__gte=day - WINDOW)
    judged = Q(state__in=(*SOLVED, *NOT_SOLVED))
    return _shares(recent, judged, Q(state__in=SOLVED))


def _shares(rows: Any, of: Q, part: Q) -> Values:
    found = (
        rows.values("unit")
        .annotate(all=Count("pk", filter=of), part=Count("pk", filter=part))
        .order_by()
    )
    return {
        row["unit"]: round(Decimal(100) * row["part"] / row["all"], 2)
        for row in found
        if row["all"] >= FEWEST
    }


MEASURES = {
    one.code: one
    for one in (
        Measure("reported", _("a value an office reports"), ""),
        Measure("cases-waiting", _("cases waiting"), _("cases"), _waiting),
        Measure("cases-late", _("waiting cases that are late"), _("per cent"), _late_share),
        Measure("cases-solved", _("results confirmed as solved"), _("per cent"), _solved_share),
        Measure("framework", _("the value in each edition of a framework"), "", chosen=False),
    )
}


def parts(unit: Unit) -> list[Unit]:
    """The smallest parts of a place, each of which a floor must hold in; itself if it has none."""
    return smallest(
        list(Unit.objects.filter(path__startswith=unit.path, ended_on=None).order_by("path"))
    )


def smallest(units: list[Unit]) -> list[Unit]:
    """Those of some places that no other of them lies in."""
    parents = {one.parent_id for one in units}
    return [one for one in units if one.pk not in parents]
