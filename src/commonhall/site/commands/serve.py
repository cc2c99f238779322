"""`commonhall serve`: web, worker, timer and sequencer, supervised by one command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from commonhall.site import environment, supervision
from commonhall.site.commands import web
from commonhall.site.commands.migrate import prepare, refuse_unmigrated
from commonhall.site.commands.set_up import say_link
from commonhall.site.commands.worker import Stop
from commonhall.ui.console import say

HELP = "serve the hall: web, worker, timer and sequencer in one"
NEEDS_DJANGO = True
# Addresses on which a server listens and at which no browser finds it.
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


def add_arguments(parser: argparse.ArgumentParser) -> None:
    web.add_arguments(parser)
    parser.add_argument(
        "--no-migrate",
        action="store_true",
        help="leave the database's shape alone and refuse to start where it is not this version's "
        "(several machines: run `commonhall migrate` once; or set COMMONHALL_MIGRATE=0)",
    )


def commands(host: str, port: int, workers: int, practice: int = 0) -> dict[str, list[str]]:
    """What is supervised, by name. practice: the port of the practice town; 0: it is not run here."""
    me = [sys.executable, "-m", "commonhall.site.cli"]
    where = ["--host", host, "--port", str(port), "--workers", str(workers)]
    wanted = {
        "web": [*me, "web", *where],
        "worker": [*me, "worker"],
        "timer": [*me, "timer"],
        "sequencer": [*me, "record", "sequence"],
    }
    if practice:
        wanted["practice"] = [*me, "practice", "--host", host, "--port", str(practice)]
    return wanted


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    supervision.refuse_port_in_use(args.host, args.port)
    if settings.MIGRATE_AT_START and not getattr(args, "no_migrate", False):
        prepare()
    else:
        refuse_unmigrated()
    practice = settings.PRACTICE_PORT if settings.PRACTICE_URL else 0
    if practice:
        supervision.refuse_port_in_use(args.host, practice)
    supervisor = supervision.Supervisor(
        commands(args.host, args.port, args.workers, practice), dict(os.environ)
    )
    supervisor.run(Stop(), _told_once_ready(args.host, args.port))
    return 0


def reached_at(host: str, port: int) -> str:
    """Where the person who started it reaches it: the hall's own address, else this machine's."""
    from django.conf import settings

    if settings.SITE_DOMAIN != "localhost" or environment.read("COMMONHALL_URL"):
        return str(settings.SITE_URL)
    name = "localhost" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def _told_once_ready(host: str, port: int) -> Callable[[], None]:
    """Says once that the hall answers: to who started it, and to systemd."""
    told = False

    def look() -> None:
        nonlocal told
        if not told and supervision.answers(host, port):
            told = True
            say(f"Serving on http://{host}:{port}/ (Ctrl-C ends it)")
            say_link(reached_at(host, port))
            supervision.tell_service_manager("READY=1")

    return look
