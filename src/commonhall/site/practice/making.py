"""Making the town anew: Millbrook's generator with few cases, then the stage for practice. Runs as a process of its own,
beside the town that people act in:

    python -m commonhall.site.practice.making      (with COMMONHALL_HOME; started by the keeper)
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from commonhall.pages.practice import turnstile
from commonhall.pages.practice.town import DATABASE, MAKING, MARK, PRISTINE
from commonhall.site.practice import homes
from commonhall.ui.console import CommandError

CASES, SEED = 60, 20260501
MODULE = "commonhall.site.practice.making"
GENTLY = 10


def begin(folder: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Begin to make it, beside whatever is there."""
    home = folder / MAKING
    if home.exists() and not (home / MARK).exists():
        raise CommandError(f"{home} holds something that is no practice town; it is left alone")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    (home / MARK).write_text("{}")
    # The record goes on under the keys it had.
    if (folder / PRISTINE / "keys").is_dir():
        shutil.copytree(folder / PRISTINE / "keys", home / "keys")
    return subprocess.Popen(
        homes.command(MODULE), env={**env, "COMMONHALL_HOME": str(home)}, start_new_session=False
    )


def finish(folder: Path) -> None:
    """What was made takes the place of the town of yesterday. Raises `Busy`."""
    with turnstile.closed(folder, 5.0):
        old = folder / "pristine.old"
        shutil.rmtree(old, ignore_errors=True)
        if (folder / PRISTINE).exists():
            (folder / PRISTINE).rename(old)
        (folder / MAKING).rename(folder / PRISTINE)
    shutil.rmtree(old, ignore_errors=True)


def main() -> None:
    from commonhall.core import starting
    from commonhall.site import private_home, supervision

    supervision.end_with_parent()
    os.nice(GENTLY)
    starting.set_up()
    from django.conf import settings
    from django.db import connections

    from commonhall.site.demo import town
    from commonhall.site.practice import stage

    private_home.close(settings.COMMONHALL_HOME)
    town.build(CASES, SEED, further=stage.build)
    connections.close_all()
    # One file, whole: it is copied from now on.
    with closing(sqlite3.connect(settings.COMMONHALL_HOME / DATABASE)) as made:
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        made.execute("PRAGMA journal_mode=DELETE")


if __name__ == "__main__":
    main()
