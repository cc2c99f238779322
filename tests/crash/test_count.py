"""The count of a vote is killed at random moments: there is one result, and it is the right one."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection


@pytest.mark.slow
def test_a_count_that_is_killed_gives_one_result() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("each process has a file of its own")
    command = [sys.executable, "-m", "tests.crash.count", "--rounds", "6"]
    done = subprocess.run(
        [*command, "--seed", str(os.getpid())], capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout or "{}")
    assert found.get("ok") and found["kills"] >= 6, done.stdout + done.stderr
