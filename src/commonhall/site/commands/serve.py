"""`commonhall serve`: web, worker, timer and sequencer, supervised by one command."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time

from commonhall.site.commands.migrate import prepare
from commonhall.site.commands.set_up import say_link
from commonhall.site.commands.worker import Stop
from commonhall.ui.console import say

HELP = "serve the hall: web, worker, timer and sequencer in one"
NEEDS_DJANGO = True
GRACE_SECONDS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="web processes")


def commands(host: str, port: int, workers: int) -> dict[str, list[str]]:
    """What is supervised, by name."""
    me = [sys.executable, "-m", "commonhall.site.cli"]
    web = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "commonhall.site.wsgi:application",
    ]
    return {
        "web": web,
        "worker": [*me, "worker"],
        "timer": [*me, "timer"],
        "sequencer": [*me, "record", "sequence"],
    }


def supervise(wanted: dict[str, list[str]], stop: Stop) -> int:
    """Keep every command running until asked to stop; one that dies is started again."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    started: dict[str, float] = {}
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    while not stop():
        for name, command in wanted.items():
            process = running.get(name)
            if process is not None and process.poll() is None:
                continue
            if process is not None:
                say(f"{name} ended with {process.returncode}; starting it again")
                # A process that dies at once must not be restarted in a tight loop.
                time.sleep(max(0.0, 1.0 - (time.monotonic() - started[name])))
            started[name] = time.monotonic()
            running[name] = subprocess.Popen(command, env=environment)
        time.sleep(0.2)
    for process in running.values():
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
    return 0


def run(args: argparse.Namespace) -> int:
    prepare()
    say(f"Serving on http://{args.host}:{args.port}/ (Ctrl-C ends it)")
    say_link(f"http://{args.host}:{args.port}")
    return supervise(commands(args.host, args.port, args.workers), Stop())
