"""Asking about the plan: its tree, money, flags on contracts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from commonhall.delivery.money import Rolled, rolled_up
from commonhall.delivery.plan.models import Item


def items() -> QuerySet[Item]:
    return Item.objects.select_related("body", "unit", "organisation")


def above() -> QuerySet[Item]:
    """What another part of the plan may serve: goals and measures that go on."""
    levels = (Item.Level.GOAL, Item.Level.MEASURE)
    return Item.objects.filter(level__in=levels).exclude(state=Item.State.STOPPED)


def not_stopped() -> QuerySet[Item]:
    """What a contract or a shift may belong to."""
    return Item.objects.exclude(state=Item.State.STOPPED)


def with_money(rows: QuerySet[Item]) -> QuerySet[Item]:
    """With `paid`: minor units paid so far."""
    return rows.annotate(paid=Sum("payments__amount"))


@dataclass(frozen=True)
class Node:
    """A part of the plan with its money, and that of all below it."""

    item: Item
    children: list[Node]
    money: Rolled


def tree() -> list[Node]:
    """Goals with their measures with their projects; projects without a measure last. Three queries."""
    below: dict[int | None, list[Item]] = defaultdict(list)
    rows = list(items().exclude(state=Item.State.STOPPED).order_by("due_on", "pk"))
    for row in rows:
        below[row.parent_id].append(row)

    sums = rolled_up(rows)

    def node(item: Item) -> Node:
        return Node(item, [node(child) for child in below.get(item.pk, [])], sums[item.pk])

    order = {Item.Level.GOAL: 0, Item.Level.MEASURE: 1, Item.Level.PROJECT: 2}
    roots = sorted(below[None], key=lambda item: (order[Item.Level(item.level)], item.pk))
    return [node(item) for item in roots]


@dataclass(frozen=True)
class Words:
    good: int
    bad: int


def words(item: Item) -> Words:
    """What residents say of a delivered project."""
    found = dict(item.confirmations.values_list("good").annotate(n=Count("pk")).order_by())
    return Words(found.get(True, 0), found.get(False, 0))
