"""Dumps that many tests read, written once per process: each test gets a copy of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from commonhall.open_data import dump
from commonhall.record import keys

_kept: dict[Any, tempfile.TemporaryDirectory[str]] = {}


def kept(name: Any, home: Path, target: Path, make: Callable[[], object]) -> Path:
    """The dump of the hall that `make` brings about, written to the folder `target`.

    home: the installation's folder; a test that gets a copy gets the files of the hall's home (its keys), so that it can sign
    as the hall would. The database of such a test is empty.
    """
    key = (name, connection.vendor)
    if key not in _kept:
        make()
        dump.write(target)
        _kept[key] = tempfile.TemporaryDirectory(prefix="commonhall-dump-kept-")
        shutil.copytree(target, Path(_kept[key].name) / "dump")
        shutil.copytree(home, Path(_kept[key].name) / "home", ignore=shutil.ignore_patterns("dump"))
        return target
    shutil.copytree(Path(_kept[key].name) / "dump", target)
    shutil.copytree(Path(_kept[key].name) / "home", home, dirs_exist_ok=True)
    keys.forget()
    return target
