"""Where the record keeps its files and what it is called, from the settings."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def home() -> Path:
    """The installation's folder."""
    return Path(settings.COMMONHALL_HOME)


def origin() -> str:
    """Name of this installation's first log: what checkpoints and keys are signed under."""
    return str(getattr(settings, "RECORD_ORIGIN", f"{settings.SITE_DOMAIN}/record"))


def longest_delay() -> int:
    """Seconds after which an entry without a place in the log is an alarm."""
    return int(getattr(settings, "RECORD_MAX_DELAY_SECONDS", 60))
