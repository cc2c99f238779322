"""Who is practising now: a file for each session, as old as its last click. It says nothing of the person."""

from __future__ import annotations

import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from commonhall.pages.practice import town

# Whoever clicked within this time is there.
HERE_SECONDS = 600.0
NOTED_EVERY = 15.0


def note(folder: Path, session: str) -> None:
    """This session clicks now."""
    path = _file(folder, session)
    try:
        if time.time() - path.stat().st_mtime < NOTED_EVERY:
            return
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch()


def others(folder: Path, session: str) -> int:
    """How many others are there."""
    mine, since = _file(folder, session).name, time.time() - HERE_SECONDS
    return sum(at > since for name, at in _seen(folder) if name != mine)


def last(folder: Path) -> float:
    """When anybody clicked last (seconds of the epoch); 0.0: nobody yet."""
    return max((at for _name, at in _seen(folder)), default=0.0)


def leave(folder: Path, session: str) -> None:
    """This session is another one now."""
    _file(folder, session).unlink(missing_ok=True)


def forget_old(folder: Path) -> None:
    since = time.time() - HERE_SECONDS
    for name, at in _seen(folder):
        if at < since:
            (folder / town.VISITORS / name).unlink(missing_ok=True)


def _seen(folder: Path) -> list[tuple[str, float]]:
    found = []
    with suppress(FileNotFoundError):
        for one in (folder / town.VISITORS).iterdir():
            with suppress(FileNotFoundError):
                found.append((one.name, one.stat().st_mtime))
    return found


def _file(folder: Path, session: str) -> Path:
    return folder / town.VISITORS / sha256(session.encode()).hexdigest()[:32]
