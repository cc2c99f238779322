"""A hall served as it is installed, for benchmarks that ask it over HTTP; and sessions of people who are signed in."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True)
class Served:
    """Where a hall answers. process: the number of the process that started all others."""

    port: int
    process: int

    def cpu(self) -> float:
        """Seconds of processor time of the process and all below it."""
        import psutil

        whole = psutil.Process(self.process)
        times = [one.cpu_times() for one in (whole, *whole.children(recursive=True))]
        return float(sum(one.user + one.system for one in times))


@contextmanager
def served(workers: int) -> Iterator[Served]:
    """`commonhall serve` on the hall of COMMONHALL_HOME: web processes, worker, timer and sequencer."""
    port = free_port()
    words = ["serve", "--port", str(port), "--workers", str(workers)]
    environment = {**os.environ, "COMMONHALL_URL": f"http://127.0.0.1:{port}"}
    hall = subprocess.Popen(
        [sys.executable, "-m", "commonhall.site.cli", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield Served(port, hall.pid)
    finally:
        hall.terminate()
        hall.wait(timeout=60)


def wait_for(port: int) -> None:
    """Raises SystemExit where nothing answers within two minutes."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("the hall does not answer")


def sessions_of(accounts: Iterable[Any]) -> list[str]:
    """A session of each account, as signing in makes it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store, keys = import_module(settings.SESSION_ENGINE).SessionStore, []
    for account in accounts:
        session = store()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    return keys
