"""What became of the money of lines: promised to others, spent, received. Sums are made by the database.

Promised (`committed`) is what contracts in force, open calls and running projects of residents may still cost. A contract
stands on its own line, else on that of its part of the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from commonhall.delivery.budget_book.models import BudgetLine, BudgetReceipt
from commonhall.delivery.calls.models import Call
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Payment
from commonhall.delivery.projects.models import Project

# A call promises what it is estimated to cost, from the day it is published until it is awarded or ended.
CALLING = (Call.State.OPEN, Call.State.CLOSED, Call.State.OPENED, Call.State.ANNOUNCED)


@dataclass(frozen=True)
class Figures:
    """Minor units of one line, or of many. done: spent of expenses, received of income."""

    planned: int = 0
    voted: int = 0
    committed: int = 0
    done: int = 0

    @property
    def left(self) -> int:
        """What may still be spent or promised, or is still to come in; negative where more came in."""
        return self.voted - self.committed - self.done

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.planned + other.planned,
            self.voted + other.voted,
            self.committed + other.committed,
            self.done + other.done,
        )


Rows = Iterable[tuple[int, int]]


def _on_lines(rows: QuerySet[Any], at: Any, what: str, sign: int, lines: Any) -> QuerySet[Any]:
    """(line, sum) of rows that stand on these lines."""
    found: QuerySet[Any] = (
        rows.order_by()
        .annotate(on_line=at)
        .filter(on_line__in=lines)
        .values("on_line")
        .annotate(total=Sum(what) * sign)
        .values_list("on_line", "total")
    )
    return found


def committed(lines: Any) -> dict[int, int]:
    """What is promised to others on each line; one query. lines: numbers, or a query set of them."""
    own = Coalesce("line", "item__line")
    active, running = Contract.State.ACTIVE, Project.State.RUNNING
    contracts = Contract.objects.filter(state=active)
    run = Project.objects.filter(state=running, agreed__isnull=False)
    on_contracts = Payment.objects.filter(contract__state=active)
    of_projects = {"item__resident_project__state": running}
    beside = Payment.objects.filter(contract=None, **of_projects)
    awarded = Contract.objects.filter(state__in=(active, Contract.State.COMPLETE), **of_projects)
    parts = [
        _on_lines(contracts, own, "amount", 1, lines),
        _on_lines(
            on_contracts, Coalesce("contract__line", "contract__item__line"), "amount", -1, lines
        ),
        _on_lines(
            Contract.objects.filter(state=Contract.State.TENDER, call__state__in=CALLING),
            own,
            "call__estimate",
            1,
            lines,
        ),
        # What a project of residents may spend, less what was paid or contracted for it.
        _on_lines(run, F("item__line"), "agreed", 1, lines),
        _on_lines(beside, F("item__line"), "amount", -1, lines),
        _on_lines(awarded, F("item__line"), "amount", -1, lines),
    ]
    found: dict[int, int] = defaultdict(int)
    for line, total in parts[0].union(*parts[1:], all=True):
        found[line] += total or 0
    return found


def spent(lines: Any) -> dict[int, int]:
    """What was paid on each line; one query."""
    return dict(_on_lines(Payment.objects.all(), F("line"), "amount", 1, lines))


def received(lines: Any) -> dict[int, int]:
    """What came in on each line; one query."""
    rows = BudgetReceipt.objects.filter(set_aside_on=None)
    return dict(_on_lines(rows, F("line"), "amount", 1, lines))


def of_lines(lines: Iterable[BudgetLine]) -> dict[int, Figures]:
    """The figures of each of these lines, with their book; three queries however many."""
    rows = list(lines)
    numbers = [one.pk for one in rows]
    promised, paid, came = committed(numbers), spent(numbers), received(numbers)
    return {
        one.pk: Figures(
            one.planned,
            one.voted,
            promised.get(one.pk, 0),
            _done(one.kind, one.pk, paid, came),
        )
        for one in rows
    }


def of_line(line: BudgetLine) -> Figures:
    return of_lines([line])[line.pk]


def bound(line: BudgetLine) -> int:
    """What is spent of a line or promised: less it cannot have."""
    found = of_line(line)
    return found.committed + found.done


def _done(kind: str, number: int, paid: Mapping[int, int], came: Mapping[int, int]) -> int:
    return (came if kind == BudgetLine.Kind.INCOME else paid).get(number, 0)


@dataclass(frozen=True)
class Counted:
    """A line with its figures, as plain values: for sums over many thousands of lines."""

    number: int
    kind: str
    function: str
    unit: int
    carrier: int
    figures: Figures


def of_book(book: int, edition: int) -> list[Counted]:
    """Every line of a book that was not removed, with its figures; four queries however many.

    edition: the one in force; what is voted of lines that begin to count later is zero.
    """
    lines = BudgetLine.objects.filter(book=book, dropped=False)
    numbers = lines.order_by().values("pk")
    promised, paid, came = committed(numbers), spent(numbers), received(numbers)
    return [
        Counted(
            number,
            kind,
            function,
            unit,
            carrier,
            Figures(
                planned,
                planned + moved if since <= edition else 0,
                promised.get(number, 0),
                _done(kind, number, paid, came),
            ),
        )
        for number, kind, function, unit, carrier, planned, moved, since in lines.values_list(
            "pk", "kind", "function", "unit", "carrier", "planned", "moved", "since"
        )
    ]
