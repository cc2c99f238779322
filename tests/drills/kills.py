"""A thousand kills: web, worker (with the timers), sequencer, and the count of a vote, each at a random moment."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.crash.hall import HallCrash
from tests.drills.report import Report

HALL, COUNT = 800, 200
# It is meant to be long: no bar of two minutes.
LONG = True


def play(home: Path) -> Report:
    report = Report(f"{HALL + COUNT:,} processes killed at random moments")
    folder = home / "hall"
    folder.mkdir()
    seed = int(time.time())
    found = HallCrash(folder).play_hall(HALL, seed)
    said = f"{found['answered']} cases raised, {found['done']} done, seed {seed}"
    report.hold(
        f"web, worker, sequencer, {HALL} times: nothing lost or doubled ({said})", found["ok"]
    )
    command = [sys.executable, "-m", "tests.crash.count", "--rounds", str(COUNT)]
    done = subprocess.run(
        [*command, "--seed", str(seed)], capture_output=True, text=True, check=False
    )
    told = json.loads(done.stdout or "{}")
    said = f"{told.get('votes')} votes" if told else done.stderr.strip()[-300:]
    report.hold(
        f"the count, {COUNT} times: one result, the right one ({said})", bool(told.get("ok"))
    )
    return report.end()
