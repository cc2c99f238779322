"""`commonhall clock`: whether the machine's clock can be trusted; accept it after it was looked at."""

from __future__ import annotations

import argparse

from commonhall.ui.console import emit

HELP = "show whether the clock is trusted; accept the present time after it jumped"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--accept",
        action="store_true",
        help="the present time is right: go on recording (look at it first: `date`, `timedatectl`)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from commonhall.core import clock_guard

    if args.accept:
        clock_guard.accept()
    wrong = clock_guard.trouble()
    now = timezone.localtime().isoformat(timespec="seconds")
    way = "\nSet the clock; or, if it is right: commonhall clock --accept" if wrong else ""
    emit(
        args,
        {"now": now, "trusted": not wrong, "why": wrong},
        f"It is {now}. " + (wrong + way if wrong else "The clock is trusted."),
    )
    return 1 if wrong else 0
