"""The hall's home belongs to the hall alone: folders 0700, files 0600, whatever mask the machine has."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)
# Takes everything from the group and from others, of every file and folder made from now on.
MASK = 0o077
# Looked at one by one at each start. What lies deeper (uploads, tiles) nobody reaches past a closed home.
LOOKED_INTO = ("keys", "mail")


def close(home: Path) -> None:
    """Make what the process writes its own, and close what an earlier version left open.

    What belongs to another user stays as it is; `open_to_others` names it.
    """
    os.umask(MASK)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in open_to_others(home):
        mode = stat.S_IMODE(path.stat().st_mode)
        try:
            path.chmod(mode & ~MASK)
        except OSError as error:
            log.warning("%s is open to others and cannot be closed: %s", path, error.strerror)


def open_to_others(home: Path) -> list[Path]:
    """What in the home somebody else on the machine may read, write or enter."""
    found = []
    for path in _looked_at(home):
        try:
            if path.lstat().st_mode & MASK and not path.is_symlink():
                found.append(path)
        except OSError:
            continue
    return found


def _looked_at(home: Path) -> Iterator[Path]:
    yield home
    for path in sorted(home.iterdir()):
        yield path
        if path.name in LOOKED_INTO and path.is_dir():
            yield from sorted(path.iterdir())
