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
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

from commonhall.core.models import TimerRun
from commonhall.ui import hall

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
    """Do what is due, by the hall's own time; one that fails is logged and tried again next time.
    How many were done."""
    hall.keep_time()
    done = 0
    for name, timer in _timers.items():
        now = time.monotonic()
        if not everything and now - timer.last < timer.seconds:
            continue
        timer.last = now
        fault = ""
        try:
            timer.work()
            done += 1
        except Exception as error:
            fault = type(error).__name__
            log.exception("The timer %s failed", name)
        finally:
            _note(name, time.monotonic() - now, fault)
            close_old_connections()
    return done


def _note(name: str, seconds: float, fault: str) -> None:
    """Write down how it went; a database that is away loses the note and nothing else."""
    about = {"at": timezone.now(), "seconds": round(seconds, 3), "fault": fault[:100]}
    try:
        TimerRun.objects.update_or_create(name=name, defaults=about)
    except DatabaseError:
        log.warning("How the timer %s went could not be written down", name)


@dataclass(frozen=True)
class Went:
    """How one timer stands: when it last worked and is due next; never: None."""

    name: str
    every: timedelta
    at: datetime | None = None
    seconds: float = 0.0
    fault: str = ""

    @property
    def short(self) -> str:
        """Its name without what all have in common."""
        return (
            self.name.removeprefix("commonhall.").replace(".timers.", ": ").replace(".jobs.", ": ")
        )

    @property
    def next(self) -> datetime | None:
        return self.at + self.every if self.at else None


def standing() -> list[Went]:
    """Every timer, by name."""
    ran = {one.name: one for one in TimerRun.objects.all()}
    return [
        Went(name, timedelta(seconds=timer.seconds), one.at, one.seconds, one.fault)
        if (one := ran.get(name))
        else Went(name, timedelta(seconds=timer.seconds))
        for name, timer in sorted(_timers.items())
    ]
