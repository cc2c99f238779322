#!/usr/bin/env python3
"""Serve a hall to its developer: whatever is changed shows at the next request.

    python tools/dev.py                                # the demo's town in var/demo
    COMMONHALL_HOME=… DATABASE_URL=… python tools/dev.py --port 8001

Django's own server starts anew when Python changes, and reads templates and style sheets anew. The worker runs
queued jobs beside it, and is started anew, too. Timer and sequencer do not run: `commonhall timer --once` and
`commonhall record sequence --once` do their work when it is wanted.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "commonhall"
COMMONHALL = [sys.executable, "-m", "commonhall.site.cli"]


def home() -> Path:
    """The hall that is served. Ends with what to do where there is none."""
    folder = Path(os.environ.get("COMMONHALL_HOME", ROOT / "var" / "demo")).resolve()
    if not (folder / "commonhall.sqlite3").exists() and "DATABASE_URL" not in os.environ:
        sys.exit(
            f"There is no hall in {folder}.\n"
            "Build the demo's town with `.venv/bin/commonhall demo --no-serve`, or set COMMONHALL_HOME\n"
            "(and DATABASE_URL) to a hall of yours."
        )
    return folder


def environment(folder: Path) -> dict[str, str]:
    """What both processes read their settings from."""
    os.environ["COMMONHALL_HOME"] = str(folder)
    os.environ["COMMONHALL_DEBUG"] = "1"
    os.environ["PYTHONUNBUFFERED"] = "1"
    if (folder / "demo.built").exists():
        from commonhall.site.commands import demo

        demo.set_environment()
    return dict(os.environ)


def newest() -> float:
    """When a Python file was last changed."""
    return max(file.stat().st_mtime for file in SOURCE.rglob("*.py"))


def serve(host: str, port: int, folder: Path) -> int:
    given = environment(folder)
    print(
        f"Serving {os.environ.get('DATABASE_URL', folder)} on http://{host}:{port}/ (Ctrl-C ends it)\n"
        "Python, templates and style sheets are read anew when they change; a worker runs the jobs.",
        flush=True,
    )
    subprocess.run([*COMMONHALL, "migrate"], env=given, check=True, stdout=subprocess.DEVNULL)
    web = subprocess.Popen([*COMMONHALL, "django", "runserver", f"{host}:{port}"], env=given)
    worker = subprocess.Popen([*COMMONHALL, "worker"], env=given)
    seen = newest()
    try:
        while web.poll() is None:
            time.sleep(1)
            changed = newest()
            if changed > seen or worker.poll() is not None:
                seen = changed
                worker.terminate()
                worker.wait()
                worker = subprocess.Popen([*COMMONHALL, "worker"], env=given)
    except KeyboardInterrupt:
        pass
    for process in (web, worker):
        process.terminate()
        process.wait()
    return web.returncode or 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    args = parser.parse_args()
    # As an interrupt: both processes are ended, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return serve(args.host, args.port, home())


if __name__ == "__main__":
    sys.exit(main())
