"""What apps do by the clock: registered here, run by `commonhall timer`, each in its own turn.

    @every(60)
    def close_due() -> None: …

A timer acts as the System, through acts, so what it does rests on a provision and is on the record.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

log = logging.getLogger(__name__)
Work = Callable[[], object]


@dataclass
class Timer:
    """Work that is due every `seconds`; `last` is when it was done (monotonic)."""

    work: Work
    seconds: float
    last: float = float("-inf")


_timers: dict[str, Timer] = {}


def every(seconds: float) -> Callable[[Work], Work]:
    """Run the decorated function about every `seconds`."""

    def register(work: Work) -> Work:
        _timers[f"{work.__module__}.{work.__qualname__}"] = Timer(work, seconds)
        return work

    return register


def registered() -> list[str]:
    return sorted(_timers)


def run_due(*, everything: bool = False) -> int:
    """Do what is due; one that fails is logged and tried again next time. How many were done."""
    done = 0
    for name, timer in _timers.items():
        now = time.monotonic()
        if not everything and now - timer.last < timer.seconds:
            continue
        timer.last = now
        try:
            timer.work()
            done += 1
        except Exception:
            log.exception("The timer %s failed", name)
        finally:
            close_old_connections()
    return done
