"""The house's clock: real time, or the seeded time in which a demo town's past is replayed.

Law is judged at this time. `recorded_at` never comes from here: the record uses the real clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_replayed: ContextVar[datetime | None] = ContextVar("commonhall_clock", default=None)


def now() -> datetime:
    """The present moment, or the replayed one."""
    return _replayed.get() or timezone.now()


def today() -> date:
    """The present day in the place's time zone."""
    return timezone.localdate(now())


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


@contextmanager
def replay(moment: datetime) -> Iterator[None]:
    """Let it be `moment` for what runs inside (demo towns and tests only; no web path calls this)."""
    token = _replayed.set(moment)
    try:
        yield
    finally:
        _replayed.reset(token)
