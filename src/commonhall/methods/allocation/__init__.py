"""Allocation: in which order scarce places are offered, and what follows from that order. Pure."""

from commonhall.methods.allocation.groups import Group, grouped
from commonhall.methods.allocation.order import (
    LOTTERY,
    NEED,
    QUEUE,
    AllocationError,
    Waiting,
    ahead,
    by_lot,
    ordered,
)
from commonhall.methods.allocation.waits import Wait, expected_wait

__all__ = [
    "LOTTERY",
    "NEED",
    "QUEUE",
    "AllocationError",
    "Group",
    "Wait",
    "Waiting",
    "ahead",
    "by_lot",
    "expected_wait",
    "grouped",
    "ordered",
]
