"""What must work for the hall to work, checked in one place: for `/health/ready`, `/metrics` and alerts.

`needed` checks decide whether a web process is sent requests; the others are troubles of the hall as a whole,
and taking every web machine out of service would mend none of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from commonhall.core import beats, clock_guard, jobs, letters
from commonhall.record import sequencer
from commonhall.site.commands.migrate import unapplied

MEGABYTE = 1024 * 1024
# How many seconds each may be silent, or let things wait, before it is a trouble.
TIMER_SILENT, WORKER_SILENT = 180.0, 180.0
_shape_is_ours = False
JOBS_WAIT, LETTERS_WAIT = 600.0, 3600.0


@dataclass(frozen=True)
class Check:
    """One thing looked at; words: what is so, without a name, an address or a secret in it."""

    name: str
    well: bool
    words: str
    needed: bool = False
    figures: dict[str, float] = field(default_factory=dict)


def checks() -> list[Check]:
    """Look at everything. A database that is away is one trouble, and the rest cannot be asked."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return [Check("database", False, f"away: {type(error).__name__}", needed=True), disk()]
    found = [Check("database", True, connection.vendor, needed=True), disk()]
    return [*found, migrations(), *_each(record, clock, queue, mail, timer, worker)]


def ready(found: list[Check]) -> bool:
    """Whether this process can answer people."""
    return all(one.well for one in found if one.needed)


def _each(*looks: Callable[[], Check]) -> Iterator[Check]:
    """Each look; one that fails is a trouble itself."""
    for look in looks:
        try:
            yield look()
        except DatabaseError as error:
            yield Check(look.__name__, False, f"cannot be asked: {type(error).__name__}")


def disk() -> Check:
    try:
        free = shutil.disk_usage(settings.COMMONHALL_HOME).free / MEGABYTE
    except OSError as error:
        return Check("disk", False, f"cannot be asked: {error.strerror}", needed=True)
    words = f"{free:,.0f} MB free, at least {settings.DISK_LIMIT_MB:,} MB wanted"
    figures = {"free_bytes": free * MEGABYTE}
    return Check("disk", free >= settings.DISK_LIMIT_MB, words, needed=True, figures=figures)


def migrations() -> Check:
    count = 0 if _migrated() else len(unapplied())
    return Check("migrations", not count, f"{count} wait", needed=True, figures={"waiting": count})


def _migrated() -> bool:
    """Whether the database has this version's shape; looked up until it has, then remembered."""
    global _shape_is_ours
    _shape_is_ours = _shape_is_ours or not unapplied()
    return _shape_is_ours


def record() -> Check:
    status = sequencer.status()
    words = status.message or f"{status.pending:,} entries wait for their place"
    figures = {
        "pending": status.pending,
        "oldest_pending_seconds": round(status.oldest_pending_seconds, 1),
        "entries": status.size,
    }
    return Check("record", not status.alarm, words, figures=figures)


def clock() -> Check:
    wrong = clock_guard.trouble()
    return Check("clock", not wrong, wrong or "trusted")


def queue() -> Check:
    waiting, oldest = jobs.waiting()
    failed = jobs.failed()
    words = f"{waiting:,} jobs wait, the oldest for {oldest:.0f} s; {failed:,} failed in a day"
    figures = {"waiting": waiting, "oldest_seconds": round(oldest, 1), "failed": failed}
    return Check("queue", not failed and oldest < JOBS_WAIT, words, figures=figures)


def mail() -> Check:
    found = letters.figures()
    since = found["oldest_waits_since"]
    age = (timezone.now() - datetime.fromisoformat(since)).total_seconds() if since else 0.0
    words = f"{found['waiting']:,} letters wait, the oldest for {age:.0f} s"
    names = ("waiting", "sent", "refused", "given_up", "addresses_that_take_none")
    figures = {name: float(found[name]) for name in names} | {"oldest_seconds": round(age, 1)}
    return Check("mail", age < LETTERS_WAIT, words, figures=figures)


def timer() -> Check:
    return _beat("timer", TIMER_SILENT)


def worker() -> Check:
    return _beat("worker", WORKER_SILENT)


def _beat(name: str, silent: float) -> Check:
    age = beats.seconds_since(name)
    if age is None:
        return Check(name, False, "never ran")
    figures = {"silent_seconds": round(age, 1)}
    return Check(name, age < silent, f"last well {age:.0f} s ago", figures=figures)
