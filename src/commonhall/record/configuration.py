"""Where the record keeps its files and what it is called, from the settings."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings


def home() -> Path:
    """The installation's folder."""
    return Path(settings.COMMONHALL_HOME)


# Wanted name → the name the first log has: it is opened once and never renamed.
_kept: dict[str, str] = {}


def origin() -> str:
    """Name of this installation's first log: what checkpoints and keys are signed under.

    It stays what it was when the log was opened. A hall that moves to another domain goes on under it, so
    that checkpoints, receipts and dumps of before and after are signed by one name.
    """
    wanted = str(getattr(settings, "RECORD_ORIGIN", f"{settings.SITE_DOMAIN}/record"))
    if wanted not in _kept:
        logs = apps.get_model("record", "Log").objects.order_by("pk")
        first = logs.values_list("origin", flat=True).first()
        if first is None:
            return wanted
        _kept[wanted] = str(first)
    return _kept[wanted]


def entry_key() -> str:
    """The secret that marks entries, where it is given instead of kept in the home: 64 hexadecimal digits, or ""."""
    return str(getattr(settings, "RECORD_ENTRY_KEY", ""))


def longest_delay() -> int:
    """Seconds after which an entry without a place in the log is an alarm."""
    return int(getattr(settings, "RECORD_MAX_DELAY_SECONDS", 60))


def witness_delay() -> int:
    """Seconds after which a checkpoint that too few witnesses cosigned is an alarm."""
    return int(getattr(settings, "RECORD_WITNESS_DELAY_SECONDS", 3600))


def is_witness() -> bool:
    """Does this installation cosign others' logs over HTTP?"""
    return bool(getattr(settings, "RECORD_WITNESS", False))
