"""Asking about the plan: its tree, promises kept and broken, money, flags on contracts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from commonhall.delivery.plan.models import Item, Milestone
from commonhall.people.organisations.models import Organisation


def items() -> QuerySet[Item]:
    return Item.objects.select_related("body", "unit", "organisation")


def above() -> QuerySet[Item]:
    """What another part of the plan may serve: goals and measures that go on."""
    levels = (Item.Level.GOAL, Item.Level.MEASURE)
    return Item.objects.filter(level__in=levels).exclude(state=Item.State.STOPPED)


def not_stopped() -> QuerySet[Item]:
    """What a contract or a shift may belong to."""
    return Item.objects.exclude(state=Item.State.STOPPED)


def recognised_organisations() -> QuerySet[Organisation]:
    """Organisations with standing: only they carry anything out."""
    return Organisation.objects.filter(state=Organisation.State.RECOGNISED).order_by("pk")


def with_money(rows: QuerySet[Item]) -> QuerySet[Item]:
    """With `paid`: minor units paid so far."""
    return rows.annotate(paid=Sum("payments__amount"))


@dataclass(frozen=True)
class Node:
    item: Item
    children: list[Node]


def tree() -> list[Node]:
    """Goals with their measures with their projects; projects without a measure last. One query."""
    below: dict[int | None, list[Item]] = defaultdict(list)
    rows = list(items().exclude(state=Item.State.STOPPED).order_by("due_on", "pk"))
    for row in rows:
        below[row.parent_id].append(row)

    def node(item: Item) -> Node:
        return Node(item, [node(child) for child in below.get(item.pk, [])])

    order = {Item.Level.GOAL: 0, Item.Level.MEASURE: 1, Item.Level.PROJECT: 2}
    roots = sorted(below[None], key=lambda item: (order[Item.Level(item.level)], item.pk))
    return [node(item) for item in roots]


@dataclass(frozen=True)
class Promises:
    """Of the days promised in the plan: kept, broken (late, overdue or given up), still to come."""

    kept: int
    broken: int
    to_come: int

    @property
    def judged(self) -> int:
        return self.kept + self.broken


def promises(today: date, wanted: Q = Q()) -> Promises:  # noqa: B008  (an empty Q is a constant)
    """Milestones and promised days of items; `wanted` narrows the items."""
    return sum_of(promises_by_body(today, wanted).values())


def promises_by_body(today: date, wanted: Q = Q()) -> dict[int, Promises]:  # noqa: B008
    """The same for each body that answers for part of the plan, by its number. Two queries."""
    found = Item.objects.filter(wanted)
    days = "due_on", "done_on"
    rows = [
        *found.values_list("body", "state", *days),
        *Milestone.objects.filter(item__in=found).values_list("item__body", "item__state", *days),
    ]
    tally: dict[int, Counter[str]] = defaultdict(Counter)
    for body, state, due, done in rows:
        counts = tally[body]
        if due is not None:
            counts[_fate(due, done, state == Item.State.STOPPED, today)] += 1
    return {
        body: Promises(counts["kept"], counts["broken"], counts["to_come"])
        for body, counts in tally.items()
    }


def sum_of(parts: Iterable[Promises]) -> Promises:
    rows = list(parts)
    return Promises(
        sum(row.kept for row in rows),
        sum(row.broken for row in rows),
        sum(row.to_come for row in rows),
    )


def _fate(due: date, done: date | None, stopped: bool, today: date) -> str:
    if done is not None:
        return "kept" if done <= due else "broken"
    return "broken" if stopped or due < today else "to_come"


@dataclass(frozen=True)
class Words:
    good: int
    bad: int


def words(item: Item) -> Words:
    """What residents say of a delivered project."""
    found = dict(item.confirmations.values_list("good").annotate(n=Count("pk")).order_by())
    return Words(found.get(True, 0), found.get(False, 0))
