"""How the hall stands as a machine, measured in one place: for `/health/ready`, `/metrics`, alerts, the doctor and
the administration.

Each measure has one limit, set in the environment (`site/environment.py`). `needed` ones decide whether a web
process is sent requests; the others are troubles of the hall as a whole, and taking every web machine out of
service would mend none of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commonhall.core import beats, clock_guard, failed_sign_ins, jobs, kept_backups, letters
from commonhall.record import health
from commonhall.record.models import Entry

MEGABYTE = 1024 * 1024
Gravity = Literal["fault", "note"]
_shape_is_ours = False


@dataclass(frozen=True)
class Measure:
    """One thing measured. words: for machines and logs, without a name, an address or a secret in it.

    needed: without it a web process cannot serve. Where it is not well: gravity for the people of the hall, and
    told: the sentence for them, in their language.
    """

    name: str
    well: bool
    words: str
    needed: bool = False
    figures: dict[str, float] = field(default_factory=dict)
    gravity: Gravity = "fault"
    told: Any = ""


def measures() -> list[Measure]:
    """Measure everything. A database that is away is one trouble, and the rest cannot be asked."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        words = f"away: {type(error).__name__}"
        return [Measure("database", False, words, needed=True, told=_AWAY), disk()]
    found = [Measure("database", True, connection.vendor, needed=True), disk()]
    return [
        *found,
        migrations(),
        *_each(record, clock, queue, mail, timer, worker, files, backup, sign_in),
    ]


_AWAY = _("The database is not answering.")


def ready(found: list[Measure]) -> bool:
    """Whether this process can answer people."""
    return all(one.well for one in found if one.needed)


def _each(*looks: Callable[[], Measure]) -> Iterator[Measure]:
    """Each look; one that fails is a trouble itself."""
    for look in looks:
        try:
            yield look()
        except DatabaseError as error:
            words = f"cannot be asked: {type(error).__name__}"
            yield Measure(look.__name__, False, words, told=_AWAY)


# --- this machine ---------------------------------------------------------------------------------
def disk() -> Measure:
    least = settings.DISK_LIMIT_MB
    try:
        free = shutil.disk_usage(settings.COMMONHALL_HOME).free / MEGABYTE
    except OSError as error:
        told = _("The disk of the hall's home cannot be read.")
        words = f"cannot be asked: {error.strerror}"
        return Measure("disk", False, words, needed=True, told=told)
    return disk_with(free, least)


def disk_with(free: float, least: int) -> Measure:
    """A disk with so many MB free, of so many that are wanted."""
    told = _("The disk of the hall's home has %(free)d MB left. It needs %(least)d MB.")
    return Measure(
        "disk",
        free >= least,
        f"{free:,.0f} MB free, at least {least:,} MB wanted",
        needed=True,
        figures={"free_bytes": free * MEGABYTE},
        told=told % {"free": free, "least": least},
    )


def migrations() -> Measure:
    global _shape_is_ours
    # Looked up until the database has this version's shape, then remembered.
    waiting = 0 if _shape_is_ours else len(unapplied())
    _shape_is_ours = not waiting
    told = _("The database does not match this version. Run `commonhall migrate`.")
    figures: dict[str, float] = {"waiting": waiting}
    words = f"{waiting} wait"
    return Measure("migrations", not waiting, words, needed=True, figures=figures, told=told)


