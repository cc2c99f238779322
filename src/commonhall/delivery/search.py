"""What the plan, contracts, functions handed over and shifts are found by."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from commonhall.core import search
from commonhall.delivery.calls.models import Call
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions.models import Transfer
from commonhall.delivery.plan.models import Item
from commonhall.delivery.shifts.models import Shift

Thing = Item | Call | Contract | Transfer | Shift
KINDS: tuple[type[Thing], ...] = (Item, Call, Contract, Transfer, Shift)


def _line(thing: Thing) -> search.Line:
    texts = thing.texts if isinstance(thing, (Call, Item, Shift)) else {}
    return thing.pk, "\n".join([*thing.names.values(), *texts.values()])


def index(thing: Thing) -> None:
    search.index(thing._meta.label_lower, [_line(thing)])


def _lines(model: type[Thing]) -> Iterator[search.Line]:
    yield from map(_line, model._base_manager.order_by("pk").iterator(chunk_size=2000))


def register() -> None:
    for model in KINDS:
        search.searchable(model._meta.label_lower, partial(_lines, model))
