"""What happens to rollup by the clock."""

from __future__ import annotations

import time

from commonhall.core.timers import every
from commonhall.evaluation.rollup import folding

# Other timers wait for this one: what is left of a great many cases is folded the next time.
PATIENCE_SECONDS = 10


@every(20)
def fold_cases() -> int:
    """Bring the tallies of rates up with what happened; how many cases it were."""
    total, ends = 0, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends and (count := folding.fold()):
        total += count
    return total
