"""Who finished a path is counted once a day."""

from __future__ import annotations

from commonhall.core.timers import every
from commonhall.people.learning.counting import count_finished


@every(86400)
def count_paths() -> int:
    """Count every path anew; how many are told."""
    return count_finished()
