"""`commonhall worker` runs queued jobs; `commonhall timer` what is due by the clock."""

from __future__ import annotations

import argparse
import os
import signal
from types import FrameType

from commonhall.ui.console import say

HELP = "run queued jobs (letters, notifications) until stopped"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="run what waits, then end")


class Stop:
    """Becomes true when the process is asked to end."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


def run(args: argparse.Namespace) -> int:
    from commonhall.core import jobs
    from commonhall.site import alerts

    name = f"worker-{os.getpid()}"
    if args.once:
        count = 0
        while jobs.run_one(name):
            count += 1
        say(f"{count} jobs run.")
        return 0
    jobs.work(name, Stop(), beside=alerts.look_now_and_then)
    return 0
