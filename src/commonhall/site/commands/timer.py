"""`commonhall timer`: what is due by the clock: old windows, finished jobs, expired sessions."""

from __future__ import annotations

import argparse
import time

from commonhall.site.commands.worker import Stop

HELP = "do what is due by the clock, until stopped"
NEEDS_DJANGO = True
EVERY_SECONDS = 3600
LOOK_SECONDS = 2.0


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
    from commonhall.core import timers

    if args.once:
        tidy()
        timers.run_due(everything=True)
        return 0
    stop, last, looked = Stop(), 0.0, 0.0
    while not stop():
        if time.monotonic() - last > EVERY_SECONDS or not last:
            last = time.monotonic()
            tidy()
        if time.monotonic() - looked > LOOK_SECONDS:
            looked = time.monotonic()
            timers.run_due()
        time.sleep(0.5)
    return 0
