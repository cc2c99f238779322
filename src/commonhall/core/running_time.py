"""How long the machine has been running, by its kernel: what a clock that is set wrongly cannot change.

Beside the time that was well last, ``COMMONHALL_HOME/clock.json`` keeps how long the machine had run then. As long
as it has not been started anew, the clock must have gone on by as much. Sleep counts (``CLOCK_BOOTTIME``).
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

FILE = "clock.json"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
KEEP_SECONDS = 30.0
_kept_at: tuple[Path, float] | None = None


def now() -> tuple[str, float] | None:
    """(name of this run of the machine, seconds since it began), None where the kernel does not say."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip(), time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):
        return None


def expected() -> float | None:
    """The Unix time that it should be, None where nothing was kept in this run of the machine."""
    running = now()
    if running is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(_path().read_text(encoding="utf-8"))
        if found["boot"] == running[0]:
            return float(found["at"]) + running[1] - float(found["running"])
    return None


def keep(*, anew: bool = False) -> None:
    """Keep the present time as one that is well, now and then; anew: whatever was kept just before."""
    global _kept_at
    running = now()
    path = _path()
    if running is None or not path.parent.is_dir():
        return
    if not anew and _kept_at and _kept_at[0] == path and running[1] - _kept_at[1] < KEEP_SECONDS:
        return
    value = {"boot": running[0], "running": running[1], "at": time.time()}
    draft = path.with_name(f".{FILE}.{os.getpid()}")
    # A disk that is full is told elsewhere; no action fails for it.
    with suppress(OSError):
        draft.write_text(json.dumps(value), encoding="utf-8")
        draft.replace(path)
        _kept_at = (path, running[1])


def _path() -> Path:
    return Path(settings.COMMONHALL_HOME) / FILE
