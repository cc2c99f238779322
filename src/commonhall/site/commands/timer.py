"""`commonhall timer`: what is due by the clock: old windows, finished jobs, expired sessions."""

from __future__ import annotations

import argparse
import contextlib
import logging
import time

from commonhall.site.commands.worker import Stop

HELP = "do what is due by the clock, until stopped"
NEEDS_DJANGO = True
EVERY_SECONDS = 3600
LOOK_SECONDS = 2.0
BEAT_SECONDS = 10.0
log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do it once, then end")


def tidy() -> None:
    """Forget what is no longer needed."""
    from django.core.management import call_command

    from commonhall.core import jobs, letters, rate_limits

    rate_limits.forget_old()
    jobs.forget_finished()
    letters.forget_old()
    call_command("clearsessions", verbosity=0)


def run(args: argparse.Namespace) -> int:
    from django.db import Error, close_old_connections

    from commonhall.core import clock_guard, timers

    if args.once:
        if not clock_guard.note():
            return 1
        tidy()
        timers.run_due(everything=True)
        return 0
    stop, turn = Stop(), Turn()
    while not stop():
        try:
            turn()
        except Error:
            # A database that is away comes back; the timer waits for it.
            log.exception("The timer could not work; trying again")
            close_old_connections()
        time.sleep(0.5)
    turn.leave()
    return 0


class Turn:
    """One look at the clock: only one machine's timer works, and only while the clock is trusted."""

    def __init__(self) -> None:
        from commonhall.core import beats

        self.holder = beats.machine()
        self.tidied = self.looked = self.beat = float("-inf")
        self.mine = False

    def __call__(self) -> None:
        from commonhall.core import beats, clock_guard, timers
        from commonhall.site import alerts

        now = time.monotonic()
        if now - self.beat > BEAT_SECONDS:
            self.beat = now
            self.mine = clock_guard.note() and beats.take("timer", self.holder)
            alerts.look_now_and_then()
        if not self.mine:
            return
        if now - self.tidied > EVERY_SECONDS:
            self.tidied = now
            tidy()
        if now - self.looked > LOOK_SECONDS:
            self.looked = now
            timers.run_due()

    def leave(self) -> None:
        """Let another machine's timer work at once."""
        from django.db import Error

        from commonhall.core import beats

        with contextlib.suppress(Error):
            beats.leave("timer", self.holder)
