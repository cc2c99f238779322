"""`commonhall demo`: a living fictional town, made only by calling actions, then served."""

from __future__ import annotations

import argparse
import os
import shutil
import time
from pathlib import Path

from commonhall.core import starting
from commonhall.ui.console import CommandError, emit, say

HELP = "build a fictional town and serve it"
# Settings read the environment: it is set here first, then Django is loaded.
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--cases", type=int, default=1500, help="how many cases to raise")
    parser.add_argument("--seed", type=int, default=20260501)
    parser.add_argument("--fresh", action="store_true", help="build the town again")
    parser.add_argument(
        "--practice", action="store_true", help="serve a practice town as well, on the next port"
    )
    parser.add_argument("--no-serve", action="store_true", help="build only")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def set_environment() -> None:
    """Say in the environment, from which settings are read, that this is the fictional town."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
    os.environ.setdefault("COMMONHALL_SITE_NAME", "Millbrook")
    os.environ.setdefault("COMMONHALL_DOMAIN", "localhost")
    from commonhall.site.demo import SECOND_FACTOR
    from commonhall.ui.fictional import FICTIONAL

    # A demo may lie for a month and be shown again.
    os.environ.setdefault("COMMONHALL_CLOCK_JUMP_HOURS", "0")
    os.environ.setdefault("COMMONHALL_CLOCK_STEP_MINUTES", "0")
    os.environ.setdefault("COMMONHALL_NOTICE", FICTIONAL)
    os.environ.setdefault("COMMONHALL_DEMO_SECOND_FACTOR", SECOND_FACTOR)


def run(args: argparse.Namespace) -> int:
    home = Path(os.environ.setdefault("COMMONHALL_HOME", "var/demo")).resolve()
    set_environment()
    if args.practice:
        # Lessons lead to it; `serve` starts it beside the demo.
        os.environ.setdefault("COMMONHALL_PRACTICE_URL", f"http://localhost:{args.port + 1}")
        os.environ.setdefault("COMMONHALL_PRACTICE_PORT", str(args.port + 1))
        os.environ.setdefault("COMMONHALL_URL", f"http://localhost:{args.port}")
    from commonhall.site.demo import SECOND_FACTOR

    done = home / "demo.built"
    if args.fresh and home.exists():
        if not done.exists() and any(home.iterdir()):
            raise CommandError(f"{home} holds something that is no demo town; it is left alone")
        shutil.rmtree(home)
    starting.set_up()
    from commonhall.site.demo import people, town

    if not done.exists():
        _refuse_half_built(home)
        started = time.monotonic()
        figures = town.build(args.cases, args.seed)
        done.write_text("built\n")
        seconds = time.monotonic() - started
        emit(args, {**figures, "seconds": round(seconds, 1)}, _told(figures, seconds))
    say("\nSign in with one of these addresses, and the pass phrase below:\n")
    for address, who in people.SIGN_INS:
        say(f"  {address:<28} {who}")
    say(f"\n  pass phrase: {people.PASS_PHRASE}")
    say("  second step of office holders: the page shows the code; in an app, the secret is")
    say(f"  {SECOND_FACTOR}\n")
    if not args.practice:
        say("  to try lessons in a practice town, start it with --practice\n")
    if args.no_serve:
        return 0
    from commonhall.site.commands import serve

    args.workers = 1
    return serve.run(args)


def _refuse_half_built(home: Path) -> None:
    """A build that was cut off cannot be gone on with: its past would be told twice."""
    if (home / "commonhall.sqlite3").exists() and not os.environ.get("DATABASE_URL"):
        raise CommandError(
            f"{home} holds a half-built town or another hall; remove that folder and start again"
        )


def _told(figures: dict[str, int], seconds: float) -> str:
    return (
        f"Millbrook stands: {figures['cases']:,} cases, {figures['organisations']} organisations, "
        f"{figures['bodies']} bodies, {figures['entries']:,} entries on its record, "
        f"in {seconds:.0f} s."
    )
