"""What the hall has settled for itself: its name, languages, time, money, look and pages of its own.

What is settled is stored by an action (law's `hall_settings`), so that every process of every machine says
the same; what is not settled comes from the environment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

# Another process's choice is seen after so many seconds.
FRESH_SECONDS = 10.0
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Logo:
    """Addresses of the hall's logo and of its square icon; the logo's size; language → what it shows."""

    address: Any
    icon: Any
    width: int
    height: int
    alt: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Settled:
    """What is stored. Empty values leave it to the environment.

    languages: codes, the hall's own first. names: language → the place's name. time_zone: IANA name.
    currency: ISO 4217. colour: "#14594a". logo: None for the house's own mark. pages: a page's code → its text by
    language. greeting, closing: language → how every letter begins and ends.
    """

    languages: tuple[str, ...] = ()
    names: Texts = field(default_factory=dict)
    time_zone: str = ""
    currency: str = ""
    colour: str = ""
    logo: Logo | None = None
    pages: Mapping[str, Texts] = field(default_factory=dict)
    greeting: Texts = field(default_factory=dict)
    closing: Texts = field(default_factory=dict)


NOTHING = Settled()


def _nothing() -> Settled:
    return NOTHING


# The app that stores it puts its query here.
_query: Callable[[], Settled | None] = _nothing
_known: tuple[float, Settled] | None = None


def read_stored_by(query: Callable[[], Settled | None]) -> None:
    """Ask this query what the hall has stored; it gives None where nothing can be asked now."""
    global _query
    _query = query


def forget() -> None:
    """The hall has settled something anew: ask at the next use."""
    global _known
    _known = None


def refresh() -> None:
    """Ask at the next use: another process may have settled something just now. Unlike after `forget`, what was known
    holds while the database is away."""
    global _known
    if _known is not None:
        _known = (float("-inf"), _known[1])


def believe(settled: Settled, seconds: float = FRESH_SECONDS) -> None:
    """Take this as what the hall has stored, for so long."""
    global _known
    _known = (time.monotonic() + seconds, settled)


def stored() -> Settled:
    """What the hall has stored, some seconds old at most; older while the database is away."""
    if not apps.ready:
        return NOTHING
    if _known is None or _known[0] < time.monotonic():
        found = _query()
        if found is None:
            found = _known[1] if _known else NOTHING
        believe(found)
    assert _known is not None
    return _known[1]


# --- what follows ---------------------------------------------------------------------------------
def name() -> str:
    """The place's name in the reader's language."""
    return _in_language(stored().names) or str(settings.SITE_NAME)


def logo_alt() -> str:
    """What the logo shows, in the reader's language; "" where there is none, or it adds nothing to the name."""
    shown = stored().logo
    return _in_language(shown.alt) if shown else ""


def _in_language(texts: Texts) -> str:
    code = (get_language() or "").lower()
    return texts.get(code) or texts.get(code.split("-")[0]) or next(iter(texts.values()), "")


def currency() -> str:
    """The currency in which the hall counts now (ISO 4217)."""
    return stored().currency or str(settings.CURRENCY)


def time_zone() -> str:
    """The time zone in which days begin here (IANA name)."""
    return stored().time_zone or str(settings.TIME_ZONE)


def keep_time() -> None:
    """Let this thread's days and hours be those of the hall's time zone."""
    timezone.activate(ZoneInfo(time_zone()))
