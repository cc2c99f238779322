"""Counting in working days: without the place's days of rest and its holidays."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.law.hall_settings.queries import settings_of_the_hall

ONE = timedelta(days=1)
MOST_A_YEAR = 40


def after(start: date, days: int, rest: Container[int], holidays: Container[str]) -> date:
    """The last of so many working days after a day, which does not count itself."""
    day = start
    while days > 0:
        day += ONE
        if day.isoweekday() not in rest and day.isoformat() not in holidays:
            days -= 1
    return day


def here_after(start: date, days: int) -> date:
    """The same, with the days of rest and holidays of this place."""
    settled = settings_of_the_hall()
    return after(start, days, set(settled.rest_days), set(settled.holidays))


def read(text: str) -> dict[str, str]:
    """Lines such as `2026-12-25 Christmas Day`. Raises ValidationError naming the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        day, _space, name = line.strip().partition(" ")
        try:
            known = date.fromisoformat(day).isoformat()
        except ValueError:
            known = ""
        if known != day:
            raise ValidationError(
                _("Line %(line)d: begin with a day such as 2026-12-25."), params={"line": number}
            )
        found[day] = name.strip()[:80]
    years = [day[:4] for day in found]
    if any(years.count(year) > MOST_A_YEAR for year in set(years)):
        raise ValidationError(_("Enter up to forty holidays a year."))
    return dict(sorted(found.items()))


def written(holidays: dict[str, str]) -> str:
    """Holidays as lines."""
    return "\n".join(f"{day} {name}".strip() for day, name in holidays.items())
