"""The practice town's home and environment: never a hall's home, and nothing of a hall's secrets."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

SETTINGS = "commonhall.site.practice.settings"
# What a process needs to run at all, and how the town looks; everything else stays with the hall.
OF_THE_MACHINE = (
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "LD_LIBRARY_PATH",
)
OF_THE_HALL = (
    "COMMONHALL_LANGUAGES",
    "COMMONHALL_LOCALE",
    "COMMONHALL_CURRENCY",
    "COMMONHALL_TIME_ZONE",
    "COMMONHALL_TRUSTED_PROXIES",
    "COMMONHALL_READ_SECONDS",
    "COMMONHALL_HSTS",
    "COMMONHALL_LOG",
)
OF_THE_TOWN = (
    "COMMONHALL_HOME",
    "COMMONHALL_URL",
    "COMMONHALL_DOMAIN",
    "COMMONHALL_HTTPS",
    "COMMONHALL_PRACTICE_HALL",
)
# No setting, but whose child a process is (site/supervision.py), and where web processes count.
OF_THE_PROCESS = ("COMMONHALL_SUPERVISOR_PID", "PROMETHEUS_MULTIPROC_DIR", "DJANGO_SETTINGS_MODULE")


def environment(given: Mapping[str, str], home: Path, url: str, hall: str) -> dict[str, str]:
    """The environment of the town's processes. url: where people find it; hall: where it leads back."""
    parts = urlsplit(url)
    return {
        **{name: given[name] for name in (*OF_THE_MACHINE, *OF_THE_HALL) if name in given},
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "COMMONHALL_HOME": str(home),
        "COMMONHALL_URL": url,
        "COMMONHALL_DOMAIN": parts.hostname or "localhost",
        "COMMONHALL_HTTPS": "1" if parts.scheme == "https" else "0",
        "COMMONHALL_PRACTICE_HALL": hall,
    }


def leave_the_halls(environ: dict[str, str] | os._Environ[str]) -> None:
    """Take everything out of an environment that is none of the town's business, before any setting is read."""
    kept = {*OF_THE_MACHINE, *OF_THE_HALL, *OF_THE_TOWN, *OF_THE_PROCESS}
    for name in list(environ):
        if name not in kept and (name.startswith("COMMONHALL_") or name == "DATABASE_URL"):
            del environ[name]


def command(module: str, *words: str) -> list[str]:
    return [sys.executable, "-m", module, *words]
