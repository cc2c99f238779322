"""Since when a sum is decided that somebody wants to raise: what was asked before that was asked about the smaller one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from commonhall.actions.models import Version
from commonhall.delivery import money
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.money import line_above
from commonhall.delivery.plan.models import Item
from commonhall.law.asking import origins
from commonhall.record.models import Entry


def decided_at(kind: str, number: int, field: str) -> datetime | None:
    """When a field of a thing got the value it has now."""
    first, value = None, None
    rows = Version.objects.filter(type=kind, object_id=number).order_by("-version")
    for row in rows.iterator(chunk_size=20):
        said = json.loads(row.state)["state"].get(field)
        if first is not None and said != value:
            break
        first, value = row.entry, said
    if first is None:
        return None
    at: datetime | None = (
        Entry.objects.filter(pk=first).values_list("occurred_at", flat=True).first()
    )
    return at


def _within_above(item: Item | None, amount: int) -> bool:
    """Does a part of the plan with at least so much money stand above, or at, this one? That sum was decided before."""
    return any((one.budget or 0) >= amount for one in line_above(item))


def of_item(number: int, amount: int) -> datetime | None:
    item = Item.objects.select_related("parent__parent").get(pk=number)
    if not item.budget or amount <= item.budget or _within_above(item.parent, amount):
        return None
    return decided_at("delivery.item", number, "budget")


def of_contract(number: int, amount: int) -> datetime | None:
    contract = Contract.objects.select_related("item__parent__parent").get(pk=number)
    if not contract.amount or amount <= contract.amount or _within_above(contract.item, amount):
        return None
    return decided_at("delivery.contract", number, "amount")


def by_further_parts(arguments: Mapping[str, Any]) -> datetime | None:
    """Since when the sum of a matter is decided to which a further part of the plan adds; None where it adds to none.

    Parts share what was decided for the whole: up to the money of the part above, nothing is added.
    """
    item, budget = arguments.get("item"), arguments.get("budget") or 0
    if not budget or (item is not None and budget <= (item.budget or 0)):
        return None
    before = money.parts_before(arguments)
    sum_of_all = budget + sum(one.budget or 0 for one in before)
    whole = arguments.get("parent") or (item.parent if item is not None else None)
    if not before or _within_above(whole, sum_of_all):
        return None
    moments = [decided_at("delivery.item", one.pk, "budget") for one in before]
    return max((one for one in moments if one is not None), default=None)


def register() -> None:
    origins.sums_of("delivery.item", of_item)
    origins.sums_of("delivery.contract", of_contract)
