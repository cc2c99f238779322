"""Once a day: who finished a path is counted, and lessons are indexed anew, in case an appeal put one back."""

from __future__ import annotations

from commonhall.core import search
from commonhall.core.timers import every
from commonhall.people.learning.counting import count_finished
from commonhall.people.learning.search import KIND


@every(86400)
def count_paths() -> int:
    """Count every path anew; how many are told."""
    search.rebuild([KIND])
    return count_finished()
