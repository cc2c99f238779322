"""One in, many in, or nobody: requests pass together, and wait for the moment in which the town is put back.

Locks of the file system, so that all processes of the town hold to them, and a killed one leaves none behind. Whoever
wants to close it shuts the gate first: who is inside finishes, and who comes waits before it.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

GATE, INSIDE = "gate.lock", "inside.lock"
LOOK_SECONDS = 0.01


class Busy(Exception):
    """Somebody holds it for longer than one can wait."""


@contextmanager
def passing(folder: Path, seconds: float) -> Iterator[None]:
    """Be inside with others. Raises `Busy` if it stays closed for so long."""
    with ExitStack() as inside:
        with _held(folder / GATE, fcntl.LOCK_SH, seconds):
            inside.enter_context(_held(folder / INSIDE, fcntl.LOCK_SH, seconds))
        yield


@contextmanager
def closed(folder: Path, seconds: float) -> Iterator[None]:
    """Be alone. Raises `Busy` if those inside do not come out in time; the gate is open again then."""
    with (
        _held(folder / GATE, fcntl.LOCK_EX, seconds),
        _held(folder / INSIDE, fcntl.LOCK_EX, seconds),
    ):
        yield


@contextmanager
def _held(path: Path, kind: int, seconds: float) -> Iterator[None]:
    deadline = time.monotonic() + seconds
    with path.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy from None
                time.sleep(LOOK_SECONDS)
        yield
