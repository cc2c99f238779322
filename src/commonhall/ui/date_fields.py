"""Days and moments, typed as text in any usual writing."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.translation import gettext_lazy


class DateText(forms.TextInput):
    """A date typed as text: no calendar to fight with."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "date-text", "inputmode": "text", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a date the way the field's hint shows one."""
        return value.isoformat() if isinstance(value, date) else super().format_value(value)


class DateTextField(forms.Field):
    """A day in any usual writing: 2026-05-03, 3.5.2026, 3 May 2026, 2026年5月3日, 今天.

    In all-figure dates the day stands before the month. Gives a `datetime.date`.
    """

    widget = DateText
    default_error_messages = {
        "invalid": gettext_lazy("Enter a date like 2026-05-03 or 3 May 2026."),
        "impossible": gettext_lazy("There is no such day in the calendar. Check it."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("For example 2026-05-03 or 3 May 2026."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Read the day; raises ValidationError when it is none."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        parts = read_day(str(value))
        if parts is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date(*parts)
        except ValueError as error:
            raise ValidationError(self.error_messages["impossible"], code="impossible") from error


class MomentTextField(forms.Field):
    """A day, in any writing that `DateTextField` reads, and the hour: 2026-05-03 14:00, 3.5.2026 14.30.

    Where no zone is written it is the hall's own time. Gives an aware `datetime`.
    """

    widget = DateText
    default_error_messages = {
        "invalid": gettext_lazy("Enter the day and time like 2026-05-03 14:00."),
        "skipped": gettext_lazy("The clocks skip this hour on that day. Choose another."),
        "doubled": gettext_lazy(
            "The clocks go back that night, so this hour comes twice. Choose another, or write which one: %(first)s or %(second)s."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("For example 2026-05-03 14:00."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """Read the moment; raises ValidationError when it is none."""
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        text = str(value).strip()
        # As programs and `datetime-local` fields write it; a day alone is no moment.
        if ":" in text:
            with suppress(ValueError):
                return self._aware(datetime.fromisoformat(text))
        match = _HOUR.fullmatch(text)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        day = DateTextField(required=True).clean(match["day"])
        hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
        half = (match["half"] or "").casefold().replace(".", "")
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
        try:
            return self._aware(datetime.combine(day, time(hour, minute, second)))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def _aware(self, moment: datetime) -> datetime:
        if timezone.is_aware(moment):
            return moment
        found = timezone.make_aware(moment)
        # An hour that the clocks skip is another one when it is read back.
        if timezone.make_naive(found.astimezone(UTC), timezone.get_current_timezone()) != moment:
            raise ValidationError(self.error_messages["skipped"], code="skipped")
        again = found.replace(fold=1)
        if again.utcoffset() != found.utcoffset():
            which = {
                "first": found.isoformat(timespec="minutes"),
                "second": again.isoformat(timespec="minutes"),
            }
            raise ValidationError(self.error_messages["doubled"], code="doubled", params=which)
        return found


_HOUR = re.compile(
    r"(?P<day>.*?[\d日号])[,T\s]+(?:at\s+)?(?P<hour>\d{1,2})(?:[:.h时點点](?P<minute>\d{2})?分?"
    r"(?::(?P<second>\d{2}))?)?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)


class LastDayField(DateTextField):
    """A last day, given as its last second: what closes on a day is open all that day."""

    def clean(self, value: Any) -> datetime | None:
        """The end of the day as a moment."""
        day = super().clean(value)
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None


def read_day(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) as written, or None; does not check the calendar."""
    clean = " ".join(text.replace(",", " ").split()).casefold()
    if match := re.fullmatch(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", clean
    ):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})", clean):
        return int(match[3]), int(match[2]), int(match[1])
    months = _month_names()
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\.? (\w+)\.? (\d{4})", clean):
        day, month, year = match[1], months.get(match[2]), match[3]
    elif match := re.fullmatch(r"(\w+)\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4})", clean):
        day, month, year = match[2], months.get(match[1]), match[3]
    else:
        return None
    return (int(year), month, int(day)) if month else None


def _month_names() -> dict[str, int]:
    english = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    names = {name: number for number, name in enumerate(english, 1)}
    names |= {name[:3]: number for number, name in enumerate(english, 1)} | {"sept": 9}
    for table in (MONTHS, MONTHS_3, MONTHS_ALT):
        names |= {str(name).casefold().rstrip("."): number for number, name in table.items()}
    return names
