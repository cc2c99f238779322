"""Processes that belong together: a port that must be free, children that end with their parent.

`serve` starts `web`, `worker`, `timer` and `sequencer` and starts again whichever dies. Whoever is started
so looks for its parent (`end_with_parent`): killed or not, a parent leaves nobody behind who goes on
answering.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable

from commonhall.ui.console import CommandError, say

GRACE_SECONDS = 10
LOOK_SECONDS = 0.5
# A child learns from it who started it, so that it notices even a parent that died before it looked.
PARENT = "COMMONHALL_SUPERVISOR_PID"
_supervised = False


def refuse_port_in_use(host: str, port: int) -> None:
    """Raise CommandError where nobody can listen there, before anything is started.

    Web servers share a port among their processes (SO_REUSEPORT), so two halls on one port would
    both seem to run, and each would get half the requests.
    """
    try:
        family, kind, number, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, OverflowError) as error:
        raise CommandError(f"--host {host} --port {port}: {error}") from error
    with socket.socket(family, kind, number) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise CommandError(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is in use already, perhaps by another hall; end that one, or "
            "choose another port with --port"
        )
    if error.errno == errno.EACCES:
        return (
            f"port {port} may not be used without special rights; choose one above 1023 and let a "
            "proxy such as Caddy listen on it (docs/operate.md)"
        )
    return f"nobody can listen on {host}, port {port}: {error.strerror}"


def end_with_parent() -> None:
    """If somebody supervises this process, end it when they are gone."""
    global _supervised
    if not (given := os.environ.pop(PARENT, "")):
        return
    _supervised = True

    def look() -> None:
        while os.getppid() == int(given):
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=look, name="end-with-parent", daemon=True).start()


def handed_on() -> dict[str, str]:
    """For the environment of a program that takes this process's place: it, too, ends with who supervises."""
    return {PARENT: str(os.getppid())} if _supervised else {}


def tell_service_manager(state: str) -> None:
    """Tell systemd how we are (Type=notify), if it asked to be told."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.connect("\0" + address[1:] if address.startswith("@") else address)
            line.sendall(state.encode())


def answers(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    known = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (a question, no door)
    try:
        socket.create_connection((known, port), timeout=1).close()
    except OSError:
        return False
    return True


class Supervisor:
    """Keeps commands running, by name, until it is asked to stop."""

    def __init__(self, wanted: dict[str, list[str]], environment: dict[str, str]) -> None:
        self.wanted = wanted
        self.environment = {**environment, "PYTHONUNBUFFERED": "1", PARENT: str(os.getpid())}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}

    def run(self, stop: Callable[[], bool], each_turn: Callable[[], object]) -> None:
        while not stop():
            for name in self.wanted:
                self._see_to(name)
            each_turn()
            time.sleep(0.2)
        self.end()

    def _see_to(self, name: str) -> None:
        process = self.running.get(name)
        if process is not None:
            if process.poll() is None:
                return
            # A process that dies at once must not be started again in a tight loop, nor hold up others.
            if time.monotonic() - self.started[name] < 1.0:
                return
            say(f"{name} ended with {process.returncode}; starting it again")
        self.started[name] = time.monotonic()
        self.running[name] = subprocess.Popen(self.wanted[name], env=self.environment)

    def end(self) -> None:
        """Ask all to end; who does not within the grace is killed."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
