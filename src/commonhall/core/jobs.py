"""The seam to the job queue: enqueue inside the transaction, leases for workers that die.

The same worker also carries the letters (`letters`).

Behind it stands django-tasks with its database backend. A job that a dead worker held is given
back when its lease has run out, so every job must be harmless to repeat.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import Min
from django.utils import timezone
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonhall.core import beats, letters
from commonhall.ui import hall

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
SWEEP_SECONDS = 15.0
#: Seconds that a job waits after a fault that passes by itself, before its second, third … attempt.
PAUSES = (10, 60, 300, 1800)

job = task
"""Decorator of a job: a module-level function with JSON arguments; `f.enqueue(…)` to queue it."""


def give_back_expired() -> int:
    """Return jobs whose worker has not finished within the lease; give up after MAX_ATTEMPTS."""
    expired = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING,
        started_at__lt=timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS),
    )
    count = 0
    for result in expired:
        if len(result.worker_ids) >= MAX_ATTEMPTS:
            log.error(
                "Job %s (%s) was given up after %s workers",
                result.id,
                result.task_path,
                MAX_ATTEMPTS,
            )
            expired.filter(pk=result.pk).update(
                status=TaskResultStatus.FAILED, finished_at=timezone.now()
            )
        else:
            count += expired.filter(pk=result.pk).update(status=TaskResultStatus.READY)
    return count


# The job that this process is doing.
_doing: ContextVar[UUID | None] = ContextVar("commonhall_doing", default=None)


def still_at_work() -> None:
    """Begin the lease of the job at hand anew: long work says so now and then, so that nobody else takes it."""
    number = _doing.get()
    if number is not None:
        mine = DBTaskResult.objects.filter(pk=number, status=TaskResultStatus.RUNNING)
        mine.update(started_at=timezone.now())


def passes(error: Exception) -> bool:
    """Whether a fault is of the kind that passes by itself: the database is away or locked, the disk is full."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(error, (OperationalError, InterfaceError))


def _put_off(result: DBTaskResult[Any, Any], seconds: int) -> None:
    """Give a job back, to be taken again after so many seconds; on a new connection where the old one is gone."""
    if not connection.in_atomic_block:
        close_old_connections()
    DBTaskResult.objects.filter(pk=result.pk).update(
        status=TaskResultStatus.READY, run_after=timezone.now() + timedelta(seconds=seconds)
    )


def run_one(worker: str) -> bool:
    """Take and run the next job, by the hall's own time; False when there is none."""
    with transaction.atomic():
        result = DBTaskResult.objects.ready().get_locked()
        if result is None:
            return False
        result.claim(worker)
    # A letter goes out in the name that the hall was given a moment ago.
    hall.refresh()
    hall.keep_time()
    token = _doing.set(result.id)
    try:
        arguments = result.args_kwargs
        value = result.task.call(*arguments["args"], **arguments["kwargs"])
    except Exception as error:
        if passes(error) and len(result.worker_ids) < MAX_ATTEMPTS:
            log.warning("Job %s (%s) is tried again: %s", result.id, result.task_path, error)
            _put_off(result, PAUSES[len(result.worker_ids) - 1])
        else:
            log.exception("Job %s (%s) failed", result.id, result.task_path)
            result.set_failed(error)
    else:
        result.set_successful(value)
    finally:
        _doing.reset(token)
    return True


def work(
    worker: str,
    stop: Callable[[], bool],
    interval: float = 0.5,
    beside: Callable[[], object] = lambda: None,
) -> None:
    """Run jobs until `stop()`; also gives back what dead workers held. beside: done now and then, too."""
    swept = float("-inf")
    while not stop():
        try:
            if time.monotonic() - swept > SWEEP_SECONDS:
                swept = time.monotonic()
                beats.note("worker")
                give_back_expired()
                beside()
            letters.carry_due()
            ran = run_one(worker)
        except DatabaseError:
            # A database that is away comes back; the worker waits for it.
            log.exception("The worker could not work; trying again")
            ran = False
            time.sleep(interval)
        if not ran:
            time.sleep(interval)
        close_old_connections()


def failed() -> int:
    """How many jobs failed for good and were neither tried again nor forgotten."""
    return int(DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count())


def waiting() -> tuple[int, float]:
    """How many jobs are due, and for how many seconds the oldest has waited."""
    due = DBTaskResult.objects.ready()
    oldest = due.aggregate(oldest=Min("enqueued_at"))["oldest"]
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return int(due.count()), max(age, 0.0)


def try_again(number: UUID) -> bool:
    """Let a job that failed be done anew, as if it had never been taken; False where there is none such."""
    found = DBTaskResult.objects.filter(pk=number, status=TaskResultStatus.FAILED)
    return bool(
        found.update(
            status=TaskResultStatus.READY,
            worker_ids=[],
            started_at=None,
            finished_at=None,
            enqueued_at=timezone.now(),
            exception_class_path="",
            traceback="",
        )
    )


def forget(number: UUID) -> bool:
    """Delete a job that failed; False where there is none such."""
    return bool(DBTaskResult.objects.filter(pk=number, status=TaskResultStatus.FAILED).delete()[0])


def forget_finished(days: int = 7) -> int:
    """Delete the rows of jobs that ended well long ago (run by the timer)."""
    old = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=timezone.now() - timedelta(days=days)
    )
    return int(old.delete()[0])
