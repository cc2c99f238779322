"""Web, worker and sequencer killed under programs that go on asking: nothing lost, nothing doubled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from tests.crash.hall import HallCrash


@pytest.mark.slow
def test_the_hall_killed_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("played on PostgreSQL by python -m tests.crash.hall")
    found = HallCrash(tmp_path).play_hall(rounds=8, seed=os.getpid())
    assert found["ok"], found
    # Five times the programs were waited for until they were told that something is done.
    assert found["answered"] > 1
