"""Reading the roll-up: always exact, whatever is folded already.

The tallies, less what the cases that are not folded yet had added, plus what they add now. Where those are
many, everything is counted from the cases, as it would be without a roll-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from django.db.models import Sum, Value
from django.utils import timezone

from commonhall.core import clock
from commonhall.evaluation.indicators import formulas, rates
from commonhall.evaluation.indicators.facts import Fact
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.rollup import tallies
from commonhall.evaluation.rollup.folding import Addition, Counted, additions
from commonhall.evaluation.rollup.models import CaseMonth, Folds, Tally, Unfolded

T = TypeVar("T")
By = Literal["unit", "body"]
# From so many cases on that are not folded, counting all is no dearer.
MANY = 2000
TRIES = 3


def read(
    months: Sequence[date],
    by: By,
    numbers: Collection[int] | None = None,
    measures: Collection[str] | None = None,
    *,
    together: bool = False,
) -> dict[tuple[date, int], tallies.Sums]:
    """(month, number) → the sums of a place's or body's cases; groups without a case are left out.

    months: consecutive, oldest first. numbers: only these places or bodies (default: all). measures:
    only these (default: all). together: all numbers as one, EVERYTHING; of all of them, ready made.
    """
    whole = _Wanted(months, by, numbers, measures, together)
    return _settled(whole.folded, whole.counted)


def facts_of(month: date, by: By, numbers: Collection[int] | None) -> list[Fact]:
    """The facts of some places' or bodies' cases in a month (None: of all), by number of the case."""

    def folded(stale: list[int]) -> list[Fact]:
        today = clock.today()
        rows = CaseMonth.objects.filter(month=month).exclude(case__in=stale)
        if numbers is not None:
            rows = rows.filter(**{f"{by}__in": numbers})
        fresh = [one.fact for one in _fresh(stale) if one.month == month]
        return [*(row.fact(today) for row in rows), *mine(fresh)]

    def counted() -> list[Fact]:
        units = numbers if by == "unit" else None
        return mine(rates.collect(rates.month_of(month), units))

    def mine(found: list[Fact]) -> list[Fact]:
        return [one for one in found if numbers is None or getattr(one, by) in numbers]

    return sorted(_settled(folded, counted), key=lambda one: one.case)


def _settled(folded: Callable[[list[int]], T], counted: Callable[[], T]) -> T:
    """Read from the roll-up if nobody folds meanwhile; else, or where much is not folded, count."""
    for _try in range(TRIES):
        before, stale = _standing()
        if len(stale) > MANY:
            break
        found = folded(stale)
        if _folds() == before:
            return found
    return counted()


def _folds() -> int:
    return Folds.objects.filter(pk=1).values_list("count", flat=True).first() or 0


def _standing() -> tuple[int, list[int]]:
    """How often somebody has folded, and the cases that the tallies are behind of; one query.

    Behind are cases to which something happened, and those that time alone has changed.
    """
    folds = Folds.objects.filter(pk=1).annotate(what=Value(1)).values_list("what", "count")
    behind = Unfolded.objects.annotate(what=Value(0)).values_list("what", "case")
    turned = CaseMonth.objects.filter(turns_on__lte=clock.today()).annotate(what=Value(0))
    rows = folds.union(behind, turned.values_list("what", "case"))[: MANY + 2]
    found = list(rows)
    return (
        next((number for what, number in found if what), 0),
        [number for what, number in found if not what],
    )


def _fresh(stale: Collection[int]) -> list[Addition]:
    """What these cases add now."""
    return additions(rates.rows_among(stale), clock.today(), Counted()) if stale else []


class _Wanted:
    """What is read, in both ways."""

    def __init__(
        self,
        months: Sequence[date],
        by: By,
        numbers: Collection[int] | None,
        measures: Collection[str] | None,
        together: bool,
    ) -> None:
        self.months, self.by, self.together = months, by, together
        self.numbers = None if numbers is None else set(numbers)
        self.measures = None if measures is None else {tallies.CASES, *measures}

    def folded(self, stale: list[int]) -> dict[tuple[date, int], tallies.Sums]:
        found = self._tallies()
        if stale:
            for row in CaseMonth.objects.filter(case__in=stale):
                self._add(found, row.month, row, row.adds, -1)
            for one in _fresh(stale):
                self._add(found, one.month, one.fact, one.adds, 1)
        return _kept(found)

    def counted(self) -> dict[tuple[date, int], tallies.Sums]:
        """Everything from the cases."""
        span = rates.span_of(self.months[0], rates.next_month(self.months[-1]))
        units = self.numbers if self.by == "unit" else None
        found: dict[tuple[date, int], tallies.Sums] = defaultdict(dict)
        for one in additions(rates.rows_of(span, units), clock.today(), Counted()):
            self._add(found, one.month, one.fact, one.adds, 1)
        return _kept(found)

    def _tallies(self) -> dict[tuple[date, int], tallies.Sums]:
        whole = self.together and self.numbers is None
        rows = Tally.objects.filter(
            by=Tally.By.ALL if whole else self.by,
            month__gte=self.months[0],
            month__lte=self.months[-1],
        )
        if self.numbers is not None:
            rows = rows.filter(number__in=self.numbers)
        if self.measures is not None:
            rows = rows.filter(measure__in=self.measures)
        found: dict[tuple[date, int], tallies.Sums] = defaultdict(dict)
        if self.together:
            summed = rows.values_list("month", "measure").annotate(Sum("counted"), Sum("asked"))
            for month, measure, counted, asked in summed:
                found[month, tallies.EVERYTHING][measure] = [int(counted), int(asked)]
        elif len(self.months) == 1:
            # A page of many places: what is known already is not read again with every row.
            for number, measure, *sums in rows.values_list("number", "measure", "counted", "asked"):
                found[self.months[0], number][measure] = sums
        else:
            for month, number, measure, *sums in rows.values_list(
                "month", "number", "measure", "counted", "asked"
            ):
                found[month, number][measure] = sums
        return found

    def _add(
        self,
        found: dict[tuple[date, int], tallies.Sums],
        month: date,
        of: Any,
        adds: tallies.Sums,
        sign: int,
    ) -> None:
        number = getattr(of, self.by)
        if month not in self.months or (self.numbers is not None and number not in self.numbers):
            return
        if self.measures is not None:
            adds = {measure: one for measure, one in adds.items() if measure in self.measures}
        tallies.add(found[month, tallies.EVERYTHING if self.together else number], adds, sign)


def _kept(found: dict[tuple[date, int], tallies.Sums]) -> dict[tuple[date, int], tallies.Sums]:
    """Without groups and measures that are nought by now."""
    return {
        key: {measure: one for measure, one in sums.items() if one[1]}
        for key, sums in found.items()
        if sums.get(tallies.CASES, (0, 0))[1]
    }


@dataclass(frozen=True)
class Cell:
    """One place where the roll-up and the cases differ: [counted in millionths, asked] of both."""

    month: date
    by: str
    number: int
    measure: str
    read: list[int]
    counted: list[int]

    def __str__(self) -> str:
        return (
            f"{self.month:%Y-%m} {self.by} {self.number} {self.measure}: "
            f"{_words(self.read)} in the roll-up, {_words(self.counted)} in the cases"
        )


def _words(one: list[int]) -> str:
    return f"{one[0] / formulas.SCALE:g} of {one[1]}"


def all_months() -> list[date]:
    """From the first month of which there is anything to the present one."""
    known = CaseMonth.objects.order_by("month").values_list("month", flat=True).first()
    first = rates.counted().order_by("raised_at").values_list("raised_at", flat=True).first()
    begun = [one for one in (known, first and timezone.localdate(first).replace(day=1)) if one]
    last = clock.today().replace(day=1)
    if not begun:
        return []
    count = (last.year - min(begun).year) * 12 + last.month - min(begun).month + 1
    return rates.months_before(last, max(count, 0))


def compare(month: date) -> tuple[list[Cell], int]:
    """(the cells of a month that differ from counting its cases, how many cells there are)."""
    for _try in range(TRIES):
        wrong, count = _compared(month)
        if not wrong:
            break  # else somebody may have acted between the two countings: look again
    return wrong, count


def _compared(month: date) -> tuple[list[Cell], int]:
    wrong, count = [], 0
    ways: tuple[tuple[By, bool], ...] = (("unit", False), ("body", False), ("unit", True))
    for by, together in ways:
        whole = _Wanted([month], by, None, None, together)
        kept, found = _settled(whole.folded, whole.counted), whole.counted()
        for key in sorted(kept.keys() | found.keys()):
            one, other = kept.get(key, {}), found.get(key, {})
            for measure in sorted(one.keys() | other.keys()):
                count += 1
                sums = one.get(measure, [0, 0]), other.get(measure, [0, 0])
                if sums[0] != sums[1]:
                    wrong.append(Cell(month, "all" if together else by, key[1], measure, *sums))
    return wrong, count


def measures_of(definitions: Iterable[Definition]) -> set[str]:
    """What has to be read for these rates and for how many were called back."""
    return {tallies.CALL_BACKS, *(str(one.pk) for one in definitions)}
