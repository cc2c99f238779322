"""Putting the town back to what it was when it was made, while nobody is inside.

The database is copied by SQLite's own backup, in one transaction: connections that are open stay good. What is beside
it (keys, the published record, photos) is copied as files.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from commonhall.pages.practice import town, turnstile

SECONDS = 4.0
_seen: int | None = None
_looking = threading.Lock()


def want(folder: Path) -> None:
    """Ask for it; who comes next does it."""
    (folder / town.WANTED).touch()


def wanted(folder: Path) -> bool:
    return (folder / town.WANTED).exists()


def restore(folder: Path, *, asked: bool = False) -> bool:
    """Put it back; False where somebody inside takes too long, or (asked) somebody else has just done it."""
    try:
        with turnstile.closed(folder, SECONDS):
            if asked and not wanted(folder):
                return False
            _restore(folder)
            (folder / town.WANTED).unlink(missing_ok=True)
            return True
    except turnstile.Busy:
        return False


def _restore(folder: Path) -> None:
    pristine, home = folder / town.PRISTINE, folder / town.TOWN
    home.mkdir(mode=0o700, exist_ok=True)
    _database(pristine / town.DATABASE, home / town.DATABASE)
    for one in home.iterdir():
        if not one.name.startswith(town.DATABASE):
            shutil.rmtree(one) if one.is_dir() else one.unlink()
    for one in pristine.iterdir():
        if one.name.startswith(town.DATABASE):
            continue
        shutil.copytree(one, home / one.name) if one.is_dir() else shutil.copy2(one, home)
    _note(folder)


def _database(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as pristine,
        closing(sqlite3.connect(target, timeout=SECONDS)) as mine,
    ):
        pristine.backup(mine)
        mine.execute("PRAGMA journal_mode=WAL")
        mine.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _note(folder: Path) -> None:
    before = town.generation(folder)
    made = json.loads((folder / town.TOWN / town.MARK).read_text())["made"]
    told = {
        "number": before.number + 1 if before else 1,
        "made": made,
        "began": datetime.now(UTC).isoformat(),
    }
    waiting = folder / f"{town.GENERATION}.new"
    waiting.write_text(json.dumps(told))
    waiting.replace(folder / town.GENERATION)


# --- what processes remember ----------------------------------------------------------------------
def forget_if_new(folder: Path) -> None:
    """Forget what this process has in mind of the town before. Call it inside the turnstile."""
    global _seen
    now = town.generation(folder)
    number = now.number if now else 0
    if number == _seen:
        return
    with _looking:
        if number != _seen:
            if _seen is not None:
                _forget()
            _seen = number


def _forget() -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import caches

    from commonhall.places import queries
    from commonhall.ui import hall

    caches["local"].clear()
    ContentType.objects.clear_cache()
    hall.forget()
    queries.forget()
    for name, module in list(sys.modules.items()):
        if name.startswith("commonhall."):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()
