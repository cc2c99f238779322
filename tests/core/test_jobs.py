"""Jobs meet faults: what passes by itself is tried again after a pause, what does not is shown as failed."""

from __future__ import annotations

import errno
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commonhall.core import jobs

pytestmark = pytest.mark.django_db
FAULTS: list[Exception] = []
DONE: list[str] = []


@jobs.job()
def tell(name: str) -> None:
    """Fails with what waits in FAULTS; then it is done."""
    if FAULTS:
        raise FAULTS.pop(0)
    DONE.append(name)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    FAULTS.clear()
    DONE.clear()


def only() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.get()


def let_pass(seconds: float) -> None:
    """As if the job had been put off so much earlier."""
    row = only()
    DBTaskResult.objects.update(run_after=row.run_after - timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "fault",
    [
        OperationalError("database or disk is full"),
        OperationalError("server closed the connection unexpectedly"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_a_fault_that_passes_is_tried_again_after_a_pause(fault: Exception) -> None:
    tell.enqueue("Ada")
    FAULTS.append(fault)
    assert jobs.run_one("one")
    assert (only().status, jobs.failed(), DONE) == ("READY", 0, [])
    assert not jobs.run_one("one"), "it waits first"
    let_pass(jobs.PAUSES[0] - 2)
    assert not jobs.run_one("one")
    let_pass(2)
    assert jobs.run_one("one")
    assert (only().status, DONE) == ("SUCCESSFUL", ["Ada"])


def test_pauses_grow_and_in_the_end_it_has_failed() -> None:
    tell.enqueue("Ada")
    waits = []
    for _attempt in range(jobs.MAX_ATTEMPTS):
        FAULTS.append(OperationalError("database is locked"))
        before = timezone.now()
        assert jobs.run_one("one")
        waits.append(round((only().run_after - before).total_seconds()))
        DBTaskResult.objects.update(run_after=timezone.now())
    assert tuple(waits[:-1]) == jobs.PAUSES
    assert jobs.failed() == 1 and "database is locked" in only().traceback
    # Somebody has it tried again: it begins anew.
    assert jobs.try_again(only().pk) and jobs.run_one("one")
    assert DONE == ["Ada"]


@pytest.mark.parametrize("fault", [ValueError("wrong"), OSError(errno.ENOENT, "no such file")])
def test_a_fault_of_ours_fails_at_once(fault: Exception) -> None:
    tell.enqueue("Ada")
    FAULTS.append(fault)
    assert jobs.run_one("one")
    assert (jobs.failed(), only().status) == (1, "FAILED")


def test_a_job_of_a_dead_worker_is_given_back_when_its_lease_is_over() -> None:
    tell.enqueue("Ada")
    now = timezone.now()
    lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["dead"], started_at=now - lease / 2)
    assert not jobs.give_back_expired()
    DBTaskResult.objects.update(started_at=now - lease - timedelta(seconds=1))
    assert jobs.give_back_expired() == 1 and jobs.run_one("one")
    assert (only().status, DONE) == ("SUCCESSFUL", ["Ada"])
