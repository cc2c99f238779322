"""Days with their hour, in the writings people use: the day stands before the month, as in every other field."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from commonhall.ui.date_fields import MomentTextField

ZONE = ZoneInfo("Europe/Berlin")


def read(text: str) -> datetime | None:
    with timezone.override(ZONE):
        found = MomentTextField(required=False).clean(text)
    return found.astimezone(ZONE).replace(tzinfo=None) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "2027-05-03 14:00",
        "2027-05-03T14:00",
        "2027-05-03T12:00:00Z",
        "3/5/2027 14:00",
        "03.05.2027 14:00",
        "3.5.2027, 14.00",
        "3 May 2027 14:00",
        "May 3, 2027 2pm",
        "3 May 2027 at 2:00 p.m.",
        "2027年5月3日 14:00",
        "2027年5月3日 14时00分",
        "3/5/2027 14h",
    ],
)
def test_every_usual_writing_is_the_same_moment(text: str) -> None:
    assert read(text) == datetime(2027, 5, 3, 14)


def test_noon_and_midnight() -> None:
    assert read("3/5/2027 12am") == datetime(2027, 5, 3, 0)
    assert read("3/5/2027 12pm") == datetime(2027, 5, 3, 12)


@pytest.mark.parametrize("text", ["", None])
def test_nothing_is_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2027-05-03",
        "tomorrow",
        "31/2/2027 14:00",
        "3/5/2027 25:00",
        "3/5/2027 13pm",
        "14:00",
        "5/2027 14:00",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read(text)


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ValidationError, match="skip"):
        read("2027-03-28 02:30")
