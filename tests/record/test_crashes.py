"""Killed at any moment, by two sequencers at once, the record loses nothing and forks nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.crash.harness import Crash


@pytest.fixture
def database() -> Iterator[str | None]:
    """An empty database for processes outside the test's transaction; None: a SQLite file."""
    if connection.vendor == "sqlite":
        yield None
        return
    import psycopg

    name = f"crash_{os.getpid()}"
    url = os.environ["DATABASE_URL"]
    front, question, options = url.partition("?")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"{front.rpartition('/')[0]}/{name}{question}{options}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_kills_at_random_moments_lose_nothing_that_was_promised(
    tmp_path: Path, database: str | None
) -> None:
    crash = Crash(tmp_path, database)
    report = crash.play(rounds=4, seed=os.getpid(), verify_every=2)
    assert report["ok"], report
    assert report["receipts"] == len(crash.promised()) > 0
    # What was committed but not yet receipted when the writer died may be there too.
    assert report["entries"] >= report["receipts"]  # type: ignore[operator]