def unapplied() -> list[str]:
    """Migrations of this version that the database does not have yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def clock() -> Measure:
    wrong = clock_guard.trouble()
    return Measure("clock", not wrong, wrong or "trusted", told=wrong)


# --- what is under way ----------------------------------------------------------------------------
def record() -> Measure:
    status = health.status()
    figures = {
        "pending": status.pending,
        "oldest_pending_seconds": round(status.oldest_pending_seconds, 1),
        "entries": status.size,
    }
    return Measure(
        "record",
        not status.alarm,
        status.message or f"{status.pending:,} entries wait for their place",
        figures=figures,
        told=_("The record is waiting: %(why)s") % {"why": status.message},
    )


def queue() -> Measure:
    """Jobs that wait for too long, or failed and were neither tried again nor forgotten."""
    waiting, oldest = jobs.waiting()
    failed, limit = jobs.failed(), settings.JOBS_WAIT_MINUTES * 60
    slow = oldest >= limit
    told = ngettext_lazy("%(count)d job has failed.", "%(count)d jobs have failed.", failed)
    return Measure(
        "queue",
        not failed and not slow,
        f"{waiting:,} jobs wait, the oldest for {oldest:.0f} s; {failed:,} failed",
        figures={"waiting": waiting, "oldest_seconds": round(oldest, 1), "failed": failed},
        gravity="fault" if slow else "note",
        told=_("Background work is late: jobs have been waiting for more than %(minutes)d minutes.")
        % {"minutes": settings.JOBS_WAIT_MINUTES}
        if slow
        else told % {"count": failed},
    )


def mail() -> Measure:
    found = letters.figures()
    since = found["oldest_waits_since"]
    age = (timezone.now() - datetime.fromisoformat(since)).total_seconds() if since else 0.0
    names = ("waiting", "sent", "refused", "given_up", "addresses_that_take_none")
    told = _("Letters have been waiting for more than %(minutes)d minutes: %(error)s")
    return Measure(
        "mail",
        age < settings.LETTERS_WAIT_MINUTES * 60,
        f"{found['waiting']:,} letters wait, the oldest for {age:.0f} s",
        figures={name: float(found[name]) for name in names} | {"oldest_seconds": round(age, 1)},
        told=told % {"minutes": settings.LETTERS_WAIT_MINUTES, "error": found["last_error"] or "–"},
    )


def timer() -> Measure:
    return _beat(
        "timer", _("Deadlines and closings are not being checked because the timer is not running.")
    )


def worker() -> Measure:
    return _beat("worker", _("Letters are not being sent because the worker is not running."))


def files() -> Measure:
    """Whether the timer could write, read and delete a file lately where photos are kept."""
    return _beat("files", _("Photos cannot be stored because the file storage is not working."))


def _beat(name: str, told: Any) -> Measure:
    age = beats.seconds_since(name)
    if age is None:
        # Founded and never served: nobody waits for it yet.
        return Measure(name, False, "never ran", gravity="note", told=told)
    figures = {"silent_seconds": round(age, 1)}
    words = f"last well {age:.0f} s ago"
    return Measure(name, age < settings.SILENT_SECONDS, words, figures=figures, told=told)


def backup() -> Measure:
    """Was there a backup in the days wanted? A young hall is given as long for its first."""
    days, last, now = settings.BACKUP_DAYS, kept_backups.last(), timezone.now()
    begun = Entry.objects.order_by("id").values_list("recorded_at", flat=True).first()
    since = last.made_at if last else begun
    age = (now - since).total_seconds() if since else 0.0
    words = f"the last is {age / 3600:,.0f} hours old" if last else "there is none yet"
    return Measure(
        "backup",
        not days or age < timedelta(days=days).total_seconds(),
        words if days else "not asked for",
        figures={"age_seconds": round(age)} if last else {},
        gravity="note",
        told=(
            _("There has been no backup for %(days)d days. Run `commonhall backup` every night.")
            if last
            else _("There is no backup of this hall. Run `commonhall backup` every night.")
        )
        % {"days": days},
    )


def sign_in() -> Measure:
    """Does signing in fail more often than people mistype?"""
    failed = failed_sign_ins.lately()
    told = _("Signing in failed %(failed)d times within an hour. Somebody may be guessing.")
    return Measure(
        "sign_in",
        not failed_sign_ins.too_many(failed),
        f"{failed:,} failed within an hour",
        figures={"failed_in_an_hour": failed},
        gravity="note",
        told=told % {"failed": failed},
    )
