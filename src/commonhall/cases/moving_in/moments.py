"""Days and hours as other systems write them."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.translation import gettext as _

ORDERS = ("dmy", "mdy", "ymd")
_FIGURES = re.compile(
    r"^(\d{1,4})[./\- 年](\d{1,2})[./\- 月](\d{1,4})日?\.?"
    r"(?:[T ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?)?$"
)


@cache
def zone(name: str) -> ZoneInfo | None:
    """The time zone of this name; None: the hall's own. Raises ValueError."""
    if not name:
        return None
    if name not in available_timezones():
        raise ValueError(_("Enter a time zone such as Europe/Warsaw."))
    return ZoneInfo(name)


def read(text: str, order: str = "dmy", where: ZoneInfo | None = None) -> datetime:
    """A moment: 2026-05-01T12:00:00Z, 1.5.2026 12:00, 05/01/2026 9:00 PM by the order of day and month.

    where: the clock it was written by, where it does not say so itself. Raises ValueError with what is right.
    """
    plain = " ".join(text.split())
    found = _iso(plain) or _figures(plain, order)
    if found is None:
        raise ValueError(
            _("“%(text)s” is not a valid day. Write it like 2026-05-01 12:30.")
            % {"text": plain[:40]}
        )
    if found.tzinfo is None:
        found = timezone.make_aware(found, where)
    if not 1900 <= found.year <= 2200:
        raise ValueError(
            _("“%(text)s” is too far from today. Check the year.") % {"text": plain[:40]}
        )
    return found


def _iso(text: str) -> datetime | None:
    if not re.match(r"^\d{4}-?\d{2}-?\d{2}", text):
        return None
    try:
        return datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" +", "+"))
    except ValueError:
        return None


def _figures(text: str, order: str) -> datetime | None:
    match = _FIGURES.match(text)
    if match is None:
        return None
    parts = [int(match[1]), int(match[2]), int(match[3])]
    if len(match[1]) == 4 or order == "ymd":
        year, month, day = parts
    elif order == "mdy":
        month, day, year = parts
    else:
        day, month, year = parts
    if max(len(match[1]), len(match[3])) <= 2:
        year += 2000
    hour, minute, second = (int(match[at] or 0) for at in (4, 5, 6))
    if match[7]:
        hour = hour % 12 + (12 if match[7] in "pP" else 0)
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
