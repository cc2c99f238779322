"""Types hold from the call to the body: the checker reports every wrong call."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRONG = Path(__file__).with_name("wrong_calls.py")


@pytest.mark.slow
def test_every_wrong_call_is_reported_and_no_right_one() -> None:
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--no-pretty", str(WRONG)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    name = re.escape(str(WRONG.relative_to(ROOT)))
    reported = {int(line) for line in re.findall(rf"{name}:(\d+): error", found.stdout)}
    lines = WRONG.read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "# wrong" in line}
    assert reported == wrong, found.stdout + found.stderr
