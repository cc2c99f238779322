"""What runs without a page counts days as the pages do: by the time zone the hall has settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django_tasks import task

from commonhall.core import clock, jobs, timers
from commonhall.law.hall_settings.queries import stored
from commonhall.site import cli
from commonhall.ui import hall

_seen: list[date] = []
# The next day has begun in Tokyo, and not yet in Greenwich.
LATE = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)


@task
def note_the_day() -> None:
    _seen.append(clock.today())


@pytest.fixture(autouse=True)
def late_in_a_hall_of_tokyo(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _seen.clear()
    hall.believe(hall.Settled(time_zone="Asia/Tokyo"), seconds=60)
    monkeypatch.setattr(hall, "_query", lambda: hall.Settled(time_zone="Asia/Tokyo"))
    with clock.replay(LATE):
        yield


@pytest.mark.django_db
def test_a_job_runs_on_the_halls_day() -> None:
    assert clock.today() == date(2026, 5, 4)
    note_the_day.enqueue()
    assert jobs.run_one("worker")
    assert _seen == [date(2026, 5, 5)]


@pytest.mark.django_db
def test_a_timer_runs_on_the_halls_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        timers, "_timers", {"note": timers.Timer(lambda: _seen.append(clock.today()), 1)}
    )
    timers.run_due(everything=True)
    assert _seen == [date(2026, 5, 5)]


@pytest.mark.django_db
def test_a_job_sees_what_was_settled_a_moment_ago() -> None:
    hall.believe(hall.NOTHING, seconds=60)
    note_the_day.enqueue()
    assert jobs.run_one("worker")
    assert _seen == [date(2026, 5, 5)]


@pytest.mark.django_db
def test_the_halls_time_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall, "_query", stored)

    def away(*_given: Any) -> None:
        raise OperationalError("the server closed the connection")

    hall.believe(hall.Settled(time_zone="Asia/Tokyo"), seconds=-1)
    with connection.execute_wrapper(away):
        hall.keep_time()
    assert clock.today() == date(2026, 5, 5)


@pytest.mark.django_db
def test_a_command_tells_the_halls_time(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["clock"])
    assert "+09:00" in capsys.readouterr().out
