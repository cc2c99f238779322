"""The order of an agenda, derived again from the published orders alone."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core.recalculation import States, recalculates
from commonhall.decisions.agenda_order import counting

TYPES = ("decisions.agendacount",)


def _counts(states: States) -> Iterator[str]:
    for number, state in sorted(states["decisions.agendacount"].items()):
        again = counting.count(state["motions"], [order for _office, order in state["orders"]])
        if again != state["outcome"]:
            yield f"agenda of sitting {state['sitting_id']}, count {number}: the orders give another result"


def register() -> None:
    recalculates(
        "orders of agendas", TYPES, _counts, lambda states: len(states["decisions.agendacount"])
    )
