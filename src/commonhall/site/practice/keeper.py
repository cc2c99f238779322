"""The process that keeps the practice town: it holds the web process, does what is due by the clock, runs jobs, gives
entries their place, and makes the town anew.

    python -m commonhall.site.practice.keeper HOST PORT WORKERS      (started by `commonhall practice`)

One process does what four do for a hall, for there is little of it.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from commonhall.core import starting
from commonhall.site import supervision
from commonhall.ui.console import say

log = logging.getLogger(__name__)
# Put back when it was used and nobody clicked for so long.
QUIET_SECONDS = 30 * 60
# In the night it is made anew, and put back once nobody is there; in the morning in any case.
HOUR, LATEST_HOUR = 3, 6
# Everybody may send photos there: so much, and it begins again.
MOST_BYTES = 500 * 1024 * 1024
MAKE_AGAIN_SECONDS = 3600
HELP_SECONDS, BEAT_SECONDS, TIDY_SECONDS = 2.0, 30.0, 300.0
JOBS_AT_ONCE = 20
INSIDE_SECONDS = 5.0


class Keeper:
    """One turn after another; what fails is logged and tried again."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        from commonhall.site.commands.timer import Turn

        self.folder, self.environ = folder, environ
        self.clock = Turn()
        self.helped = self.beat = self.tidied = self.began_making = float("-inf")
        self.making: subprocess.Popen[bytes] | None = None
        self.waits_for_quiet = False

    def turn(self) -> None:
        from django.db import Error, close_old_connections

        from commonhall.core.refusals import Refused
        from commonhall.pages.practice import restoring, turnstile

        try:
            with turnstile.passing(self.folder, INSIDE_SECONDS):
                restoring.forget_if_new(self.folder)
                self._work()
            self._renew()
        except (Error, Refused, turnstile.Busy):
            log.exception("The practice town could not be kept; trying again")
            close_old_connections()

    # --- what a hall's four processes do ----------------------------------------------------------
    def _work(self) -> None:
        from commonhall.core import beats, jobs
        from commonhall.record import sequencer
        from commonhall.site.practice import helpers

        sequencer.sequence_once()
        for _job in range(JOBS_AT_ONCE):
            if not jobs.run_one("practice"):
                break
        self.clock()
        now = time.monotonic()
        if now - self.helped > HELP_SECONDS:
            self.helped = now
            helpers.help_out()
        if now - self.beat > BEAT_SECONDS:
            self.beat = now
            beats.note("worker")

    # --- making it anew ---------------------------------------------------------------------------
    def _renew(self) -> None:
        from commonhall.pages.practice import restoring, town, visitors

        if restoring.wanted(self.folder):
            restoring.restore(self.folder, asked=True)
        now = time.monotonic()
        if now - self.tidied > TIDY_SECONDS:
            self.tidied = now
            visitors.forget_old(self.folder)
            if size(self.folder / town.TOWN) > MOST_BYTES:
                log.warning("The practice town is full, and begins again")
                restoring.want(self.folder)
        generation, last = town.generation(self.folder), visitors.last(self.folder)
        used = generation is not None and last > generation.began.timestamp()
        quiet = time.time() - last > QUIET_SECONDS
        due_now = self.waits_for_quiet and (quiet or _hour() >= LATEST_HOUR)
        if ((used and quiet) or due_now) and restoring.restore(self.folder):
            self.waits_for_quiet = False
        self._make()

    def _make(self) -> None:
        from commonhall.pages.practice import town
        from commonhall.site.practice import making

        if self.making is not None:
            if (code := self.making.poll()) is None:
                return
            self.making = None
            if code:
                log.error("The practice town could not be made anew: it ended with %s", code)
            else:
                making.finish(self.folder)
                self.waits_for_quiet = True
            return
        made = town.generation(self.folder)
        again = time.monotonic() - self.began_making > MAKE_AGAIN_SECONDS
        if made is not None and made.made < due() and again and not self.waits_for_quiet:
            self.began_making = time.monotonic()
            self.making = making.begin(self.folder, self.environ)

    def leave(self) -> None:
        self.clock.leave()
        if self.making is not None:
            self.making.terminate()


def size(folder: Path) -> int:
    """How many bytes lie in a folder; what goes away meanwhile does not count."""
    found = 0
    for one in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            found += one.lstat().st_size
    return found


def _hour() -> int:
    from django.utils import timezone

    return timezone.localtime().hour


def due(now: datetime | None = None) -> datetime:
    """The last night's hour: what was made before it is made anew."""
    from django.utils import timezone

    local = timezone.localtime(now)
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("workers", type=int)
    args = parser.parse_args()
    supervision.end_with_parent()
    starting.set_up()
    from django.conf import settings

    from commonhall.pages.practice import town
    from commonhall.site import private_home
    from commonhall.site.commands.worker import Stop

    folder = town.root()
    private_home.close(settings.COMMONHALL_HOME)
    (folder / town.SESSIONS).mkdir(mode=0o700, exist_ok=True)
    # Children know their own parent; they have a hall's name for none of it.
    environ = {name: value for name, value in os.environ.items() if name != supervision.PARENT}
    keeper = Keeper(folder, environ)
    where = ["--host", args.host, "--port", str(args.port), "--workers", str(args.workers)]
    me = [sys.executable, "-m", "commonhall.site.cli", "web", *where]
    supervisor = supervision.Supervisor({"practice": me}, environ)
    supervisor.run(Stop(), _each_turn(keeper, args.host, args.port))
    keeper.leave()


def _each_turn(keeper: Keeper, host: str, port: int) -> Callable[[], None]:
    told = False

    def turn() -> None:
        nonlocal told
        keeper.turn()
        if not told and supervision.answers(host, port):
            told = True
            say(f"The practice town is on http://{host}:{port}/practice/")

    return turn


if __name__ == "__main__":
    main()
