"""How the money of a budget book is shown: added up by what it is for, by place or by body, as areas and tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.core.money import Money
from commonhall.delivery.budget_book import cofog, editions
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.delivery.budget_book.sums import Counted, Figures
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.ui import text
from commonhall.ui.charts import Cell, treemap

FUNCTION, PLACE, BODY = "function", "place", "body"
EXPENSE, INCOME = BudgetLine.Kind.EXPENSE.value, BudgetLine.Kind.INCOME.value


@dataclass(frozen=True)
class Shown:
    """Money as pages show it. amount: what was voted; of a draft that was never adopted, what is planned."""

    amount: Money
    committed: Money
    done: Money
    left: Money

    @property
    def passed(self) -> bool:
        return self.left.minor < 0


def shown(figures: Figures, book: BudgetBook) -> Shown:
    amount = figures.voted if book.edition else figures.planned
    left = amount - figures.committed - figures.done
    return Shown(
        *(Money(one, book.currency) for one in (amount, figures.committed, figures.done, left))
    )


def gap(expenses: Figures, income: Figures, book: BudgetBook) -> Money | None:
    """By how much the expenses are above the income; None where they are not."""
    lacks = shown(expenses, book).amount - shown(income, book).amount
    return lacks if lacks.minor > 0 else None


@dataclass(frozen=True)
class Part:
    """What several lines have in common, with their money. each: for each person who lives there, None where unknown."""

    label: Any
    url: str
    money: Shown
    each: Money | None = None
    group: Any = ""


def total(rows: Iterable[Counted]) -> Figures:
    found = Figures()
    for one in rows:
        found += one.figures
    return found


def _added(rows: Iterable[Counted], key: Callable[[Counted], Any]) -> dict[Any, Figures]:
    found: dict[Any, Figures] = defaultdict(Figures)
    for one in rows:
        found[key(one)] += one.figures
    return found


def _address(book: BudgetBook, **given: str) -> str:
    return f"{reverse('delivery:budget')}?{urlencode({'book': book.pk, **given})}"


def _lines(book: BudgetBook, **given: str) -> str:
    return f"{reverse('delivery:budget_lines', args=[book.pk])}?{urlencode(given)}"


def by_function(book: BudgetBook, rows: Sequence[Counted], within: str, heads: int) -> list[Part]:
    """Divisions; within one its groups, which lead to their lines. heads: people in the place of the book."""
    if not within:
        found = _added(rows, lambda one: cofog.division(one.function))
        parts = [
            Part(
                cofog.name(code),
                _address(book, **{"in": code}),
                shown(sums, book),
                each(sums, book, heads),
                cofog.name(code),
            )
            for code, sums in found.items()
        ]
    else:
        inside = [one for one in rows if cofog.division(one.function) == within]
        parts = [
            Part(
                _("not said more closely") if code == within else cofog.name(code),
                _lines(book, function=code, kind=EXPENSE),
                shown(sums, book),
                each(sums, book, heads),
                cofog.name(code),
            )
            for code, sums in _added(inside, lambda one: one.function).items()
        ]
    return _largest_first(parts)


def by_place(
    book: BudgetBook, rows: Sequence[Counted], units: Mapping[int, Unit], people: Mapping[int, int]
) -> list[Part]:
    return _largest_first(
        Part(
            units[number].name,
            _lines(book, place=units[number].code, kind=EXPENSE),
            shown(sums, book),
            each(sums, book, people.get(number, 0)),
        )
        for number, sums in _added(rows, lambda one: one.unit).items()
        if number in units
    )


def by_body(
    book: BudgetBook, rows: Sequence[Counted], bodies: Mapping[int, Body], heads: int
) -> list[Part]:
    return _largest_first(
        Part(
            bodies[number].name,
            _lines(book, body=bodies[number].code, kind=EXPENSE),
            shown(sums, book),
            each(sums, book, heads),
        )
        for number, sums in _added(rows, lambda one: one.carrier).items()
        if number in bodies
    )


def by_source(book: BudgetBook, rows: Sequence[Counted], heads: int) -> list[Part]:
    return _largest_first(
        Part(
            cofog.name(code),
            _lines(book, function=code, kind=INCOME),
            shown(sums, book),
            each(sums, book, heads),
            cofog.name(code),
        )
        for code, sums in _added(rows, lambda one: one.function).items()
    )


def _largest_first(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda one: (-one.money.amount.minor, str(one.label)))


def each(sums: Figures, book: BudgetBook, heads: int) -> Money | None:
    amount = sums.voted if book.edition else sums.planned
    return Money(round(amount / heads), book.currency) if heads else None


def areas(title: Any, parts: Sequence[Part], book: BudgetBook) -> SafeString:
    """Parts as areas, each a link to what is in it."""
    cells = [Cell(one.label, one.money.amount.minor, one.group, one.url) for one in parts]
    if not any(one.value > 0 for one in cells):
        return SafeString()
    return treemap(title, cells, show=in_whole(book), head=_("Money"))


def in_whole(book: BudgetBook) -> Callable[[float | None], str]:
    """Amounts in whole main units: cents say nothing in a picture."""
    unit = 10 ** Money(0, book.currency).digits

    def show(value: float | None) -> str:
        if value is None:
            return "–"
        return text.money(Money(round(value / unit) * unit, book.currency))

    return show


def compared(row: editions.Compared, book: BudgetBook) -> dict[str, Any]:
    """A line in two editions, its amounts as money."""
    amounts = {"old": row.old, "new": row.new, "change": row.change, "done": row.done}
    money = {
        name: None if one is None else Money(one, book.currency) for name, one in amounts.items()
    }
    return {"row": row, **money, "rises": row.change > 0}
